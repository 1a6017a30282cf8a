use crate::{Icon, icon};
use leptos::prelude::*;

/// The heading of something that is folded away, with an arrow that says so. It stands in a `details` of the class
/// `group/fold`.
#[component]
pub fn FoldSummary(
    /// The heading.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    view! {
        <summary class="inline-flex min-h-6 cursor-pointer items-center gap-1 text-sm font-semibold">
            {words}
            <span class="text-base-content/60 transition-transform group-open/fold:rotate-90">
                <Icon drawing=icon::CHEVRON_RIGHT size=14/>
            </span>
        </summary>
    }
}
