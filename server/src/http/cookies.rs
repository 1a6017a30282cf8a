//! Cookies: reading the request's, and the attributes of ours.

use axum::http::{HeaderMap, HeaderValue, header::COOKIE};
use std::time::Duration;

/// The cookies of one request.
#[derive(Debug, Clone, Copy)]
pub struct RequestCookies<'a>(&'a HeaderMap);

impl<'a> RequestCookies<'a> {
    /// From a request's headers.
    pub const fn of(headers: &'a HeaderMap) -> Self {
        Self(headers)
    }
    /// The first cookie of this name. Empty ones count as none.
    pub fn get(self, name: &str) -> Option<&'a str> {
        self.0
            .get_all(COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(found, value)| (found == name && !value.is_empty()).then_some(value))
    }
}

/// A `Set-Cookie` line: only over TLS (browsers make an exception for this machine), out of scripts' reach, not sent
/// along from other sites except when somebody follows a link. `None` for a value that has no place in a cookie.
pub(super) fn set(name: &str, value: &str, lives: Duration) -> Option<HeaderValue> {
    let fits = value.bytes().all(|byte| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte));
    let line = format!("{name}={value}; Path=/; Max-Age={}; Secure; HttpOnly; SameSite=Lax", lives.as_secs());
    fits.then(|| HeaderValue::from_str(&line).ok()).flatten().map(|mut line| {
        line.set_sensitive(true);
        line
    })
}

/// A `Set-Cookie` line that takes the cookie away.
pub(super) fn remove(name: &str) -> Option<HeaderValue> {
    set(name, "", Duration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_and_over_several_lines() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; __Host-session=abc.d=e"));
        headers.append(COOKIE, HeaderValue::from_static("b=2;empty="));
        let cookies = RequestCookies::of(&headers);
        assert_eq!(cookies.get("__Host-session"), Some("abc.d=e"));
        assert_eq!(cookies.get("b"), Some("2"));
        assert_eq!((cookies.get("empty"), cookies.get("session")), (None, None));
    }

    #[test]
    fn our_cookies_are_out_of_reach_for_scripts_and_other_sites() {
        let line = set("__Host-session", "abc", Duration::from_mins(1)).unwrap();
        assert_eq!(
            line.to_str().unwrap(),
            "__Host-session=abc; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax"
        );
        assert!(remove("__Host-session").unwrap().to_str().unwrap().contains("Max-Age=0"));
        assert!(set("__Host-session", "abc; Domain=evil.example", Duration::ZERO).is_none());
    }
}
