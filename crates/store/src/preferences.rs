//! Choices the product remembers for a person, such as the last project. Values are JSON.

use crate::{
    StoreError, Tx,
    decode::{json, to_json},
    schema::ui_preferences,
};
use diesel::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// A remembered choice. One that no longer has the expected shape counts as none.
pub fn get<T: DeserializeOwned>(tx: &mut Tx, key: &str) -> Result<Option<T>, StoreError> {
    let owner = tx.owner();
    let found: Option<String> =
        ui_preferences::table.find((owner, key)).select(ui_preferences::value).first(tx.conn()).optional()?;
    Ok(found.and_then(|text| json("preference", &text).ok()))
}

/// Remembers a choice.
pub fn set<T: Serialize + ?Sized>(tx: &mut Tx, key: &str, value: &T) -> Result<(), StoreError> {
    let (owner, value) = (tx.owner(), to_json(value)?);
    on_either!(tx.conn(), conn => {
        diesel::insert_into(ui_preferences::table)
            .values((
                ui_preferences::user_id.eq(&owner),
                ui_preferences::key.eq(key),
                ui_preferences::value.eq(&value),
            ))
            .on_conflict((ui_preferences::user_id, ui_preferences::key))
            .do_update()
            .set(ui_preferences::value.eq(&value))
            .execute(conn)?;
    });
    Ok(())
}
