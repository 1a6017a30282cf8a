use leptos::prelude::*;

/// A table with a sticky header that scrolls sideways by itself on small screens. Rows are the caller's `<tr>`s.
#[component]
pub fn Table(
    /// What it lists, for screen readers.
    #[prop(into)]
    label: String,
    /// Column headings; an empty one is a column of actions.
    columns: Vec<&'static str>,
    /// The rows.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="overflow-x-auto" role="region" aria-label=label tabindex="0">
            <table class="w-full text-sm">
                <thead class="sticky top-0 bg-base-100 text-left text-xs text-base-content/75">
                    <tr>
                        {columns
                            .into_iter()
                            .map(|column| {
                                let name = if column.is_empty() { "Actions" } else { column };
                                let class = if column.is_empty() { "sr-only" } else { "" };
                                view! {
                                    <th scope="col" class="px-4 py-2 font-medium whitespace-nowrap">
                                        <span class=class>{name}</span>
                                    </th>
                                }
                            })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}
