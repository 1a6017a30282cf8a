//! The sheets of a build, byte for byte, and what people said about them.

use super::get;
use crate::{
    StoreError, Tx,
    decode::{json, parsed, to_json, without_nul},
    schema::sheet_files,
};
use diesel::prelude::*;
use domain::ids::{SheetFileId, SiteBuildId};
use serde::{Serialize, de::DeserializeOwned};

/// One sheet, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetFile<C> {
    /// The file.
    pub id: SheetFileId,
    /// Its name, only ever shown.
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
    /// What the person said about its tables.
    pub choices: C,
}

type FileRow = (String, String, Vec<u8>, String);

/// The sheets of one of the person's builds, in the order in which they came.
pub fn files<C: DeserializeOwned>(tx: &mut Tx, build: SiteBuildId) -> Result<Vec<SheetFile<C>>, StoreError> {
    let owner = tx.owner();
    let rows: Vec<FileRow> = sheet_files::table
        .filter(sheet_files::build_id.eq(build.to_string()))
        .filter(sheet_files::user_id.eq(owner))
        .select((sheet_files::id, sheet_files::name, sheet_files::content, sheet_files::choices))
        .order(sheet_files::position)
        .load(tx.conn())?;
    rows.into_iter()
        .map(|(id, name, content, choices)| {
            let choices = json("choices about sheets", &choices)?;
            Ok(SheetFile { id: parsed("sheet file id", &id)?, name, content, choices })
        })
        .collect()
}

/// Adds a sheet to one of the person's builds. `None` when there is no such build.
pub fn add_file<C: Serialize>(
    tx: &mut Tx,
    build: SiteBuildId,
    name: &str,
    content: &[u8],
    choices: &C,
) -> Result<Option<SheetFileId>, StoreError> {
    if get(tx, build)?.is_none() {
        return Ok(None);
    }
    let (owner, id) = (tx.owner(), tx.new_id::<SheetFileId>());
    let last: Option<i32> = sheet_files::table
        .filter(sheet_files::build_id.eq(build.to_string()))
        .select(diesel::dsl::max(sheet_files::position))
        .first(tx.conn())?;
    diesel::insert_into(sheet_files::table)
        .values((
            sheet_files::id.eq(id.to_string()),
            sheet_files::build_id.eq(build.to_string()),
            sheet_files::user_id.eq(owner),
            sheet_files::position.eq(last.map_or(0, |last| last.saturating_add(1))),
            sheet_files::name.eq(without_nul(name)),
            sheet_files::content.eq(content),
            sheet_files::choices.eq(to_json(choices)?),
        ))
        .execute(tx.conn())?;
    Ok(Some(id))
}

define_sql_function! {
    /// Bytes of a value, on both databases.
    fn length(content: diesel::sql_types::Binary) -> diesel::sql_types::Integer;
}

/// The names of a build's sheets and how large they are, in the order in which they came.
pub fn sizes(tx: &mut Tx, build: SiteBuildId) -> Result<Vec<(SheetFileId, String, usize)>, StoreError> {
    let owner = tx.owner();
    let rows: Vec<(String, String, i32)> = sheet_files::table
        .filter(sheet_files::build_id.eq(build.to_string()))
        .filter(sheet_files::user_id.eq(owner))
        .select((sheet_files::id, sheet_files::name, length(sheet_files::content)))
        .order(sheet_files::position)
        .load(tx.conn())?;
    rows.into_iter()
        .map(|(id, name, size)| Ok((parsed("sheet file id", &id)?, name, usize::try_from(size).unwrap_or(0))))
        .collect()
}

/// What the person said about the tables of one sheet of a build.
pub fn said<C: DeserializeOwned>(
    tx: &mut Tx,
    build: SiteBuildId,
    id: SheetFileId,
) -> Result<Option<C>, StoreError> {
    let owner = tx.owner();
    let choices: Option<String> = sheet_files::table
        .find(id.to_string())
        .filter(sheet_files::build_id.eq(build.to_string()))
        .filter(sheet_files::user_id.eq(owner))
        .select(sheet_files::choices)
        .first(tx.conn())
        .optional()?;
    choices.map(|choices| json("choices about sheets", &choices)).transpose()
}

/// Replaces a sheet's bytes. `false` when there is none.
pub fn replace_file(tx: &mut Tx, id: SheetFileId, content: &[u8]) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let changed = diesel::update(sheet_files::table.find(id.to_string()))
        .filter(sheet_files::user_id.eq(owner))
        .set(sheet_files::content.eq(content))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Keeps what the person says about a sheet's tables. `false` when there is none.
pub fn choose<C: Serialize>(tx: &mut Tx, id: SheetFileId, choices: &C) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let changed = diesel::update(sheet_files::table.find(id.to_string()))
        .filter(sheet_files::user_id.eq(owner))
        .set(sheet_files::choices.eq(to_json(choices)?))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Takes a sheet out of a build for good. `false` when there is none.
pub fn remove_file(tx: &mut Tx, build: SiteBuildId, id: SheetFileId) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let removed = diesel::delete(sheet_files::table.find(id.to_string()))
        .filter(sheet_files::build_id.eq(build.to_string()))
        .filter(sheet_files::user_id.eq(owner))
        .execute(tx.conn())?;
    Ok(removed == 1)
}
