use leptos::prelude::*;

/// Where no scripts run, the page is read again after so many seconds.
#[component]
pub(crate) fn RefreshWithoutScripts(
    /// How many.
    seconds: u32,
) -> impl IntoView {
    view! { <noscript inner_html=format!(r#"<meta http-equiv="refresh" content="{seconds}">"#)></noscript> }
}
