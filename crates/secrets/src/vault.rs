//! Envelope encryption: the ring's key wraps a data key, the data key seals values.

use crate::{
    Aad, KeyRing, Randomness,
    keys::{KEY_BYTES, Key},
};
use aes_gcm::{
    Aes256Gcm,
    aead::{Aead, KeyInit, Payload},
};
use arc_swap::ArcSwap;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use zeroize::Zeroizing;

const SEALED: &str = "v1";
const WRAPPED: &str = "w1";
/// AES-GCM's nonce (NIST SP 800-38D: 96 bits).
const NONCE_BYTES: usize = 12;
/// A data key's id: 128 random bits, so that ids never meet.
const DATA_KEY_ID_BYTES: usize = 16;

/// Why a value did not open. Says nothing about its content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The text does not have the form of a sealed value or wrapped key.
    #[error("the stored value is not in the sealed form")]
    Malformed,
    /// The key it was sealed with is not on the ring any more.
    #[error("the key {0} is not in the key ring")]
    UnknownKey(String),
    /// Changed, or moved from another row, column or user.
    #[error("the stored value does not belong here or was changed")]
    Refused,
}

/// A person's data key, encrypted under the key ring; safe to store.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WrappedKey(String);

impl WrappedKey {
    /// Takes what was stored; its form is checked when it is used.
    pub fn from_stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }
    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a ring comes from that may change while the process runs.
pub trait KeySource: Send + Sync {
    /// The ring as it is now; `None` when it cannot be read.
    fn encryption_keys(&self) -> Option<KeyRing>;
}

/// Seals and opens values. Cheap to clone; all clones share one ring.
#[derive(Clone)]
pub struct Vault {
    ring: Arc<ArcSwap<KeyRing>>,
    source: Option<Arc<dyn KeySource>>,
    randomness: Arc<dyn Randomness>,
}

struct DataKey {
    id: String,
    bytes: Zeroizing<[u8; KEY_BYTES]>,
}

impl Vault {
    /// A vault over the encryption keys of the installation.
    pub fn new(ring: KeyRing, randomness: Arc<dyn Randomness>) -> Self {
        Self { ring: Arc::new(ArcSwap::from_pointee(ring)), source: None, randomness }
    }

    /// A vault whose ring is read again when a value names a key that is not on it, and by [`Self::refresh`].
    pub fn following(ring: KeyRing, source: Arc<dyn KeySource>, randomness: Arc<dyn Randomness>) -> Self {
        Self { source: Some(source), ..Self::new(ring, randomness) }
    }

    /// Reads the ring again. `true` when other keys are on it now.
    pub fn refresh(&self) -> bool {
        let Some(ring) = self.source.as_ref().and_then(|source| source.encryption_keys()) else {
            return false;
        };
        let known = |ring: &KeyRing| ring.all().map(Key::fingerprint).collect::<Vec<_>>();
        let changed = known(&ring) != known(&self.ring.load());
        if changed {
            self.ring.store(Arc::new(ring));
        }
        changed
    }

    /// The keys in use.
    pub fn ring(&self) -> Arc<KeyRing> {
        self.ring.load_full()
    }

    /// A new data key for one person, wrapped by the current key.
    pub fn new_data_key(&self) -> WrappedKey {
        let mut id = [0_u8; DATA_KEY_ID_BYTES];
        self.randomness.fill(&mut id);
        let mut bytes = Zeroizing::new([0_u8; KEY_BYTES]);
        self.randomness.fill(bytes.as_mut_slice());
        self.wrap(&DataKey { id: URL_SAFE_NO_PAD.encode(id), bytes })
    }

    /// Seals a value for one place: `v1.data_key_id.nonce.ciphertext`.
    pub fn seal(&self, key: &WrappedKey, plaintext: &SecretString, aad: &Aad) -> Result<String, VaultError> {
        let data_key = self.unwrap_key(key)?;
        Ok(self.seal_text(&data_key.bytes, &data_key.id, plaintext, aad))
    }

    /// Opens a value at the place it was sealed for.
    pub fn open(&self, key: &WrappedKey, sealed: &str, aad: &Aad) -> Result<SecretString, VaultError> {
        let data_key = self.unwrap_key(key)?;
        let [id, nonce, ciphertext] = parts(SEALED, sealed)?;
        if id != data_key.id {
            return Err(VaultError::Refused);
        }
        open_text(&data_key.bytes, id, nonce, ciphertext, aad)
    }

    /// The data key under the current key; `None` when it already is.
    pub fn rewrap(&self, key: &WrappedKey) -> Result<Option<WrappedKey>, VaultError> {
        let [ring_id, ..] = parts::<4>(WRAPPED, key.as_str())?;
        let data_key = self.unwrap_key(key)?;
        Ok((ring_id != self.ring.load().current().id()).then(|| self.wrap(&data_key)))
    }

    /// What [`Self::seal_with_ring`] sealed, under the current key; `None` when it already is.
    pub fn reseal_with_ring(&self, sealed: &str, aad: &Aad) -> Result<Option<String>, VaultError> {
        let [ring_id, ..] = parts::<3>(SEALED, sealed)?;
        let text = self.open_with_ring(sealed, aad)?;
        Ok((ring_id != self.ring.load().current().id()).then(|| self.seal_with_ring(&text, aad)))
    }

    /// Seals under the ring's current key itself, for rows that have no owner and live for minutes.
    pub fn seal_with_ring(&self, plaintext: &SecretString, aad: &Aad) -> String {
        let ring = self.ring.load();
        let key = ring.current();
        self.seal_text(key.bytes(), key.id(), plaintext, aad)
    }

    /// Opens what [`Self::seal_with_ring`] sealed.
    pub fn open_with_ring(&self, sealed: &str, aad: &Aad) -> Result<SecretString, VaultError> {
        let [id, nonce, ciphertext] = parts(SEALED, sealed)?;
        open_text(self.ring_key(id)?.bytes(), id, nonce, ciphertext, aad)
    }

    fn ring_key(&self, id: &str) -> Result<Key, VaultError> {
        let find = || self.ring.load().find(id).cloned();
        // Somebody may have made the key after this process read the ring.
        find()
            .or_else(|| if self.refresh() { find() } else { None })
            .ok_or_else(|| VaultError::UnknownKey(id.to_owned()))
    }

    fn seal_text(&self, key: &[u8; KEY_BYTES], id: &str, plaintext: &SecretString, aad: &Aad) -> String {
        let (nonce, ciphertext) = self.encrypt(key, plaintext.expose_secret().as_bytes(), &aad.encode(id));
        format!("{SEALED}.{id}.{nonce}.{ciphertext}")
    }

    fn wrap(&self, data_key: &DataKey) -> WrappedKey {
        let ring = self.ring.load();
        let key = ring.current();
        let (nonce, ciphertext) =
            self.encrypt(key.bytes(), data_key.bytes.as_slice(), &wrapping_aad(key.id(), &data_key.id));
        WrappedKey(format!("{WRAPPED}.{}.{}.{nonce}.{ciphertext}", key.id(), data_key.id))
    }

    fn unwrap_key(&self, wrapped: &WrappedKey) -> Result<DataKey, VaultError> {
        let [ring_id, id, nonce, ciphertext] = parts(WRAPPED, wrapped.as_str())?;
        let opened = decrypt(self.ring_key(ring_id)?.bytes(), nonce, ciphertext, &wrapping_aad(ring_id, id))?;
        let bytes = <[u8; KEY_BYTES]>::try_from(opened.as_slice()).map_err(|_| VaultError::Malformed)?;
        Ok(DataKey { id: id.to_owned(), bytes: Zeroizing::new(bytes) })
    }

    #[expect(
        clippy::expect_used,
        reason = "AES-GCM only fails above 64 GiB, which no string in memory reaches"
    )]
    fn encrypt(&self, key: &[u8; KEY_BYTES], plaintext: &[u8], aad: &[u8]) -> (String, String) {
        let mut nonce = [0_u8; NONCE_BYTES];
        self.randomness.fill(&mut nonce);
        let ciphertext = Aes256Gcm::new(key.into())
            .encrypt((&nonce).into(), Payload { msg: plaintext, aad })
            .expect("a value shorter than 64 GiB");
        (URL_SAFE_NO_PAD.encode(nonce), URL_SAFE_NO_PAD.encode(ciphertext))
    }
}

fn wrapping_aad(ring_id: &str, data_key_id: &str) -> Vec<u8> {
    Aad { table: "data-key", column: WRAPPED, row: data_key_id.to_owned(), user: None }.encode(ring_id)
}

fn parts<'a, const N: usize>(version: &str, text: &'a str) -> Result<[&'a str; N], VaultError> {
    let (found, rest) = text.split_once('.').ok_or(VaultError::Malformed)?;
    if found != version {
        return Err(VaultError::Malformed);
    }
    rest.split('.').collect::<Vec<_>>().try_into().map_err(|_| VaultError::Malformed)
}

fn open_text(
    key: &[u8; KEY_BYTES],
    id: &str,
    nonce: &str,
    ciphertext: &str,
    aad: &Aad,
) -> Result<SecretString, VaultError> {
    let opened = decrypt(key, nonce, ciphertext, &aad.encode(id))?;
    let text = std::str::from_utf8(&opened).map_err(|_| VaultError::Malformed)?;
    Ok(SecretString::from(text))
}

fn decrypt(
    key: &[u8; KEY_BYTES],
    nonce: &str,
    ciphertext: &str,
    aad: &[u8],
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| VaultError::Malformed);
    let nonce = <[u8; NONCE_BYTES]>::try_from(decode(nonce)?).map_err(|_| VaultError::Malformed)?;
    let ciphertext = decode(ciphertext)?;
    Aes256Gcm::new(key.into())
        .decrypt((&nonce).into(), Payload { msg: &ciphertext, aad })
        .map(Zeroizing::new)
        .map_err(|_| VaultError::Refused)
}
