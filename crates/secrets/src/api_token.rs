//! Tokens with which programs act for a person.

use crate::{OpaqueToken, Randomness, token};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

/// What every token begins with, so that people and scanners for leaked secrets recognise it.
pub const API_TOKEN_PREFIX: &str = "jca_";
/// Characters of the random part: 256 bits in base64url.
const RANDOM: usize = 43;
/// Characters of the checksum at the end.
const CHECKSUM: usize = 8;
/// Characters of a token that may be shown again later.
const HINT: usize = API_TOKEN_PREFIX.len() + 4;

/// `jca_`, 43 characters of base64url, 8 hexadecimal characters that a mistyped token does not have. The person
/// holds it, we store [`Self::hash`].
#[derive(Debug, Clone)]
pub struct ApiToken(SecretString);

impl ApiToken {
    /// A new one.
    pub fn generate(randomness: &dyn Randomness) -> Self {
        let random = OpaqueToken::generate(randomness);
        let body = format!("{API_TOKEN_PREFIX}{}", random.expose_secret());
        let checksum = checksum(&body);
        Self(format!("{body}{checksum}").into())
    }

    /// What a program sent; `None` when it cannot be one of ours, which needs no look into the database.
    pub fn parse(text: &str) -> Option<Self> {
        let random = text.strip_prefix(API_TOKEN_PREFIX)?;
        let fits = random.len() == RANDOM + CHECKSUM && random.is_ascii();
        let (random, checked) = fits.then(|| random.split_at(RANDOM))?;
        OpaqueToken::parse(random)?;
        let right = checksum(&text[..API_TOKEN_PREFIX.len() + RANDOM]);
        bool::from(right.as_bytes().ct_eq(checked.as_bytes())).then(|| Self(SecretString::from(text)))
    }

    /// SHA-256 in hex, for storage and look-up. The token has 256 bits, so no slow hash is needed.
    pub fn hash(&self) -> String {
        token::hash(self.0.expose_secret())
    }

    /// Whether `stored` is this token's hash; takes the same time either way.
    pub fn matches(&self, stored: &str) -> bool {
        self.hash().as_bytes().ct_eq(stored.as_bytes()).into()
    }

    /// Its beginning, by which a person tells their tokens apart.
    pub fn hint(&self) -> String {
        format!("{}…", &self.0.expose_secret()[..HINT])
    }
}

impl ExposeSecret<str> for ApiToken {
    fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }
}

fn checksum(body: &str) -> String {
    token::hash(body).chars().take(CHECKSUM).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FixedRandomness;

    #[test]
    fn a_token_reads_back_and_matches_only_its_own_hash() {
        let source = FixedRandomness::new(5);
        let (one, other) = (ApiToken::generate(&source), ApiToken::generate(&source));
        let text = one.expose_secret();
        assert!(text.starts_with("jca_") && text.len() == 55, "{}", text.len());
        assert!(ApiToken::parse(text).unwrap().matches(&one.hash()));
        assert!(!one.matches(&other.hash()) && !one.matches(""));
        assert!(one.hint().starts_with("jca_") && one.hint().chars().count() == 9);
    }

    #[test]
    fn a_mistyped_token_is_told_without_asking_the_database() {
        let token = ApiToken::generate(&FixedRandomness::new(5)).expose_secret().to_owned();
        for at in 0..token.len() {
            let mut wrong = token.clone().into_bytes();
            wrong[at] = if wrong[at] == b'a' { b'b' } else { b'a' };
            let wrong = String::from_utf8(wrong).unwrap();
            assert!(ApiToken::parse(&wrong).is_none(), "{at}");
        }
        for wrong in ["", "jca_", &token[..54], &format!("{token}0"), &token.replace("jca_", "jcb_"), "jca_ä"]
        {
            assert!(ApiToken::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn debug_does_not_show_the_token() {
        let token = ApiToken::generate(&FixedRandomness::new(5));
        assert!(!format!("{token:?}").contains(token.expose_secret()));
    }
}
