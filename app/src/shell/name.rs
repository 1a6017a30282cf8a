//! What this installation calls itself.

/// The application's name, the same on the server and when the browser takes over.
#[cfg(feature = "ssr")]
pub(crate) fn app_name() -> String {
    use leptos::prelude::use_context;
    let use_cases = use_context::<contract::services::UseCases>();
    use_cases.map(|use_cases| use_cases.accounts.app_name()).unwrap_or_default()
}

/// The application's name, as the server wrote it into the document.
#[cfg(not(feature = "ssr"))]
pub(crate) fn app_name() -> String {
    use leptos::prelude::document;
    let written = document().query_selector("meta[name=application-name]").ok().flatten();
    written.and_then(|meta| meta.get_attribute("content")).unwrap_or_default()
}
