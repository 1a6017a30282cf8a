//! Password hashes: bcrypt over a peppered digest.

use crate::{PepperKeys, keys::Key};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha384;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

/// Callers that may wait for each running one; with a quarter of a second per password, the last waits about four seconds.
const WAITING_PER_SLOT: usize = 16;

/// Why a password was neither hashed nor checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too many passwords are being checked; try again in a few seconds.
    #[error("too many passwords are being checked at the moment")]
    Busy,
    /// The stored text is not a password hash of ours.
    #[error("the stored password hash has an unknown form")]
    Malformed,
    /// The pepper it was made with is not configured any more.
    #[error("the password pepper {0} is not configured")]
    UnknownPepper(String),
    /// bcrypt refused its cost, or the blocking thread was lost.
    #[error("the password could not be processed")]
    Failed,
}

/// Hashes and checks passwords on blocking threads, at most `max_parallel` at once. Cheap to clone.
///
/// bcrypt stops reading at 72 bytes, so it gets the 64 characters of base64(HMAC-SHA-384(pepper, password)): every byte of
/// the password counts, and a stolen database alone cannot be tried out.
#[derive(Clone)]
pub struct PasswordHasher {
    pepper: Arc<PepperKeys>,
    cost: u32,
    running: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
}

impl PasswordHasher {
    /// `cost` is bcrypt's (12 in the product, 4 in tests); `max_parallel` is at least one.
    pub fn new(pepper: PepperKeys, cost: u32, max_parallel: usize) -> Self {
        let slots = max_parallel.max(1);
        Self {
            pepper: Arc::new(pepper),
            cost,
            running: Arc::new(Semaphore::new(slots)),
            admitted: Arc::new(Semaphore::new(slots * (1 + WAITING_PER_SLOT))),
        }
    }

    /// `pepper_id$2b$cost$…`, to be stored.
    pub async fn hash(&self, password: &SecretString) -> Result<String, PasswordError> {
        let key = self.pepper.0.current();
        let (digest, cost) = (peppered(key, password), self.cost);
        let hash = self
            .on_blocking_thread(move || bcrypt::non_truncating_hash(digest.as_bytes(), cost))
            .await?
            .map_err(|_| PasswordError::Failed)?;
        Ok(format!("{}{hash}", key.id()))
    }

    /// Whether this is the password that was stored.
    pub async fn verify(&self, password: &SecretString, stored: &str) -> Result<bool, PasswordError> {
        let (id, hash) = split(stored)?;
        let key = self.pepper.0.find(id).ok_or_else(|| PasswordError::UnknownPepper(id.to_owned()))?;
        let (digest, hash) = (peppered(key, password), hash.to_owned());
        self.on_blocking_thread(move || bcrypt::non_truncating_verify(digest.as_bytes(), &hash))
            .await?
            .map_err(|_| PasswordError::Malformed)
    }

    /// Takes the time of [`Self::verify`] for someone who does not exist, so that the time does not tell.
    pub async fn verify_dummy(&self, password: &SecretString) -> Result<(), PasswordError> {
        let (digest, cost) = (peppered(self.pepper.0.current(), password), self.cost);
        self.on_blocking_thread(move || {
            bcrypt::non_truncating_hash_with_salt(digest.as_bytes(), cost, [0; 16])
        })
        .await?
        .map(drop)
        .map_err(|_| PasswordError::Failed)
    }

    /// Whether the password should be hashed again after a successful check: older pepper or another cost.
    pub fn needs_rehash(&self, stored: &str) -> bool {
        let cost = |hash: &str| hash.split('$').nth(2).and_then(|cost| cost.parse::<u32>().ok());
        split(stored)
            .map_or(true, |(id, hash)| id != self.pepper.0.current().id() || cost(hash) != Some(self.cost))
    }

    async fn on_blocking_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let admitted = Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| PasswordError::Busy)?;
        let running = Arc::clone(&self.running).acquire_owned().await.map_err(|_| PasswordError::Failed)?;
        // The permits go along: a caller who stops waiting does not free a thread that is still computing.
        let permits: (OwnedSemaphorePermit, OwnedSemaphorePermit) = (admitted, running);
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permits);
            result
        })
        .await
        .map_err(|_| PasswordError::Failed)
    }
}

fn split(stored: &str) -> Result<(&str, &str), PasswordError> {
    let at = stored.find('$').ok_or(PasswordError::Malformed)?;
    Ok(stored.split_at(at))
}

#[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
fn peppered(key: &Key, password: &SecretString) -> Zeroizing<String> {
    let mut mac = Hmac::<Sha384>::new_from_slice(key.bytes()).expect("a key of any length");
    mac.update(password.expose_secret().as_bytes());
    Zeroizing::new(STANDARD.encode(mac.finalize().into_bytes()))
}
