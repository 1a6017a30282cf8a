use leptos::prelude::*;

/// What a dot means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dot {
    /// Nothing there.
    #[default]
    Hollow,
    /// Plain.
    Neutral,
    /// Going on right now.
    Live,
    /// Good.
    Good,
    /// Wants something.
    Attention,
    /// Bad.
    Bad,
}

/// A dot and the word that says the same.
#[component]
pub fn StatusDot(
    /// What it means.
    #[prop(into)]
    dot: Signal<Dot>,
    /// The word.
    #[prop(into)]
    word: Signal<String>,
    /// More about it, for a pointer and for screen readers.
    #[prop(optional, into)]
    detail: String,
) -> impl IntoView {
    let spoken = (!detail.is_empty()).then(|| format!(": {detail}"));
    view! {
        <span class="inline-flex items-center gap-1.5 whitespace-nowrap" title=(!detail.is_empty()).then_some(detail)>
            <span class=move || {
                match dot.get() {
                    Dot::Hollow => "size-2 rounded-full forced-color-adjust-none border border-base-content/50",
                    Dot::Neutral => "size-2 rounded-full forced-color-adjust-none bg-base-content/50",
                    Dot::Live => "size-2 rounded-full forced-color-adjust-none bg-primary ring-3 ring-primary/25",
                    Dot::Good => "size-2 rounded-full forced-color-adjust-none bg-success",
                    Dot::Attention => "size-2 rounded-full forced-color-adjust-none bg-warning",
                    Dot::Bad => "size-2 rounded-full forced-color-adjust-none bg-error",
                }
            }></span>
            {move || word.get()}
            {spoken.map(|text| view! { <span class="sr-only">{text}</span> })}
        </span>
    }
}
