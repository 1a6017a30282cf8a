//! Leading people elsewhere on this site.

use crate::LocalPath;

/// Sends the browser to a path of this site: a plain form by status 302, scripts by a header, a page while it is
/// rendered by status 302. A `LocalPath` is always a valid header value.
pub(super) fn to(path: &LocalPath) {
    leptos_axum::redirect(path.as_str());
}
