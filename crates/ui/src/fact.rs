use leptos::prelude::*;

/// One line of a list of facts, for inside a `<dl>`: its name, then what is so.
#[component]
pub fn Fact(
    /// Its name.
    #[prop(into)]
    label: String,
    /// What is so.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="flex flex-wrap gap-x-4 py-1">
            <dt class="w-28 shrink-0 text-base-content/75">{label}</dt>
            <dd class="min-w-0 break-words">{children()}</dd>
        </div>
    }
}
