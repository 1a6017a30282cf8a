use crate::{Icon, icon};
use leptos::prelude::*;

/// The id of the text under a control, for its `aria-describedby`.
pub fn note_id(id: &str) -> String {
    format!("{id}-note")
}

/// Label above, help below, an error in place of the help.
#[component]
pub fn Field(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// What to fill in.
    #[prop(into)]
    label: Signal<String>,
    /// How to fill it in.
    #[prop(optional, into)]
    help: Signal<String>,
    /// What is wrong and how to fix it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Stands at the right of the label, such as a count.
    #[prop(optional, into)]
    aside: ViewFn,
    /// The control. It names `note_id(id)` in `aria-describedby`.
    children: Children,
) -> impl IntoView {
    let note = note_id(&id);
    view! {
        <div class="group/field min-w-0">
            <div class="flex items-baseline justify-between gap-2">
                <label for=id class="label-sm">
                    {move || label.get()}
                </label>
                <span class="text-xs text-base-content/70 tabular-nums">{aside.run()}</span>
            </div>
            <div class="mt-1">{children()}</div>
            <p id=note class=move || {
                if error.read().is_some() {
                    "mt-1 text-xs leading-5 text-error"
                } else {
                    "mt-1 text-xs leading-5 text-base-content/75 empty:hidden"
                }
            }>
                {move || match error.get() {
                    Some(text) => {
                        view! {
                            <span class="inline-flex items-start gap-1">
                                <Icon drawing=icon::CIRCLE_ALERT size=14 class="mt-[3px]"/>
                                <span>{text}</span>
                            </span>
                        }
                            .into_any()
                    }
                    None => Some(help.get()).filter(|help| !help.is_empty()).into_any(),
                }}
            </p>
        </div>
    }
}
