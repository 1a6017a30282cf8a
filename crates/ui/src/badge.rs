use leptos::prelude::*;

/// What a badge's colour means; its word says it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BadgeTone {
    /// A plain fact.
    #[default]
    Plain,
    /// Live work, or the value that matters.
    Primary,
    /// Good.
    Success,
    /// Worth a look.
    Warning,
    /// Bad.
    Error,
}

/// A word in a box.
#[component]
pub fn Badge(
    /// What it means.
    #[prop(optional)]
    tone: BadgeTone,
    /// The word.
    children: Children,
) -> impl IntoView {
    let colour = match tone {
        BadgeTone::Plain => "border border-base-300",
        BadgeTone::Primary => "bg-primary/12 font-medium text-primary",
        BadgeTone::Success => "bg-success/12 font-medium text-success",
        BadgeTone::Warning => "bg-warning/20 font-medium text-base-content",
        BadgeTone::Error => "bg-error/12 font-medium text-error",
    };
    view! {
        <span class=format!("inline-flex max-w-full items-center gap-1.5 rounded-selector px-2 py-0.5 text-xs leading-5 {colour}")>
            {children()}
        </span>
    }
}
