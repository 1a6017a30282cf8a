//! Random tokens for cookies and links.

use crate::Randomness;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

const BYTES: usize = 32;

/// 256 random bits, written as 43 characters of base64url. The person holds it, we store [`Self::hash`].
#[derive(Debug, Clone)]
pub struct OpaqueToken(SecretString);

impl OpaqueToken {
    /// A new one.
    pub fn generate(randomness: &dyn Randomness) -> Self {
        let mut bytes = Zeroizing::new([0_u8; BYTES]);
        randomness.fill(bytes.as_mut_slice());
        Self(URL_SAFE_NO_PAD.encode(bytes.as_slice()).into())
    }

    /// What a cookie or link holds; `None` when it cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let decoded = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        (decoded.len() == BYTES).then(|| Self(SecretString::from(text)))
    }

    /// SHA-256 in hex, for storage and look-up. The token has 256 bits, so no slow hash is needed.
    pub fn hash(&self) -> String {
        hash(self.0.expose_secret())
    }

    /// Whether `stored` is this token's hash; takes the same time either way.
    pub fn matches(&self, stored: &str) -> bool {
        self.hash().as_bytes().ct_eq(stored.as_bytes()).into()
    }
}

impl ExposeSecret<str> for OpaqueToken {
    fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }
}

impl PartialEq for OpaqueToken {
    fn eq(&self, other: &Self) -> bool {
        self.expose_secret().as_bytes().ct_eq(other.expose_secret().as_bytes()).into()
    }
}

impl Eq for OpaqueToken {}

/// SHA-256 in hex of what is written to it.
#[derive(Clone, Default)]
pub struct Sha256Hex(Sha256);

impl Sha256Hex {
    /// The digest of everything so far.
    pub fn finish(self) -> String {
        hex::encode(self.0.finalize())
    }
}

impl std::io::Write for Sha256Hex {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// SHA-256 in hex of any token that is random enough by itself.
pub fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FixedRandomness;

    #[test]
    fn a_token_reads_back_and_matches_only_its_own_hash() {
        let source = FixedRandomness::new(3);
        let (one, other) = (OpaqueToken::generate(&source), OpaqueToken::generate(&source));
        assert_ne!(one, other);
        assert_eq!(OpaqueToken::parse(one.expose_secret()).as_ref(), Some(&one));
        assert_eq!(one.expose_secret().len(), 43);
        assert!(one.matches(&one.hash()));
        assert!(!one.matches(&other.hash()) && !one.matches(""));
    }

    #[test]
    fn text_that_is_no_token_is_refused() {
        let token = OpaqueToken::generate(&FixedRandomness::new(3));
        let long = format!("{}AA", token.expose_secret());
        for text in ["", "short", long.as_str(), "ä".repeat(43).as_str()] {
            assert!(OpaqueToken::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn debug_does_not_show_the_token() {
        let token = OpaqueToken::generate(&FixedRandomness::new(3));
        assert!(!format!("{token:?}").contains(token.expose_secret()));
    }
}
