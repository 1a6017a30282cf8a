//! What a fault rule puts in the place of an answer, or does to one on its way out.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures::StreamExt as _;
use http::{HeaderName, HeaderValue, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

use super::{Fate, Keys};
use crate::faults::{Instead, Mangle, RateLimit, RateLimitForm, Strike};
use crate::state::{Random, World, now};

pub(super) async fn replaced(
    world: &World,
    instead: &Instead,
    strike: &Strike,
    n: u64,
    keys: Vec<String>,
) -> Response {
    let mut response = match instead {
        Instead::Drop => {
            let mut response = Response::new(Body::empty());
            response.extensions_mut().insert(Fate::Drop);
            response
        }
        Instead::Hang => {
            world.lock().ledger.finish(n, None, Some(&strike.name), keys);
            world.stop().cancelled().await;
            let mut response = Response::new(Body::empty());
            response.extensions_mut().insert(Fate::Drop);
            return response;
        }
        Instead::Status { status, body, headers } => status_answer(*status, body.as_ref(), headers),
        Instead::Html { status } => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::OK);
            (status, axum::response::Html(SIGN_ON_PAGE)).into_response()
        }
        Instead::RateLimit(limit) => rate_limited(limit),
        Instead::Garbage => {
            let mut random = Random::seeded(strike.seed);
            let noise: Vec<u8> = (0..128).flat_map(|_| random.next().to_le_bytes()).collect();
            ([(header::CONTENT_TYPE, "application/json;charset=UTF-8")], noise).into_response()
        }
        Instead::Huge(bytes) => huge(*bytes),
    };
    let fate = response.extensions().get::<Fate>().copied();
    let status = fate.is_none().then(|| response.status().as_u16());
    world.lock().ledger.finish(n, status, Some(&strike.name), keys);
    response.extensions_mut().remove::<Keys>();
    response
}

const SIGN_ON_PAGE: &str = "<!DOCTYPE html><html><head><title>Single sign-on</title></head><body>\
    <h1>Sign in to continue</h1><form method=\"post\" action=\"/sso\"><input name=\"user\"></form></body></html>";

fn status_answer(status: u16, body: Option<&Value>, headers: &BTreeMap<String, String>) -> Response {
    let code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = match body {
        Some(Value::String(text)) => (code, text.clone()).into_response(),
        Some(value) => (code, axum::Json(value.clone())).into_response(),
        None => {
            let reason = code.canonical_reason().unwrap_or("Error");
            (code, axum::Json(json!({"errorMessages": [reason], "errors": {}}))).into_response()
        }
    };
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

pub(super) fn too_many() -> Response {
    (StatusCode::TOO_MANY_REQUESTS, axum::Json(json!({"message": "Rate limit exceeded"}))).into_response()
}

fn rate_limited(limit: &RateLimit) -> Response {
    let mut response = too_many();
    let ahead =
        |seconds: i64| now().checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap_or_else(|_| now());
    let headers = response.headers_mut();
    let mut put = |name: &'static str, value: String| {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    };
    let mut seconds = 1;
    match &limit.retry_after {
        Some(Value::String(text)) => {
            if let Some(more) = text.strip_prefix("http-date") {
                seconds = more.trim_start_matches('+').parse().unwrap_or(1);
                put("retry-after", ahead(seconds).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string());
            } else {
                put("retry-after", text.clone());
            }
        }
        Some(number) => {
            seconds = number.as_i64().unwrap_or(1);
            put("retry-after", number.to_string());
        }
        None => {}
    }
    match limit.form {
        RateLimitForm::Plain => {}
        RateLimitForm::Dc => {
            put("x-ratelimit-limit", "5".to_owned());
            put("x-ratelimit-remaining", "0".to_owned());
            put("x-ratelimit-interval-seconds", "1".to_owned());
            put("x-ratelimit-fillrate", "1".to_owned());
        }
        RateLimitForm::Cloud => {
            let seconds = limit.reset.unwrap_or(seconds);
            put("x-ratelimit-reset", ahead(seconds).strftime("%Y-%m-%dT%H:%MZ").to_string());
            put("x-ratelimit-nearlimit", "true".to_owned());
            put("ratelimit-reason", "jira-burst-based".to_owned());
        }
    }
    response
}

fn huge(bytes: u64) -> Response {
    const PIECE: &[u8] = &[b' '; 64 * 1024];
    let stream = futures::stream::unfold(bytes, |left| async move {
        if left == 0 {
            return None;
        }
        let size = usize::try_from(left).unwrap_or(usize::MAX).min(PIECE.len());
        let piece = PIECE.get(..size).unwrap_or(PIECE);
        Some((Ok::<_, std::io::Error>(Bytes::from_static(piece)), left - size as u64))
    });
    ([(header::CONTENT_TYPE, "application/json;charset=UTF-8")], Body::from_stream(stream)).into_response()
}

pub(super) async fn mangled(response: Response, mangle: Mangle) -> Response {
    let (mut parts, body) = response.into_parts();
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let half = bytes.slice(..bytes.len() / 2);
    parts.headers.remove(header::CONTENT_LENGTH);
    let body = match mangle {
        Mangle::Drop => {
            parts.extensions.insert(Fate::Drop);
            Body::empty()
        }
        Mangle::Truncate => Body::from(half),
        Mangle::Reset => {
            parts.extensions.insert(Fate::Reset);
            broken_after(half)
        }
        Mangle::WrongLength => {
            parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len() + 100));
            // As a stream, because hyper trusts a body that knows its length over the header.
            broken_after(bytes)
        }
    };
    Response::from_parts(parts, body)
}

/// A body that sends these bytes and then fails, so that the connection is cut.
pub(crate) fn broken_after(bytes: Bytes) -> Body {
    let cut = futures::stream::once(async {
        // Lets the bytes before the cut leave first.
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(std::io::Error::new(std::io::ErrorKind::ConnectionReset, "cut on purpose"))
    });
    Body::from_stream(futures::stream::iter([Ok(bytes)]).chain(cut))
}
