//! Keeping secrets and people out of the log, even when somebody logs the wrong thing.

use regex_lite::Regex;
use std::{borrow::Cow, sync::LazyLock};

/// What stands in place of something that must not be logged.
pub(super) const REDACTED: &str = "[redacted]";

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

struct Pattern {
    finds: Regex,
    becomes: &'static str,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    [
        // Whole cookies of ours, and what follows `Bearer` or `Basic`.
        (r"__Host-[A-Za-z]+=[^;\s]+", REDACTED),
        (r"(?i)\b(?:bearer|basic)\s+[A-Za-z0-9+/=._~-]{6,}", REDACTED),
        // JSON web tokens.
        (r"eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?", REDACTED),
        // Atlassian: Cloud API tokens, Data Center personal access tokens (44 characters, the first M, N or O).
        (r"AT[A-Z]{2,4}3[A-Za-z0-9_=-]{16,}", REDACTED),
        (r"\b[MNO][A-Za-z0-9+/]{43}", REDACTED),
        // Our own tokens for programs.
        (r"\bjca_[A-Za-z0-9_-]{16,}", REDACTED),
        // Keys of model providers.
        (r"\bsk-[A-Za-z0-9_-]{16,}", REDACTED),
        // Names and passwords inside addresses.
        (r"://[^/\s@]+@", "://[redacted]@"),
        // People.
        (r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}", "[e-mail]"),
    ]
    .into_iter()
    // A pattern that does not parse would fail the test below, which finds each of them.
    .filter_map(|(finds, becomes)| Some(Pattern { finds: Regex::new(finds).ok()?, becomes }))
    .collect()
});

/// The text without anything that looks like a credential or an e-mail address.
pub fn scrub(text: &str) -> Cow<'_, str> {
    let mut clean = Cow::Borrowed(text);
    for pattern in PATTERNS.iter() {
        if pattern.finds.is_match(&clean) {
            clean = Cow::Owned(pattern.finds.replace_all(&clean, pattern.becomes).into_owned());
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_credential_is_replaced() {
        let pat = format!("N{}", "zA3+".repeat(11).get(..43).unwrap());
        for secret in [
            pat.as_str(),
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
            "ATATT3xFfGF0abcdefghijklmnop",
            "sk-ant-api03-0123456789abcdef",
            "jca_0123456789abcdefghijklmnop",
            "Bearer abcdef123456",
            "basic bWFqYTpzZWNyZXQ=",
            "__Host-session=abc.def.ghi",
        ] {
            let text = format!("before {secret} after");
            assert_eq!(scrub(&text), "before [redacted] after", "{secret}");
        }
        assert_eq!(scrub("postgres://user:pass@db/agent"), "postgres://[redacted]@db/agent");
        assert_eq!(scrub("sent to maja.keller@example.com."), "sent to [e-mail].");
        assert_eq!(PATTERNS.len(), 9);
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
