//! Keys, their ids, and the rings they hang on.

use crate::Randomness;
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::Sha256;
use std::{fmt, sync::Arc};
use zeroize::Zeroizing;

/// Bytes in every key.
pub(crate) const KEY_BYTES: usize = 32;
/// Longest key id.
const ID_CHARACTERS: usize = 32;

/// Why a list of keys was not accepted. Never holds key material.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No key in the list.
    #[error("expected at least one key written as id:base64")]
    Empty,
    /// An entry without a colon, or with an id outside `[A-Za-z0-9_-]{1,32}`.
    #[error(
        "expected key {0} of the list to be written as id:base64, with an id of up to 32 letters, digits, - or _"
    )]
    NotAnEntry(usize),
    /// The key is not base64 of exactly 32 bytes.
    #[error("expected key {id} to be 32 bytes in base64 (openssl rand -base64 32)")]
    WrongLength {
        /// The entry's id.
        id: String,
    },
    /// Two keys share an id.
    #[error("expected every id once, found {id} twice")]
    Duplicate {
        /// The id.
        id: String,
    },
}

/// One 32-byte key and the id that rows remember it by.
#[derive(Clone)]
pub struct Key {
    id: Arc<str>,
    bytes: Arc<SecretBox<[u8; KEY_BYTES]>>,
}

impl Key {
    /// The id: `[A-Za-z0-9_-]{1,32}`.
    pub fn id(&self) -> &str {
        &self.id
    }
    pub(crate) fn bytes(&self) -> &[u8; KEY_BYTES] {
        self.bytes.expose_secret()
    }
    /// Sixteen characters that tell this key from others of the same id and give nothing of it away.
    pub fn fingerprint(&self) -> String {
        hex::encode(&signature(self.bytes(), b"fingerprint of a key")[..8])
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.id)
    }
}

/// Keys with ids; the first is current, the others only open what they sealed before. Never empty.
#[derive(Debug, Clone)]
pub struct KeyRing {
    current: Key,
    previous: Vec<Key>,
}

impl KeyRing {
    /// Reads `id:base64,id:base64`, the first being current.
    pub fn parse(text: &SecretString) -> Result<Self, KeyError> {
        let mut keys: Vec<Key> = Vec::new();
        let entries = text.expose_secret().split(',').map(str::trim).filter(|entry| !entry.is_empty());
        for (at, entry) in entries.enumerate() {
            let (id, encoded) = entry.split_once(':').ok_or(KeyError::NotAnEntry(at + 1))?;
            if !is_id(id) {
                return Err(KeyError::NotAnEntry(at + 1));
            }
            if keys.iter().any(|key| key.id() == id) {
                return Err(KeyError::Duplicate { id: id.to_owned() });
            }
            let wrong = || KeyError::WrongLength { id: id.to_owned() };
            let decoded = Zeroizing::new(STANDARD.decode(encoded).map_err(|_| wrong())?);
            let bytes = <[u8; KEY_BYTES]>::try_from(decoded.as_slice()).map_err(|_| wrong())?;
            keys.push(Key { id: id.into(), bytes: Arc::new(SecretBox::new(Box::new(bytes))) });
        }
        let mut keys = keys.into_iter();
        let current = keys.next().ok_or(KeyError::Empty)?;
        Ok(Self { current, previous: keys.collect() })
    }

    /// A ring of one new key.
    pub fn generate(id: &str, randomness: &dyn Randomness) -> Result<Self, KeyError> {
        if !is_id(id) {
            return Err(KeyError::NotAnEntry(1));
        }
        let mut bytes = Box::new([0_u8; KEY_BYTES]);
        randomness.fill(bytes.as_mut_slice());
        Ok(Self {
            current: Key { id: id.into(), bytes: Arc::new(SecretBox::new(bytes)) },
            previous: Vec::new(),
        })
    }

    /// The key that seals new values.
    pub fn current(&self) -> &Key {
        &self.current
    }
    /// The keys that only open old values.
    pub fn previous(&self) -> &[Key] {
        &self.previous
    }
    /// The key with this id, if it is on the ring.
    pub fn find(&self, id: &str) -> Option<&Key> {
        self.all().find(|key| key.id() == id)
    }
    /// Every key, the current one first.
    pub fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.current).chain(&self.previous)
    }
    /// The ring with a new current key; what was on it stays behind that. The id counts on from the highest `k<n>`.
    #[must_use]
    pub fn with_new_key(&self, randomness: &dyn Randomness) -> Self {
        let number = |key: &Key| key.id().strip_prefix('k')?.parse::<u32>().ok();
        let next = self.all().filter_map(number).max().unwrap_or(0).saturating_add(1);
        let mut bytes = Box::new([0_u8; KEY_BYTES]);
        randomness.fill(bytes.as_mut_slice());
        let current = Key { id: format!("k{next}").into(), bytes: Arc::new(SecretBox::new(bytes)) };
        Self { current, previous: self.all().cloned().collect() }
    }
    /// The ring with nothing but its current key.
    #[must_use]
    pub fn only_current(&self) -> Self {
        Self { current: self.current.clone(), previous: Vec::new() }
    }
    /// The ring in the form that [`Self::parse`] reads, for a key file.
    pub fn to_list(&self) -> SecretString {
        let entries = self.all().map(|key| {
            let encoded = Zeroizing::new(STANDARD.encode(key.bytes()));
            format!("{}:{}", key.id(), encoded.as_str())
        });
        SecretString::from(entries.collect::<Vec<_>>().join(","))
    }
}

#[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
fn signature(key: &[u8; KEY_BYTES], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn is_id(id: &str) -> bool {
    (1..=ID_CHARACTERS).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// Keys that sign session tokens.
#[derive(Debug, Clone)]
pub struct JwtKeys(pub KeyRing);

/// Keys that are mixed into passwords before they are hashed.
#[derive(Debug, Clone)]
pub struct PepperKeys(pub KeyRing);

/// All keys of an installation. Separate, so that the loss of one does not give away the others.
#[derive(Debug, Clone)]
pub struct KeyMaterial {
    /// For [`crate::SessionTokens`].
    pub jwt: JwtKeys,
    /// For [`crate::Vault`].
    pub encryption: KeyRing,
    /// For [`crate::PasswordHasher`].
    pub pepper: PepperKeys,
}

impl KeyMaterial {
    /// New keys with the ids `j1`, `k1` and `p1`.
    pub fn generate(randomness: &dyn Randomness) -> Result<Self, KeyError> {
        Ok(Self {
            jwt: JwtKeys(KeyRing::generate("j1", randomness)?),
            encryption: KeyRing::generate("k1", randomness)?,
            pepper: PepperKeys(KeyRing::generate("p1", randomness)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FixedRandomness;

    const A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const B: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    #[test]
    fn the_first_key_of_a_list_is_current() {
        let ring = KeyRing::parse(&format!("k2:{B}, k1:{A}").into()).unwrap();
        assert_eq!(ring.current().id(), "k2");
        assert_eq!(ring.find("k1").unwrap().bytes(), &[0; 32]);
        assert!(ring.find("k3").is_none());
    }

    #[test]
    fn a_generated_ring_reads_back_from_its_list() {
        let ring = KeyRing::generate("k1", &FixedRandomness::new(5)).unwrap();
        let again = KeyRing::parse(&ring.to_list()).unwrap();
        assert_eq!(again.current().bytes(), ring.current().bytes());
    }

    #[test]
    fn a_new_key_goes_before_the_others_and_counts_on() {
        let ring = KeyRing::parse(&format!("k7:{B},old:{A}").into()).unwrap();
        let next = ring.with_new_key(&FixedRandomness::new(5));
        assert_eq!(next.all().map(Key::id).collect::<Vec<_>>(), ["k8", "k7", "old"]);
        assert_eq!(next.only_current().all().map(Key::id).collect::<Vec<_>>(), ["k8"]);
    }

    #[test]
    fn a_fingerprint_tells_keys_of_one_id_apart() {
        let of = |key: &str| KeyRing::parse(&format!("k1:{key}").into()).unwrap().current().fingerprint();
        assert_eq!((of(A), of(A).len()), (of(A), 16));
        assert_ne!(of(A), of(B));
    }

    #[test]
    fn bad_lists_are_refused_without_repeating_the_key() {
        let cases = [
            (String::new(), KeyError::Empty),
            (A.to_owned(), KeyError::NotAnEntry(1)),
            (format!("k1:{A},k.2:{B}"), KeyError::NotAnEntry(2)),
            ("k1:c2hvcnQ=".to_owned(), KeyError::WrongLength { id: "k1".into() }),
            (format!("k1:{A},k1:{B}"), KeyError::Duplicate { id: "k1".into() }),
        ];
        for (text, expected) in cases {
            let error = KeyRing::parse(&text.clone().into()).unwrap_err();
            assert_eq!(error, expected);
            assert!(!error.to_string().contains(A) && !error.to_string().contains("c2hvcnQ"));
        }
    }

    #[test]
    fn debug_shows_ids_only() {
        let ring = KeyRing::parse(&format!("k1:{B}").into()).unwrap();
        let shown = format!("{ring:?}");
        assert!(
            shown.contains("k1") && !shown.contains('1'.to_string().repeat(2).as_str()) && !shown.contains(B)
        );
    }
}
