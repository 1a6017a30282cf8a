//! `header.json`: the headers of a company's model service, with the person's cookie or token in them.

use crate::{ConfigError, document::Document};
use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Where the person's secret goes.
pub const COOKIE_PLACEHOLDER: &str = "{cookie_value}";

/// How the person's secret is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthenticationKind {
    /// As it is, in the cookie header (`Cookie` itself gets `cookie_field=` before it).
    Cookie,
    /// `Authorization: Bearer …`.
    Bearer,
    /// `Authorization: Basic …`, the secret (`user:password`) in base64.
    Basic,
}

/// The header that carries the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authentication {
    /// How the secret is sent.
    pub kind: AuthenticationKind,
    /// The header's name.
    pub header: String,
    /// Its value, containing `{cookie_value}`.
    pub format: String,
}

/// The headers of one kind of request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderSet {
    /// Fixed headers; values may contain `{cookie_value}`.
    pub fixed: Vec<(String, String)>,
    /// The header with the secret.
    pub authentication: Authentication,
}

/// All of a header file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers {
    /// For connection tests.
    pub test: HeaderSet,
    /// For prompts.
    pub integration: HeaderSet,
}

/// The headers with the person's secret filled in, names as written. A secret with line breaks is refused by every HTTP
/// client as a header value; nothing here removes them.
pub fn render(set: &HeaderSet, cookie: &SecretString) -> Vec<(String, SecretString)> {
    let authentication = &set.authentication;
    let secret = match authentication.kind {
        AuthenticationKind::Cookie | AuthenticationKind::Bearer => {
            Zeroizing::new(cookie.expose_secret().to_owned())
        }
        AuthenticationKind::Basic => Zeroizing::new(STANDARD.encode(cookie.expose_secret())),
    };
    let fill = |format: &str, secret: &str| SecretString::from(format.replace(COOKIE_PLACEHOLDER, secret));
    let fixed = set.fixed.iter().map(|(name, value)| (name.clone(), fill(value, cookie.expose_secret())));
    fixed.chain([(authentication.header.clone(), fill(&authentication.format, &secret))]).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHeaders {
    #[serde(default)]
    test_headers: BTreeMap<String, String>,
    #[serde(default)]
    integration_headers: BTreeMap<String, String>,
    cookie_header_name: Option<String>,
    authentication: RawAuthentication,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAuthentication {
    r#type: AuthenticationKind,
    cookie_field: Option<String>,
    header_format: Option<String>,
}

/// Reads and checks a header file.
pub(crate) fn read(document: &Document, errors: &mut Vec<ConfigError>) -> Option<Headers> {
    let keys = ["test_headers", "integration_headers", "cookie_header_name", "authentication"];
    if !document.check_root(&keys, errors) {
        return None;
    }
    let before = errors.len();
    let raw = document.without_unknown_root_keys::<RawHeaders>(&keys, errors)?;
    check_names(document, "test_headers", &raw.test_headers, errors);
    check_names(document, "integration_headers", &raw.integration_headers, errors);
    let authentication = authentication(document, &raw, errors);
    for (key, set) in [("test_headers", &raw.test_headers), ("integration_headers", &raw.integration_headers)]
    {
        if let Some(name) = set.keys().find(|name| name.eq_ignore_ascii_case(&authentication.header)) {
            let path = format!("{key}.{name}");
            errors.push(document.error(
                &path,
                "the header with the secret only under authentication",
                "it here too",
            ));
        }
    }
    let set = |fixed: BTreeMap<String, String>| HeaderSet {
        fixed: fixed.into_iter().collect(),
        authentication: authentication.clone(),
    };
    (errors.len() == before)
        .then(|| Headers { test: set(raw.test_headers), integration: set(raw.integration_headers) })
}

fn authentication(document: &Document, raw: &RawHeaders, errors: &mut Vec<ConfigError>) -> Authentication {
    let RawAuthentication { r#type: kind, cookie_field, header_format } = &raw.authentication;
    let header = match (kind, &raw.cookie_header_name) {
        (_, Some(name)) => name.clone(),
        (AuthenticationKind::Cookie, None) => "Cookie".to_owned(),
        (AuthenticationKind::Bearer | AuthenticationKind::Basic, None) => "Authorization".to_owned(),
    };
    if !is_header_name(&header) {
        errors.push(document.error("cookie_header_name", "a header name", "other characters"));
    }
    let default = match kind {
        AuthenticationKind::Cookie => COOKIE_PLACEHOLDER.to_owned(),
        AuthenticationKind::Bearer => format!("Bearer {COOKIE_PLACEHOLDER}"),
        AuthenticationKind::Basic => format!("Basic {COOKIE_PLACEHOLDER}"),
    };
    let mut format = header_format.clone().unwrap_or(default);
    if !format.contains(COOKIE_PLACEHOLDER) {
        let expected = format!("a text containing {COOKIE_PLACEHOLDER}");
        errors.push(document.error("authentication.header_format", expected, "a text without it"));
    }
    if !is_header_value(&format) {
        errors.push(document.error(
            "authentication.header_format",
            "printable ASCII characters",
            "other characters",
        ));
    }
    if header.eq_ignore_ascii_case("cookie") {
        match cookie_field.as_deref() {
            Some(name) if is_header_name(name) => format = format!("{name}={format}"),
            Some(_) => errors.push(document.error(
                "authentication.cookie_field",
                "a cookie name",
                "other characters",
            )),
            None if format == COOKIE_PLACEHOLDER => {
                errors.push(document.error("authentication.cookie_field", "the cookie's name", "nothing"));
            }
            None => {}
        }
    }
    Authentication { kind: *kind, header, format }
}

fn check_names(
    document: &Document,
    key: &str,
    headers: &BTreeMap<String, String>,
    errors: &mut Vec<ConfigError>,
) {
    for (name, value) in headers {
        let path = format!("{key}.{name}");
        if !is_header_name(name) {
            errors.push(document.error(&path, "a header name", "other characters"));
        }
        if !is_header_value(value) {
            errors.push(document.error(&path, "printable ASCII characters", "other characters"));
        }
    }
}

/// RFC 9110, token.
fn is_header_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

fn is_header_value(value: &str) -> bool {
    value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
}
