//! Changing the encryption key while the product runs, and saying whether the present keys fit the database.

use crate::accounts;
use secrets::{Key, Vault, VaultError, WrappedKey};
use std::collections::BTreeSet;
use store::{
    Store, StoreError, SystemTx,
    rotation::{self, RingSealed, Sealed},
};

/// Rows of one transaction: short enough for others to write between two of them.
const AT_ONCE: i64 = 100;

/// How far a rotation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rotated {
    /// Rows that are under the current key now and were not before.
    pub moved: usize,
    /// Rows that no key on the ring opens; they stay as they are.
    pub unreadable: usize,
}

/// What a key of the ring still protects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The key's id.
    pub key: String,
    /// Rows that name it.
    pub rows: usize,
}

/// Moves everything the ring seals itself to its current key. Goes on where an earlier run was stopped, because what is
/// left is what is not under that key yet; stopping it loses nothing. `progress` hears of every transaction.
pub async fn rotate(
    store: &Store,
    vault: &Vault,
    mut progress: impl FnMut(Rotated),
) -> Result<Rotated, StoreError> {
    let mut all = Rotated::default();
    for place in RingSealed::ALL {
        let mut after = String::new();
        loop {
            let (vault, from) = (vault.clone(), after.clone());
            let step = store.system().write_durably(move |tx| some(tx, &vault, place, &from)).await?;
            all.moved += step.moved;
            all.unreadable += step.unreadable;
            progress(all);
            match step.last {
                Some(last) => after = last,
                None => break,
            }
        }
    }
    Ok(all)
}

struct Step {
    moved: usize,
    unreadable: usize,
    /// The last row that was looked at; `None` when there is nothing more.
    last: Option<String>,
}

fn some(tx: &mut SystemTx, vault: &Vault, place: RingSealed, after: &str) -> Result<Step, StoreError> {
    let current = vault.ring().current().id().to_owned();
    let found = rotation::not_under(tx, place, &current, after, AT_ONCE)?;
    let mut step = Step { moved: 0, unreadable: 0, last: found.last().map(|row| row.id.clone()) };
    for row in found {
        match moved(vault, place, &row) {
            // Somebody else may have moved or deleted it since it was read.
            Ok(Some(text)) => step.moved += usize::from(rotation::replace(tx, place, &row, &text)?),
            Ok(None) => {}
            Err(_) => step.unreadable += 1,
        }
    }
    Ok(step)
}

/// The value under the current key; `None` when it already is.
fn moved(vault: &Vault, place: RingSealed, row: &Sealed) -> Result<Option<String>, VaultError> {
    match place {
        RingSealed::DataKeys => {
            let key = vault.rewrap(&WrappedKey::from_stored(&row.text))?;
            Ok(key.map(|key| key.as_str().to_owned()))
        }
        RingSealed::Registrations => vault.reseal_with_ring(&row.text, &accounts::pending_place(&row.id)),
    }
}

/// What each key of the ring still protects, the current one first.
pub async fn holdings(store: &Store, vault: &Vault) -> Result<Vec<Holding>, StoreError> {
    let keys: Vec<String> = vault.ring().all().map(|key| key.id().to_owned()).collect();
    store
        .system()
        .read(move |tx| {
            keys.into_iter()
                .map(|key| {
                    let mut rows = 0;
                    for place in RingSealed::ALL {
                        rows += rotation::count_under(tx, place, &key)?;
                    }
                    Ok(Holding { key, rows })
                })
                .collect()
        })
        .await
}

/// The keys that are present do not open what is in the database.
#[derive(Debug, thiserror::Error)]
pub enum KeysDoNotFit {
    /// A key has the id of another one.
    #[error(
        "the key {0} is not the one this database was encrypted with. Put the right ENCRYPTION_KEYS (or KEY_FILE) in place"
    )]
    Other(String),
    /// Keys are missing.
    #[error(
        "secrets of {people} people are encrypted with {}, which ENCRYPTION_KEYS (or KEY_FILE) does not hold. Put the key \
         back behind the current one",
        .keys.join(", ")
    )]
    Missing {
        /// Their ids.
        keys: Vec<String>,
        /// How many people's.
        people: usize,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether the keys on the ring open people's secrets: none is missing, and each opens one of those it should.
pub async fn fit(store: &Store, vault: &Vault) -> Result<(), KeysDoNotFit> {
    let vault = vault.clone();
    store.system().read(move |tx| fits(tx, &vault)).await
}

fn fits(tx: &mut SystemTx, vault: &Vault) -> Result<(), KeysDoNotFit> {
    let place = RingSealed::DataKeys;
    let ring = vault.ring();
    let mut covered = 0;
    for key in ring.all() {
        covered += rotation::count_under(tx, place, key.id())?;
        let Some(row) = rotation::sample_under(tx, place, key.id())? else { continue };
        vault
            .rewrap(&WrappedKey::from_stored(row.text))
            .map_err(|_| KeysDoNotFit::Other(key.id().to_owned()))?;
    }
    let people = rotation::count(tx, place)?.saturating_sub(covered);
    if people == 0 {
        return Ok(());
    }
    let known: BTreeSet<&str> = ring.all().map(Key::id).collect();
    let strangers = rotation::not_under(tx, place, ring.current().id(), "", AT_ONCE)?;
    let keys: BTreeSet<String> = strangers
        .iter()
        .filter_map(|row| row.text.split('.').nth(1))
        .filter(|key| !known.contains(key))
        .map(str::to_owned)
        .collect();
    Err(KeysDoNotFit::Missing { keys: keys.into_iter().collect(), people })
}
