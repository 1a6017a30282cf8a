//! Answers that say that something went wrong: a page for people, JSON for programs, the request's id in both, and
//! nothing about our inside.

use super::matrix::{Row, Surface};
use crate::telemetry::request_id::RequestId;
use axum::{
    Json,
    extract::Request,
    http::{
        HeaderValue, StatusCode,
        header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
    },
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use contract::v1;
use domain::failure::{Category, Failure};

/// What kind of answer a request expects.
#[derive(Debug, Clone)]
pub(super) struct Answering {
    html: bool,
    api: bool,
    request_id: Option<RequestId>,
}

impl Answering {
    pub(super) fn to(request: &Request) -> Self {
        let accepts = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or("");
        let surface = request.extensions().get::<Row>().map(|row| row.surface);
        let api = matches!(surface, Some(Surface::Api | Surface::Stream));
        Self {
            html: !api && accepts.contains("text/html"),
            api,
            request_id: request.extensions().get().cloned(),
        }
    }

    /// Whether a person looks at the answer itself, not a script.
    pub(super) const fn is_page(&self) -> bool {
        self.html
    }

    /// The failure with the status of its category.
    pub(super) fn fail(&self, failure: Failure) -> Response {
        let status = StatusCode::from_u16(failure.category.status());
        self.fail_with(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), failure)
    }

    /// The failure with a status of its own.
    pub(super) fn fail_with(&self, status: StatusCode, mut failure: Failure) -> Response {
        failure.request_id = self.request_id.as_ref().map(ToString::to_string);
        let retry = failure.retry_after;
        let mut response = if self.html {
            (status, Html(page(&failure))).into_response()
        } else {
            (status, Json(v1::Failure::from(failure))).into_response()
        };
        if let Some(seconds) = retry {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.api && status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Middleware: an error that came without a body gets words: those that a route left beside it, or general ones for the
/// framework's errors and for panics.
pub(super) async fn dress(request: Request, next: Next) -> Response {
    let answering = Answering::to(&request);
    let mut response = next.run(request).await;
    let status = response.status();
    let told = response.extensions_mut().remove::<Failure>();
    if !(status.is_client_error() || status.is_server_error())
        || (told.is_none() && response.headers().contains_key(CONTENT_TYPE))
    {
        return response;
    }
    let mut dressed = answering.fail_with(status, told.unwrap_or_else(|| words_for(status)));
    for (name, value) in response.headers() {
        if name.as_str() != "content-length" {
            dressed.headers_mut().append(name, value.clone());
        }
    }
    dressed
}

/// No page, no asset, no route.
pub(super) fn no_such_page() -> Failure {
    Failure::new("not_found", Category::NotFound, "There is nothing at this address.")
        .with_next("Check the address, or go to the start page.")
}

/// The answer took too long.
pub(super) fn too_slow() -> Failure {
    Failure::temporary("request.too_slow", "This took too long, so we stopped waiting for it.")
        .with_next("Look whether it was done all the same before you try again.")
}

fn words_for(status: StatusCode) -> Failure {
    match status {
        StatusCode::NOT_FOUND => no_such_page(),
        StatusCode::METHOD_NOT_ALLOWED => {
            Failure::user("request.method", "This address does not take requests of this kind.")
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            Failure::temporary("temporary", "This does not work at the moment. Try again shortly.")
        }
        status if status.is_client_error() => {
            Failure::user("request.malformed", "We could not make sense of this request.")
        }
        _ => Failure::internal(),
    }
}

/// A page that needs nothing that could be broken too. Its style comes from the product's sheet.
fn page(failure: &Failure) -> String {
    let heading = match failure.category {
        Category::NotFound => "Not found",
        Category::Temporary | Category::TooMany => "Not just now",
        Category::Internal => "Something went wrong",
        _ => "That did not work",
    };
    let next =
        if failure.next.is_empty() { String::new() } else { format!("<p>{}</p>", escape(&failure.next)) };
    let id = failure
        .request_id
        .as_ref()
        .map(|id| format!("<p><small>Request id: <code>{}</code></small></p>", escape(id)))
        .unwrap_or_default();
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{heading}</title>\
         <link rel=\"stylesheet\" href=\"/pkg/jira-agent.css\"></head>\
         <body class=\"error-page\"><main><h1>{heading}</h1><p>{message}</p>{next}\
         <p><a href=\"/\">Go to the start page</a></p>{id}</main></body></html>",
        message = escape(&failure.message),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_failure_says_cannot_become_markup() {
        let failure = Failure::user("x", "<img src=x onerror=alert(1)>").with_next("\"a\" & b");
        let page = page(&failure);
        assert!(page.contains("&lt;img src=x") && !page.contains("<img"));
        assert!(page.contains("&quot;a&quot; &amp; b"));
    }
}
