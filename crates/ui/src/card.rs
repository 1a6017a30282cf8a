use leptos::prelude::*;

/// A bordered section with an optional heading.
#[component]
pub fn Card(
    /// The heading.
    #[prop(optional, into)]
    title: Option<String>,
    /// Stands at the right of the heading.
    #[prop(optional, into)]
    aside: ViewFn,
    /// Without inner padding, for lists and tables.
    #[prop(optional)]
    flush: bool,
    /// The content.
    children: Children,
) -> impl IntoView {
    let padding = if flush { "" } else { "p-4" };
    view! {
        <section class="card-flat min-w-0">
            {title
                .map(|title| {
                    view! {
                        <div class="flex min-h-11 flex-wrap items-center gap-2 border-b border-base-300 px-4 py-2">
                            <h2 class="text-sm font-semibold">{title}</h2>
                            <div class="ml-auto flex items-center gap-2 text-sm">{aside.run()}</div>
                        </div>
                    }
                })} <div class=padding>{children()}</div>
        </section>
    }
}
