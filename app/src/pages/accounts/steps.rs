use leptos::prelude::*;
use std::cmp::Ordering;
use ui::{Icon, icon};

const STEPS: [&str; 3] = ["Token", "Confirm", "Password"];

/// Where somebody is in the three steps.
#[component]
pub(super) fn Steps(
    /// The present one, from 1.
    at: usize,
) -> impl IntoView {
    view! {
        <ol aria-label="Steps" class="mb-5 flex flex-wrap gap-x-4 gap-y-1">
            {STEPS
                .into_iter()
                .enumerate()
                .map(|(index, label)| {
                    let number = index + 1;
                    let (circle, text) = match number.cmp(&at) {
                        Ordering::Less => ("bg-success text-success-content", "text-base-content/75"),
                        Ordering::Equal => ("bg-primary text-primary-content", "font-medium"),
                        Ordering::Greater => ("border border-base-300", "text-base-content/75"),
                    };
                    view! {
                        <li
                            class=format!("flex items-center gap-2 text-sm {text}")
                            aria-current=(number == at).then_some("step")
                        >
                            <span class=format!(
                                "grid size-5 place-items-center rounded-full text-[11px] tabular-nums {circle}",
                            )>
                                {if number < at {
                                    view! { <Icon drawing=icon::CHECK size=12/> }.into_any()
                                } else {
                                    number.into_any()
                                }}
                            </span>
                            {label}
                            {(number < at).then(|| view! { <span class="sr-only">"done"</span> })}
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
}
