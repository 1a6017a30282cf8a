use leptos::prelude::*;
use std::collections::BTreeSet;

/// A box that puts a number into a set, or takes it out.
#[component]
pub(super) fn Tick(
    set: RwSignal<BTreeSet<usize>>,
    number: usize,
    /// The box's name in the form.
    name: String,
    /// What it says, where no words stand beside it.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    view! {
        <input
            type="checkbox"
            name=name
            value=number.to_string()
            checked=set.with_untracked(|set| set.contains(&number))
            class="checkbox checkbox-sm"
            aria-label=label
            on:change:target=move |event| {
                let ticked = event.target().checked();
                set.update(|set| {
                    if ticked {
                        set.insert(number);
                    } else {
                        set.remove(&number);
                    }
                });
            }
        />
    }
}
