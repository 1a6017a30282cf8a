//! Leading people elsewhere on this site.

use crate::LocalPath;
use axum::http::{Method, header, request::Parts};
use leptos::prelude::use_context;

/// Sends the browser to a path of this site: a plain form by status 302, scripts by a header, a page while it is
/// rendered by status 302. A `LocalPath` is always a valid header value.
pub(super) fn to(path: &LocalPath) {
    leptos_axum::redirect(path.as_str());
}

/// Leads a plain form on; scripts stay on their page.
pub(super) fn plain_form_to(path: &LocalPath) {
    if use_context::<Parts>().is_some_and(|request| is_plain_form(&request)) {
        to(path);
    }
}

/// Whether a browser sent this form by itself, and shows the answer as a page.
pub(super) fn is_plain_form(request: &Parts) -> bool {
    let accepts_html = request
        .headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("text/html"));
    request.method != Method::GET && accepts_html
}
