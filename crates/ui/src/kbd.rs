use leptos::prelude::*;

/// A key.
#[component]
pub fn Kbd(
    /// As it is written on the key.
    children: Children,
) -> impl IntoView {
    view! { <kbd class="kbd-hint">{children()}</kbd> }
}
