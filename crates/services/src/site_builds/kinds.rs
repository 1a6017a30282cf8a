//! Which type a table is, where a person says so; remembered for tables with the same columns.

use super::{
    change::say,
    checked::Desk,
    profiles::{self, Profile},
    subject,
};
use crate::{Resources, audit};
use contract::{Outcome, commands::ChooseSheetKind, services::Caller, views::SheetKind};
use domain::{failure::Failure, principal::Principal};
use site_spec::{detection::detect, types::Kind};

/// Every type, for a form.
pub(super) fn all() -> Vec<SheetKind> {
    let kind = |kind: &Kind| SheetKind { key: kind.key().to_owned(), label: kind.spec().label.to_owned() };
    Kind::ALL.iter().map(kind).collect()
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
    let table = &checked.workbook.tables[table];
    let fingerprint = profiles::fingerprint(table);
    let detected = detect(table).kind();
    let entry = audit::entry_about("site_build.type_said", subject(build), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            let profiles = profiles::remembered(tx)?;
            let profile = profiles.get(&fingerprint).cloned().unwrap_or_default();
            say(tx, build, version, file, |said| {
                let choice = said.entry(number).or_default();
                let (before, after) = (choice.kind.or(detected), kind.or(detected));
                choice.kind = kind;
                // Columns of one type mean nothing in another one; what was said of that one before counts again.
                if before != after {
                    profile.apply(after, choice);
                }
            })?;
            profiles::remember(tx, profiles, fingerprint, Profile { kind, ..profile })?;
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}
