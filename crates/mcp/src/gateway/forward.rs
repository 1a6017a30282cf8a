//! Passing requests on with the person's token, and answers back without anything that could make a child wait
//! or repeat itself.

use super::{Pass, routes::Product};
use crate::Upstream;
use axum::{
    body::Body,
    extract::Request,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};
use outbound::{Client, OutboundError, Target};

/// Largest body a child may send, in bytes.
pub(super) const SENT: usize = 1024 * 1024;

impl Pass {
    pub(super) fn upstream(&self, product: Product) -> Option<&Upstream> {
        match product {
            Product::Jira => self.person.jira.as_ref(),
            Product::Confluence => self.person.confluence.as_ref(),
        }
    }
}

pub(super) fn request(
    client: &Client,
    pass: &Pass,
    (product, upstream): (Product, &Upstream),
    request_id: Option<String>,
    method: Method,
    target: Target,
) -> outbound::Request {
    let service = match product {
        Product::Jira => "jira",
        Product::Confluence => "confluence",
    };
    let request = client
        .request(method, target)
        .service(service)
        .bearer(&upstream.token)
        .tls(upstream.tls.clone())
        .cap(pass.body_cap)
        .header(header::ACCEPT, "application/json");
    match request_id {
        Some(id) => request.request_id(&id),
        None => request,
    }
}

pub(super) async fn read(
    client: &Client,
    pass: &Pass,
    request_id: Option<String>,
    product: Product,
    path: &str,
    asked: Request,
) -> Response {
    let Some(upstream) = pass.upstream(product) else {
        return refusal(StatusCode::FORBIDDEN, "This product is not connected.");
    };
    let Ok(mut target) = upstream.base.at(path) else {
        return refusal(StatusCode::FORBIDDEN, "This gateway does not allow this.");
    };
    if let Some(query) = asked.uri().query() {
        target = target.raw_query(query);
    }
    let method = asked.method().clone();
    let mut out = request(client, pass, (product, upstream), request_id, method.clone(), target);
    if method == Method::POST {
        let Ok(body) = axum::body::to_bytes(asked.into_body(), SENT).await else {
            return refusal(StatusCode::PAYLOAD_TOO_LARGE, "This is too large.");
        };
        out = out.bytes(body, "application/json");
    }
    pass_back(out.send().await.as_ref())
}

/// Jira's answer as the child may see it: status, content type and body. `Retry-After` never gets through, and a
/// 429 becomes a final refusal, because the child would sleep and send the same again for minutes.
pub(super) fn pass_back(answer: Result<&outbound::Response, &OutboundError>) -> Response {
    match answer {
        Ok(answer) if answer.status() == StatusCode::TOO_MANY_REQUESTS => {
            refusal(StatusCode::BAD_REQUEST, "The server asks to slow down. Nothing was done.")
        }
        Ok(answer) if answer.status().is_redirection() => {
            refusal(StatusCode::BAD_GATEWAY, "The server answered with a redirect, which is not followed.")
        }
        Ok(answer) => {
            whole(answer.status(), answer.headers().get(header::CONTENT_TYPE), answer.body().clone())
        }
        Err(error) => refusal(StatusCode::BAD_GATEWAY, &error.to_string()),
    }
}

fn whole(status: StatusCode, content_type: Option<&HeaderValue>, body: Bytes) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    if let Some(content_type) = content_type {
        response.headers_mut().insert(header::CONTENT_TYPE, content_type.clone());
    }
    response
}

/// A refusal in Jira's own form, so that the tool shows the words.
pub(super) fn refusal(status: StatusCode, words: &str) -> Response {
    (status, axum::Json(serde_json::json!({"errorMessages": [words], "errors": {}}))).into_response()
}
