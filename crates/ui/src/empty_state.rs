use crate::{Icon, icon::Drawing};
use leptos::prelude::*;

/// An empty list: what it will hold, and the first thing to do.
#[component]
pub fn EmptyState(
    /// What kind of thing belongs here.
    icon: Drawing,
    /// What is not there yet.
    #[prop(into)]
    title: String,
    /// What will be here.
    #[prop(into)]
    text: String,
    /// The first action.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="flex flex-col items-center px-4 py-10 text-center">
            <span class="grid size-10 place-items-center rounded-box bg-base-300/50 text-base-content/70">
                <Icon drawing=icon size=20/>
            </span>
            <p class="mt-3 text-sm font-semibold">{title}</p>
            <p class="mt-1 max-w-sm text-sm text-base-content/75">{text}</p>
            {children.map(|children| view! { <div class="mt-4 flex flex-wrap justify-center gap-2">{children()}</div> })}
        </div>
    }
}
