//! What the columns of a table mean, where a person says so; remembered for tables with the same columns.

use super::{
    change::say,
    changed_elsewhere,
    checked::{Checked, Desk},
    profiles::{self, Mapped, Profile},
    subject,
    view::{shortened, small},
};
use crate::{Resources, audit};
use contract::{
    Outcome,
    commands::MapColumns,
    services::Caller,
    views::{ColumnChoice, SheetColumnView, SheetColumnsView},
};
use domain::{failure::Failure, ids::SheetFileId, principal::Principal};
use site_spec::{
    columns::Column,
    detection::detect,
    marks::has_content,
    sheets::{Choice, REFERENCES, Reference},
    table::Table,
    types::{Kind, TypeSpec},
};
use std::collections::BTreeMap;

/// Rows among which a filled cell is looked for.
const SAMPLED: usize = 200;

fn choice(key: impl Into<String>, label: impl Into<String>) -> ColumnChoice {
    ColumnChoice { key: key.into(), label: label.into() }
}

/// A table and its type.
fn typed(checked: &Checked, file: SheetFileId, number: usize) -> Outcome<(usize, &Table, Kind)> {
    let index = checked.table(file, number).ok_or_else(|| Failure::not_found("sheet"))?;
    let table = &checked.workbook.tables[index];
    let said = checked.choices.get(&index).and_then(|choice| choice.kind);
    let kind = said.or_else(|| detect(table).kind()).ok_or_else(|| {
        Failure::user("site_build.no_type", "What its columns can mean depends on the type of a sheet.")
            .with_next("Choose its type first.")
    })?;
    Ok((index, table, kind))
}

/// The columns of a table as they count now.
pub(super) fn view(checked: &Checked, file: SheetFileId, number: u32) -> Outcome<SheetColumnsView> {
    let (index, table, kind) = typed(checked, file, number as usize)?;
    let spec = kind.spec();
    let said = checked.choices.get(&index);
    let map = Choice::columns(said, kind, &table.header);
    let recognised = spec.map_columns(&table.header);
    let references: BTreeMap<usize, Reference> = said
        .filter(|_| kind == Kind::Custom)
        .into_iter()
        .flat_map(|said| &said.references)
        .map(|reference| (reference.column, *reference))
        .collect();
    let columns = table.header.iter().enumerate().map(|(position, title)| {
        let cells = table.rows.iter().take(SAMPLED).map(|row| row.cell(position));
        let sample = shortened(cells.into_iter().find(|cell| has_content(cell)).unwrap_or_default());
        let reference = references.get(&position);
        SheetColumnView {
            title: table.title(position),
            blank: title.trim().is_empty() && sample.is_empty(),
            sample,
            meaning: map.meaning(position).map(Column::key).unwrap_or_default().to_owned(),
            by_hand: map.meaning(position) != recognised.meaning(position) || reference.is_some(),
            refers_to: reference.map(|reference| target_key(reference.to, reference.by)).unwrap_or_default(),
        }
    });
    let missing = spec.required.iter().filter(|any| !any.iter().any(|column| map.has(*column)));
    Ok(SheetColumnsView {
        file,
        table: number,
        name: table.name.clone(),
        version: checked.build.version,
        by_hand: said.is_some_and(Choice::is_mapped),
        columns: columns.collect(),
        meanings: spec.all_columns().map(|column| choice(column.column.key(), column.title)).collect(),
        missing: missing.map(|any| alternatives(spec, any)).collect(),
        targets: if kind == Kind::Custom { targets() } else { Vec::new() },
    })
}

fn alternatives(spec: &TypeSpec, any: &[Column]) -> String {
    let titles: Vec<String> = any.iter().map(|column| format!("“{}”", spec.title(*column))).collect();
    titles.join(" or ")
}

/// `bundles` by their names, `bundles.machine_name` by one of their columns.
fn target_key(to: Kind, by: Option<Column>) -> String {
    by.map_or_else(|| to.key().to_owned(), |by| format!("{}.{}", to.key(), by.key()))
}

fn target_of(key: &str) -> Option<(Kind, Option<Column>)> {
    let (kind, by) = match key.split_once('.') {
        None => (Kind::from_key(key)?, None),
        Some((kind, by)) => (Kind::from_key(kind)?, Some(Column::from_key(by)?)),
    };
    let spec = kind.spec();
    let known = by.map_or_else(|| spec.is_named(), |by| spec.known_by().any(|column| column == by));
    known.then_some((kind, by))
}

/// Everything that a column of a custom table can refer to.
fn targets() -> Vec<ColumnChoice> {
    let of = |kind: &Kind| {
        let (kind, spec) = (*kind, kind.spec());
        let names = spec
            .is_named()
            .then(|| choice(target_key(kind, None), format!("{}: name or machine name", spec.label)));
        let by = move |column: Column| {
            choice(target_key(kind, Some(column)), format!("{}: {}", spec.label, spec.title(column)))
        };
        names.into_iter().chain(spec.known_by().map(by))
    };
    Kind::ALL.iter().flat_map(of).collect()
}

fn invalid(message: impl Into<String>) -> Failure {
    Failure::user("site_build.columns", message)
}

/// What a form says, as far as it is not what the headers say anyway.
fn read(kind: Kind, table: &Table, command: &MapColumns) -> Outcome<Choice> {
    let spec = kind.spec();
    let length = table.header.len();
    let custom = kind == Kind::Custom;
    if command.meanings.len() != length || (custom && command.references.len() != length) {
        return Err(
            invalid("Not every column of the sheet was there.").with_next("Reload and look at it again.")
        );
    }
    let recognised = spec.map_columns(&table.header);
    let mut said = Choice::default();
    let mut taken: BTreeMap<Column, usize> = BTreeMap::new();
    for (position, key) in command.meanings.iter().enumerate() {
        let meaning = match key.as_str() {
            "" => None,
            key => {
                let known = Column::from_key(key).filter(|column| spec.column(*column).is_some());
                Some(known.ok_or_else(|| {
                    invalid(format!("“{}” cannot mean that in this type of sheet.", table.title(position)))
                })?)
            }
        };
        if let Some(column) = meaning
            && let Some(other) = taken.insert(column, position)
        {
            let (one, two) = (table.title(other), table.title(position));
            let message = format!("“{one}” and “{two}” cannot both be “{}”.", spec.title(column));
            return Err(
                invalid(message).with_next("Say of one of them that it is not used, or what else it means.")
            );
        }
        match meaning {
            meaning if meaning == recognised.meaning(position) => {}
            Some(column) => said.columns.push((column, position)),
            None => said.unused.push(position),
        }
    }
    for (position, key) in command.references.iter().enumerate().filter(|(_, key)| custom && !key.is_empty())
    {
        let (to, by) = target_of(key)
            .ok_or_else(|| invalid(format!("“{}” cannot refer to that.", table.title(position))))?;
        said.references.push(Reference { column: position, to, by });
    }
    if said.references.len() > REFERENCES {
        return Err(invalid(format!("At most {REFERENCES} columns of a sheet can refer to others.")));
    }
    Ok(said)
}

/// Keeps what a person says about the columns of a table.
pub(super) async fn map(
    resources: &Resources,
    desk: &Desk,
    caller: &Caller,
    principal: &Principal,
    command: MapColumns,
) -> Outcome<()> {
    let MapColumns { build, version, file, .. } = command;
    let number = command.table as usize;
    let checked = desk.checked(resources, principal, build).await?;
    // Columns are known by their positions.
    if checked.build.version != version {
        return Err(changed_elsewhere());
    }
    let (_, table, kind) = typed(&checked, file, number)?;
    let new = if command.as_recognised { Choice::default() } else { read(kind, table, &command)? };
    let fingerprint = profiles::fingerprint(table);
    let mut entry = audit::entry_about("site_build.columns_mapped", subject(build), "ok", caller);
    entry.detail = serde_json::json!({
        "columns": small(new.columns.len() + new.unused.len()),
        "references": small(new.references.len()),
    });
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            let profiles = profiles::remembered(tx)?;
            let profile = profiles.get(&fingerprint).cloned().unwrap_or_default();
            let mapped = Mapped::of(kind, &new);
            say(tx, build, version, file, |said| {
                let choice = said.entry(number).or_default();
                (choice.columns, choice.unused, choice.references) =
                    (new.columns, new.unused, new.references);
            })?;
            profiles::remember(tx, profiles, fingerprint, Profile { mapped, ..profile })?;
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}
