use domain::password::{PasswordPolicy, checklist};
use leptos::prelude::*;
use ui::{Icon, icon};

/// What a good password has, ticked off while it is typed.
#[component]
pub(crate) fn Checklist(
    /// Which passwords are accepted.
    policy: PasswordPolicy,
    /// What everybody knows about the person: name, e-mail address, employee id.
    personal: Vec<String>,
    /// What is typed.
    password: RwSignal<String>,
) -> impl IntoView {
    let items = Memo::new(move |_| {
        let personal: Vec<&str> = personal.iter().map(String::as_str).collect();
        password.with(|password| {
            checklist(policy, password, &personal)
                .into_iter()
                .map(|item| (item.label, item.met, password.is_empty()))
                .collect::<Vec<_>>()
        })
    });
    view! {
        <ul class="space-y-1 text-sm" aria-label="A good password has">
            {move || items.get().into_iter().map(|(label, met, empty)| view! { <Item label met=met && !empty/> }).collect_view()}
        </ul>
    }
}

#[component]
fn Item(label: &'static str, met: bool) -> impl IntoView {
    let (drawing, colour, word) = if met {
        (icon::CIRCLE_CHECK, "text-success", "done: ")
    } else {
        (icon::CIRCLE_DASHED, "text-base-content/75", "")
    };
    view! {
        <li class="flex items-start gap-2">
            <span class=format!("mt-1 {colour}")>
                <Icon drawing size=14/>
            </span>
            <span>
                <span class="sr-only">{word}</span>
                {label}
            </span>
        </li>
    }
}
