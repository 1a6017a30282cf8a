use leptos::prelude::*;

/// The heading of a page.
#[component]
pub fn PageHeader(
    /// The page's name; the only `h1`.
    #[prop(into)]
    title: String,
    /// One sentence about it.
    #[prop(optional, into)]
    text: String,
    /// Actions at the right.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="flex flex-wrap items-end gap-3">
            <div class="min-w-0">
                <h1 class="text-xl font-semibold tracking-tight">{title}</h1>
                {(!text.is_empty()).then(|| view! { <p class="mt-0.5 text-sm text-base-content/75">{text}</p> })}
            </div>
            {children.map(|children| view! { <div class="ml-auto flex items-center gap-2">{children()}</div> })}
        </div>
    }
}
