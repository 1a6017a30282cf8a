//! What the key ring seals itself, and moving it from one key to another. Everything else is sealed under people's own
//! keys, which are among these rows.

use crate::{
    StoreError, SystemTx,
    schema::{pending_registrations, users},
};
use diesel::prelude::*;

/// A place whose values name a key of the ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RingSealed {
    /// Each person's data key.
    DataKeys,
    /// Registrations between their steps.
    Registrations,
}

impl RingSealed {
    /// Every place there is. A new one belongs here, or its rows are lost with the old key.
    pub const ALL: [Self; 2] = [Self::DataKeys, Self::Registrations];

    /// How a value begins that names this key, and the first text after all of those. Both databases compare bytes.
    fn range(self, key: &str) -> (String, String) {
        let version = match self {
            Self::DataKeys => "w1",
            Self::Registrations => "v1",
        };
        // `/` follows `.`.
        (format!("{version}.{key}."), format!("{version}.{key}/"))
    }
}

/// A sealed value and its row.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The row.
    pub id: String,
    /// The value.
    pub text: String,
}

/// Runs a query on the table of a place; the column with its sealed text is `$text`.
macro_rules! in_place {
    ($place:expr, |$rows:ident, $text:ident| $body:expr) => {
        match $place {
            RingSealed::DataKeys => {
                use users as $rows;
                let $text = users::wrapped_key;
                $body
            }
            RingSealed::Registrations => {
                use pending_registrations as $rows;
                let $text = pending_registrations::payload;
                $body
            }
        }
    };
}

/// Rows that are not under this key, in the order of their ids, after `after`.
pub fn not_under(
    tx: &mut SystemTx,
    place: RingSealed,
    key: &str,
    after: &str,
    most: i64,
) -> Result<Vec<Sealed>, StoreError> {
    let (from, to) = place.range(key);
    let rows: Vec<(String, String)> = in_place!(place, |rows, text| rows::table
        .filter(rows::id.gt(after))
        .filter(text.lt(from).or(text.ge(to)))
        .order(rows::id)
        .select((rows::id, text))
        .limit(most)
        .load(tx.conn())?);
    Ok(rows.into_iter().map(|(id, text)| Sealed { id, text }).collect())
}

/// Puts a value in the place of the one that was read; `false` when that has changed meanwhile.
pub fn replace(tx: &mut SystemTx, place: RingSealed, old: &Sealed, new: &str) -> Result<bool, StoreError> {
    let changed = in_place!(place, |rows, text| diesel::update(
        rows::table.filter(rows::id.eq(&old.id)).filter(text.eq(&old.text))
    )
    .set(text.eq(new))
    .execute(tx.conn())?);
    Ok(changed == 1)
}

/// How many rows are under this key.
pub fn count_under(tx: &mut SystemTx, place: RingSealed, key: &str) -> Result<usize, StoreError> {
    let (from, to) = place.range(key);
    let count: i64 = in_place!(place, |rows, text| rows::table
        .filter(text.ge(from))
        .filter(text.lt(to))
        .count()
        .get_result(tx.conn())?);
    Ok(usize::try_from(count).unwrap_or(0))
}

/// How many rows there are.
pub fn count(tx: &mut SystemTx, place: RingSealed) -> Result<usize, StoreError> {
    let count: i64 = in_place!(place, |rows, _text| rows::table.count().get_result(tx.conn())?);
    Ok(usize::try_from(count).unwrap_or(0))
}

/// One row under this key.
pub fn sample_under(tx: &mut SystemTx, place: RingSealed, key: &str) -> Result<Option<Sealed>, StoreError> {
    let (from, to) = place.range(key);
    let row: Option<(String, String)> = in_place!(place, |rows, text| rows::table
        .filter(text.ge(from))
        .filter(text.lt(to))
        .select((rows::id, text))
        .first(tx.conn())
        .optional()?);
    Ok(row.map(|(id, text)| Sealed { id, text }))
}

/// Whether anybody's password was hashed with this pepper.
pub fn is_pepper_used(tx: &mut SystemTx, pepper: &str) -> Result<bool, StoreError> {
    // A hash begins with the pepper's id and `$`; `%` follows `$`.
    let found: Option<String> = users::table
        .filter(users::password_hash.ge(format!("{pepper}$")))
        .filter(users::password_hash.lt(format!("{pepper}%")))
        .select(users::id)
        .first(tx.conn())
        .optional()?;
    Ok(found.is_some())
}
