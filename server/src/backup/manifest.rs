//! What a backup says about itself.

use super::BackupError;
use secrets::{Key, KeyMaterial, KeyRing};
use serde::{Deserialize, Serialize};

/// The form of the archive; raised when an older program could not read it.
const FORMAT: u32 = 1;
const PRODUCT: &str = "jira-agent";

/// The first file of a backup.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the archive.
    pub format: u32,
    /// Always `jira-agent`.
    pub product: String,
    /// Which version made it.
    pub version: String,
    /// When, UTC.
    pub created: String,
    /// The last migration of its database.
    pub schema: String,
    /// Accounts in it.
    pub people: usize,
    /// Keys without which nothing secret in it can be read.
    pub encryption_keys: Vec<KeyName>,
    /// Keys without which nobody can sign in.
    pub pepper_keys: Vec<KeyName>,
    /// The other files, in their order.
    pub files: Vec<Listed>,
}

/// A key by its name; nothing of the key itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyName {
    /// As rows name it.
    pub id: String,
    /// Tells it from other keys of this id.
    pub fingerprint: String,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its name in the archive.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 in hex.
    pub sha256: String,
}

impl KeyName {
    fn of(key: &Key) -> Self {
        Self { id: key.id().to_owned(), fingerprint: key.fingerprint() }
    }
    fn all(ring: &KeyRing) -> Vec<Self> {
        ring.all().map(Self::of).collect()
    }
    /// The keys of a ring that are needed: the current one, and older ones that still protect something.
    pub(super) fn needed(ring: &KeyRing, used: &[String]) -> Vec<Self> {
        let current = ring.current().id();
        ring.all()
            .filter(|key| key.id() == current || used.iter().any(|id| id == key.id()))
            .map(Self::of)
            .collect()
    }
}

impl Manifest {
    pub(super) fn new(
        created: String,
        schema: String,
        people: usize,
        [encryption_keys, pepper_keys]: [Vec<KeyName>; 2],
    ) -> Self {
        Self {
            format: FORMAT,
            product: PRODUCT.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            created,
            schema,
            people,
            encryption_keys,
            pepper_keys,
            files: Vec::new(),
        }
    }

    /// Reads one and refuses what this program cannot use.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, BackupError> {
        let damaged = |what: &str| BackupError::Damaged(what.to_owned());
        let manifest: Self =
            serde_json::from_slice(bytes).map_err(|_| damaged("its manifest cannot be read"))?;
        if manifest.product != PRODUCT {
            return Err(damaged("its manifest names another product"));
        }
        if manifest.format > FORMAT || manifest.schema > store::newest_schema()? {
            return Err(BackupError::Newer { version: manifest.version, schema: manifest.schema });
        }
        Ok(manifest)
    }

    /// Refuses when a key it needs is not here, or is another one of the same name.
    pub(super) fn check_keys(&self, keys: &KeyMaterial) -> Result<(), BackupError> {
        let present = [KeyName::all(&keys.encryption), KeyName::all(&keys.pepper.0)];
        let needed = [("encryption", &self.encryption_keys), ("pepper", &self.pepper_keys)];
        let missing: Vec<String> = needed
            .iter()
            .zip(&present)
            .flat_map(|((what, needed), present)| {
                needed
                    .iter()
                    .filter(|key| !present.contains(key))
                    .map(move |key| format!("{what} key {} (fingerprint {})", key.id, key.fingerprint))
            })
            .collect();
        if missing.is_empty() { Ok(()) } else { Err(BackupError::NoKeys(missing.join(", "))) }
    }
}
