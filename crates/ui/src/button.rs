use crate::{Icon, icon::Drawing};
use leptos::prelude::*;

/// How much a button stands out. One primary button per view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// The one thing to do here.
    Primary,
    /// Everything else.
    #[default]
    Outline,
    /// Beside other things, in rows and headers.
    Ghost,
}

const fn classes(kind: ButtonKind) -> &'static str {
    match kind {
        ButtonKind::Primary => "btn btn-sm btn-primary font-medium",
        ButtonKind::Outline => "btn btn-sm btn-outline border-base-300 bg-base-100 font-medium",
        ButtonKind::Ghost => "btn btn-sm btn-ghost font-medium",
    }
}

/// A button. Its label is a verb.
#[component]
pub fn Button(
    /// How much it stands out.
    #[prop(optional)]
    kind: ButtonKind,
    /// `submit` unless something else is meant: forms work without scripts.
    #[prop(default = "submit")]
    r#type: &'static str,
    /// Shown before the label.
    #[prop(optional, into)]
    icon: Option<Drawing>,
    /// The key that does the same.
    #[prop(optional)]
    key: &'static str,
    /// Work is under way: the button stays where it is, says so and does nothing.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// More classes.
    #[prop(optional)]
    class: &'static str,
    /// A name when the label alone would not say enough.
    #[prop(optional, into)]
    label: Option<String>,
    /// The label.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type=r#type
            class=format!("{} {class}", classes(kind))
            disabled=move || disabled.get() || busy.get()
            aria-busy=move || busy.get().then_some("true")
            aria-label=label
        >
            {icon.map(|drawing| view! { <Icon drawing/> })}
            {children()}
            {(!key.is_empty()).then(|| view! { <span class="kbd-hint ml-0.5 hidden sm:inline" aria-hidden="true">{key}</span> })}
        </button>
    }
}

/// A link that looks like a button: it leads somewhere and changes nothing.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// How much it stands out.
    #[prop(optional)]
    kind: ButtonKind,
    /// Shown before the label.
    #[prop(optional, into)]
    icon: Option<Drawing>,
    /// Opens a page of another site, in a new tab.
    #[prop(optional)]
    external: bool,
    /// Leads to a file, which the browser keeps.
    #[prop(optional)]
    download: bool,
    /// The label.
    children: Children,
) -> impl IntoView {
    view! {
        <a
            href=href
            class=classes(kind)
            target=external.then_some("_blank")
            rel=external.then_some("noopener noreferrer external")
            download=download.then_some("")
        >
            {icon.map(|drawing| view! { <Icon drawing/> })}
            {children()}
        </a>
    }
}
