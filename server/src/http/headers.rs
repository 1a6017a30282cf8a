//! What browsers are told about every answer, whoever made it.

use super::state::{AppState, Mode};
use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
            X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
    middleware::Next,
    response::Response,
};
use secrets::Randomness;
use std::{fmt::Write, sync::Arc};

/// Marks the scripts and styles that this answer itself wrote. New for every answer.
#[derive(Debug, Clone)]
pub(super) struct CspNonce(pub(super) Arc<str>);

impl CspNonce {
    /// 128 random bits in hexadecimal.
    pub(super) fn make(randomness: &dyn Randomness) -> Self {
        let mut bytes = [0_u8; 16];
        randomness.fill(&mut bytes);
        Self(
            bytes
                .iter()
                .fold(String::with_capacity(32), |mut text, byte| {
                    let _ = write!(text, "{byte:02x}");
                    text
                })
                .into(),
        )
    }
}

/// Middleware: adds the headers below. A cache rule or a stricter content policy set by a route stays.
pub(super) async fn add(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let nonce = request.extensions().get::<CspNonce>().cloned();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    if state.public_url.is_secure() {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000"));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        add_policy(headers, state.mode, nonce.as_ref().map_or("", |nonce| &nonce.0));
    }
    response
}

const FIXED: [(&str, &str); 3] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
         magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
    ),
];

fn add_policy(headers: &mut HeaderMap, mode: Mode, nonce: &str) {
    // The page that reloads itself during development listens on another port.
    let reload = match mode {
        Mode::Development { reload_port: Some(port) } => {
            format!(" ws://localhost:{port} ws://127.0.0.1:{port}")
        }
        _ => String::new(),
    };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'{reload}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
}
