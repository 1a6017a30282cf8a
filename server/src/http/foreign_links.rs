//! Links from elsewhere cannot put words into our pages. A form without scripts comes back with its error in the
//! address (`__path`, `__err`); whoever follows a link from another site gets the page without it.

use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, Uri, header::LOCATION},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Leptos' names for the failed server function and its error.
const OURS: [&str; 2] = ["__path", "__err"];

/// Middleware: answers with a redirect to the same page without the error, unless we sent the browser here.
pub(super) async fn check(request: Request, next: Next) -> Response {
    let from_us =
        request.headers().get("sec-fetch-site").is_some_and(|site| site.as_bytes() == b"same-origin");
    match without_error(request.uri()) {
        Some(clean) if !from_us && request.method().is_safe() => match HeaderValue::from_str(&clean) {
            Ok(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
            Err(_) => StatusCode::BAD_REQUEST.into_response(),
        },
        _ => next.run(request).await,
    }
}

/// The path and the other parameters; `None` when there is no error in the address.
fn without_error(uri: &Uri) -> Option<String> {
    let query = uri.query()?;
    let is_ours = |pair: &&str| OURS.contains(&pair.split('=').next().unwrap_or_default());
    if !query.split('&').any(|pair| is_ours(&pair)) {
        return None;
    }
    let others: Vec<&str> = query.split('&').filter(|pair| !is_ours(pair)).collect();
    // A path that begins with two slashes would name another host.
    let path = format!("/{}", uri.path().trim_start_matches('/'));
    Some(if others.is_empty() { path } else { format!("{path}?{}", others.join("&")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_error_is_taken_out() {
        let cases = [
            ("/sign-in?__path=%2Fx&next=%2Fa&__err=eyJ9", Some("/sign-in?next=%2Fa")),
            ("/sign-in?__err=x", Some("/sign-in")),
            ("//evil.example?__err=x", Some("/evil.example")),
            ("/sign-in?next=__err", None),
            ("/sign-in", None),
        ];
        for (from, to) in cases {
            assert_eq!(without_error(&from.parse().unwrap()).as_deref(), to, "{from}");
        }
    }
}
