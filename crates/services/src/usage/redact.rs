//! Secrets in texts that are kept for showing. People paste them where they do not belong.

use secrecy::{ExposeSecret, SecretString};
use secrets::forms::{REDACTED, without_secrets};

/// Shorter texts are no secrets worth the name, and would be found everywhere.
const SHORTEST: usize = 8;

/// The text without these secrets and without what looks like one.
pub(super) fn redacted(text: &str, secrets: &[SecretString]) -> String {
    let mut text = text.to_owned();
    for secret in secrets {
        let secret = secret.expose_secret();
        if secret.len() >= SHORTEST && text.contains(secret) {
            text = text.replace(secret, REDACTED);
        }
    }
    without_secrets(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_secrets_and_what_looks_like_one_are_removed_and_words_stay() {
        let own = [SecretString::from("cookie-of-maja"), SecretString::from("a")];
        let text = "As cookie-of-maja with Bearer abcdef123456, a patient books.";
        assert_eq!(redacted(text, &own), "As [redacted] with [redacted], a patient books.");
    }
}
