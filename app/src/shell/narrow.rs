use leptos::prelude::*;
use ui::{Icon, icon};

/// The mark and the application's name.
#[component]
pub(super) fn Mark(
    /// The name.
    #[prop(into)]
    name: String,
    /// Whether the name gives way on small screens.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    let class = if compact { "hidden sm:inline" } else { "" };
    view! {
        <span class="grid size-6 shrink-0 place-items-center rounded-md bg-primary text-primary-content">
            <Icon drawing=icon::TICKET_CHECK/>
        </span>
        <span class=format!("truncate text-sm font-semibold tracking-tight {class}")>{name}</span>
    }
}

/// A page of one narrow card: signing in, registering.
#[component]
pub(crate) fn NarrowPage(
    /// The application's name.
    #[prop(default = super::app_name(), into)]
    name: String,
    /// A note for everyone.
    #[prop(optional_no_strip, into)]
    notice: Option<String>,
    /// Under the card.
    #[prop(optional, into)]
    below: ViewFn,
    /// The card's content.
    children: Children,
) -> impl IntoView {
    view! {
        <main id="main" class="mx-auto flex min-h-screen w-full max-w-[26rem] flex-col justify-center px-4 py-10">
            <div class="mb-5 flex items-center gap-2.5">
                <Mark name/>
            </div>
            <div class="card-flat p-5 sm:p-6">{children()}</div>
            <div class="mt-4 text-center text-sm text-base-content/80">{below.run()}</div>
            {notice.map(|notice| view! { <p class="mt-6 text-center text-xs text-base-content/75">{notice}</p> })}
        </main>
    }
    .into_any()
}
