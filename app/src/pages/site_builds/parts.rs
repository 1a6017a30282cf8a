//! What several pages of a build show alike.

use leptos::prelude::*;
use ui::{Icon, icon};

/// A link to a file, which the browser keeps.
#[component]
pub(super) fn DownloadLink(
    /// Where it leads.
    href: String,
    /// What it says.
    #[prop(into)]
    label: String,
    /// What it is called where it stands alone.
    name: String,
) -> impl IntoView {
    view! {
        <a
            href=href
            rel="external"
            download
            aria-label=name
            class="link inline-flex min-h-6 items-center gap-1 text-sm"
        >
            <Icon drawing=icon::DOWNLOAD size=14/>
            {label}
        </a>
    }
}

/// The name of a group, above its tickets in a list.
#[component]
pub(super) fn GroupHeading(
    /// The name.
    words: String,
) -> impl IntoView {
    view! {
        <li class="border-t border-base-300 bg-base-200/60 px-4 py-1.5 first:border-t-0">
            <h2 class="section-label">{words}</h2>
        </li>
    }
}
