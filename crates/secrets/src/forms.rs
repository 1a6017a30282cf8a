//! What secrets look like, to keep them out of what is written down.

use regex_lite::{Captures, Regex};
use std::{borrow::Cow, sync::LazyLock};

/// What stands in a secret's place.
pub const REDACTED: &str = "[redacted]";

struct Form {
    finds: Regex,
    becomes: &'static str,
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    [
        // Whole cookies of ours.
        (r"__Host-[A-Za-z]+=[^;\s]+", REDACTED),
        // JSON web tokens.
        (r"eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?", REDACTED),
        // Atlassian: Cloud API tokens, Data Center personal access tokens (44 characters, the first M, N or O).
        (r"AT[A-Z]{2,4}3[A-Za-z0-9_=-]{16,}", REDACTED),
        (r"\b[MNO][A-Za-z0-9+/]{43}", REDACTED),
        // Our own tokens for programs.
        (r"\bjca_[A-Za-z0-9_-]{16,}", REDACTED),
        // Keys of model providers.
        (r"\bsk-[A-Za-z0-9_-]{16,}", REDACTED),
        // Private keys.
        (r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|\z)", REDACTED),
        // Names and passwords inside addresses.
        (r"://[^/\s@]+@", "://[redacted]@"),
    ]
    .into_iter()
    // A form that does not parse would fail the test below, which finds each of them.
    .filter_map(|(finds, becomes)| Some(Form { finds: Regex::new(finds).ok()?, becomes }))
    .collect()
});

/// What follows `Bearer` or `Basic`.
static SCHEMES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:bearer|basic)\s+([A-Za-z0-9+/=._~-]{6,})").ok());

/// The text without anything that looks like a credential.
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    let mut clean = Cow::Borrowed(text);
    if let Some(form) = SCHEMES.as_ref().filter(|form| form.is_match(text)) {
        clean = form.replace_all(text, |found: &Captures<'_>| {
            // "Basic information." is none; no credential is a word of small letters.
            let word = found.get(1).is_none_or(|value| {
                let value = value.as_str().trim_end_matches(['.', '-']);
                value.bytes().skip(1).all(|byte| byte.is_ascii_lowercase())
            });
            if word { found[0].to_owned() } else { REDACTED.to_owned() }
        });
    }
    for form in FORMS.iter() {
        if form.finds.is_match(&clean) {
            clean = Cow::Owned(form.finds.replace_all(&clean, form.becomes).into_owned());
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
            "Basic QWxhZGRpbjpvcGVu",
            "__Host-session=abc.def.ghi",
            "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
        ] {
            let text = format!("before {secret} after");
            assert_eq!(without_secrets(&text), "before [redacted] after", "{secret}");
        }
        assert_eq!(without_secrets("postgres://user:pass@db/agent"), "postgres://[redacted]@db/agent");
        assert_eq!(FORMS.len(), 8);
    }

    #[test]
    fn ordinary_text_stays_as_it_is() {
        for text in [
            "issue PAY-12 created",
            "01923f00-1234-7abc-8def-0123456789ab",
            "Basic information for the bearer because it is basic authentication.",
            "a@b",
        ] {
            assert_eq!(without_secrets(text), text);
        }
    }
}
