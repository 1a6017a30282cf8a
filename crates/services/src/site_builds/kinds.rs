//! Which type a table is, where a person says so; remembered for tables with the same columns.

use super::{
    change::say,
    checked::{Desk, Said},
    subject,
};
use crate::{Resources, audit};
use contract::{Outcome, commands::ChooseSheetKind, services::Caller, views::SheetKind};
use domain::{failure::Failure, principal::Principal};
use sha2::{Digest, Sha256};
use site_spec::{columns::normalised, detection::detect, reading::Workbook, table::Table, types::Kind};
use std::collections::BTreeMap;
use store::{StoreError, Tx, preferences};

/// What is remembered: the type of tables, by the fingerprint of their columns.
pub(super) type Remembered = BTreeMap<String, Kind>;

const PREFERENCE: &str = "site_builds.kinds";
/// Kinds of tables that are remembered; then it begins anew.
const MOST: usize = 200;

/// Every type, for a form.
pub(super) fn all() -> Vec<SheetKind> {
    let kind = |kind: &Kind| SheetKind { key: kind.key().to_owned(), label: kind.spec().label.to_owned() };
    Kind::ALL.iter().map(kind).collect()
}

/// The same for the same columns in the same order, however they are written.
fn fingerprint(table: &Table) -> String {
    let titles: Vec<String> = table.header.iter().map(|title| normalised(title)).collect();
    hex::encode(&Sha256::digest(titles.join("\u{1f}"))[..16])
}

pub(super) fn remembered(tx: &mut Tx) -> Result<Remembered, StoreError> {
    Ok(preferences::get(tx, PREFERENCE)?.unwrap_or_default())
}

/// What was said about tables like those of a new file that say nothing by themselves.
pub(super) fn said_before(remembered: &Remembered, name: &str, content: &[u8]) -> Said {
    let mut said = Said::new();
    if remembered.is_empty() {
        return said;
    }
    let mut workbook = Workbook::new();
    workbook.add_bytes(name, content);
    for (number, table) in workbook.tables.iter().enumerate() {
        if let (None, Some(kind)) = (detect(table).kind(), remembered.get(&fingerprint(table))) {
            said.entry(number).or_default().kind = Some(*kind);
        }
    }
    said
}

pub(super) async fn choose(
    resources: &Resources,
    desk: &Desk,
    caller: &Caller,
    principal: &Principal,
    command: ChooseSheetKind,
) -> Outcome<()> {
    let kind = match command.kind.as_str() {
        "" => None,
        key => Some(Kind::from_key(key).ok_or_else(|| {
            Failure::field("site_build.kind", "kind", "Choose one of the types of sheets.")
        })?),
    };
    let ChooseSheetKind { build, version, file, table: number, .. } = command;
    let number = number as usize;
    let checked = desk.checked(resources, principal, build).await?;
    let table = checked.table(file, number).ok_or_else(|| Failure::not_found("sheet"))?;
    let fingerprint = fingerprint(&checked.workbook.tables[table]);
    let entry = audit::entry_about("site_build.type_said", subject(build), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            say(tx, build, version, file, |said| said.entry(number).or_default().kind = kind)?;
            let mut remembered = remembered(tx)?;
            if remembered.len() >= MOST {
                remembered.clear();
            }
            match kind {
                Some(kind) => drop(remembered.insert(fingerprint, kind)),
                None => drop(remembered.remove(&fingerprint)),
            }
            preferences::set(tx, PREFERENCE, &remembered)?;
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}
