use leptos::prelude::*;
use leptos_router::components::A;

/// The way to the page of a list before this one and to the one after it.
#[component]
pub(crate) fn Paging(
    /// What the list is of, such as `the history`.
    of: &'static str,
    /// The page that is shown; the first is 0.
    page: u32,
    /// Whether another one follows.
    more: bool,
    /// The address of a page.
    to: impl Fn(u32) -> String,
    /// What the links say.
    #[prop(default = ("Previous", "Next"))]
    words: (&'static str, &'static str),
    /// Between the links.
    #[prop(optional, into)]
    note: String,
) -> impl IntoView {
    let link = |page: Option<u32>, words| {
        page.map(|page| {
            view! {
                <A href=to(page) {..} class="link">
                    {words}
                </A>
            }
        })
    };
    let (before, after) = (link(page.checked_sub(1), words.0), link(more.then(|| page + 1), words.1));
    view! {
        <nav aria-label=format!("Pages of {of}") class="mt-3 flex flex-wrap justify-between gap-3 text-sm">
            {before} <span class="text-xs leading-6 text-base-content/75 tabular-nums">{note}</span> {after}
        </nav>
    }
    .into_any()
}
