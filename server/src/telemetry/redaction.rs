//! Keeping secrets and people out of the log, even when somebody logs the wrong thing.

use regex_lite::Regex;
use secrets::forms::without_secrets;
use std::{borrow::Cow, sync::LazyLock};

pub(super) use secrets::forms::REDACTED;

const SECRET_NAMES: [&str; 10] = [
    "token",
    "secret",
    "password",
    "passphrase",
    "cookie",
    "authorization",
    "api_key",
    "apikey",
    "pepper",
    "private_key",
];

/// Whether a field of this name never shows its text. Numbers may be shown: `tokens = 12` is a count.
pub fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    SECRET_NAMES.iter().any(|secret| name.contains(secret))
}

/// People.
static E_MAIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}").ok());

/// The text without anything that looks like a credential or an e-mail address.
pub fn scrub(text: &str) -> Cow<'_, str> {
    let clean = without_secrets(text);
    match E_MAIL.as_ref().filter(|form| form.is_match(&clean)) {
        Some(form) => Cow::Owned(form.replace_all(&clean, "[e-mail]").into_owned()),
        None => clean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_people_are_replaced() {
        assert_eq!(scrub("Bearer abcdef123456 of maja.keller@example.com."), "[redacted] of [e-mail].");
        assert_eq!(scrub("postgres://user:pass@db/agent"), "postgres://[redacted]@db/agent");
    }

    #[test]
    fn ordinary_text_stays_as_it_is() {
        for text in ["issue PAY-12 created", "01923f00-1234-7abc-8def-0123456789ab", "Bearer of news", "a@b"]
        {
            assert!(matches!(scrub(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn names_of_secrets_are_recognised_in_any_spelling() {
        for name in ["token", "jira_token", "Set-Cookie", "PASSWORD", "x-api-key", "client_secret"] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["user_id", "route", "key", "duration_ms"] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
