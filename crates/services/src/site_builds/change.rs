//! Changing a build: what is said about it, its sheets, and which rows count.

use super::{
    changed_elsewhere,
    checked::{Desk, GROUPED, PER_ROW, Said},
    example, gone, kinds, subject,
};
use crate::{Resources, audit};
use contract::{
    Outcome,
    commands::{DescribeSiteBuild, ExcludeRow, NewSheet},
    services::Caller,
};
use domain::{
    failure::{Category, Failure},
    ids::{SheetFileId, SiteBuildId},
    limits,
    principal::Principal,
    text::{clean, length, one_line},
};
use store::{Tx, site_builds};

/// Files of one build that are kept even though they are too many, so that their page can say so.
const SURPLUS: usize = 5;

/// Checks what a form says about a build.
fn checked(command: &DescribeSiteBuild) -> Outcome<(String, String)> {
    let name = one_line(&command.name);
    let description = clean(&command.description).trim().to_owned();
    let mut failure = Failure::user("site_build.invalid", "Some fields need another look.");
    if name.is_empty() {
        failure = failure.with_field("name", "Give the site build a name.");
    } else if length(&name) > limits::BUILD_NAME {
        let words = format!("The name can have at most {} characters.", limits::BUILD_NAME);
        failure = failure.with_field("name", words);
    }
    if length(&description) > limits::BUILD_DESCRIPTION {
        let words = format!("The description can have at most {} characters.", limits::BUILD_DESCRIPTION);
        failure = failure.with_field("description", words);
    }
    if failure.fields.is_empty() { Ok((name, description)) } else { Err(failure) }
}

fn begin(tx: &mut Tx, name: &str, description: &str) -> Outcome<SiteBuildId> {
    if site_builds::list(tx)?.len() >= limits::BUILDS {
        let message = format!("There are {} site builds already.", limits::BUILDS);
        return Err(Failure::new("site_build.too_many", Category::UserFixable, message)
            .with_next("Delete one that you do not need any more."));
    }
    Ok(site_builds::insert(tx, name, description, GROUPED)?)
}

pub(super) async fn describe(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: DescribeSiteBuild,
) -> Outcome<SiteBuildId> {
    let (name, description) = checked(&command)?;
    let caller = caller.clone();
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<SiteBuildId> {
            let (id, what) = match command.id {
                None => (begin(tx, &name, &description)?, "site_build.begun"),
                Some(id) => {
                    let build = site_builds::get(tx, id)?.ok_or_else(gone)?;
                    site_builds::describe(tx, id, &name, &description, &build.granularity)?;
                    (id, "site_build.described")
                }
            };
            store::audit::record(tx, &audit::entry_about(what, subject(id), "ok", &caller))?;
            Ok(id)
        })
        .await
}

pub(super) async fn example(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
) -> Outcome<SiteBuildId> {
    let caller = caller.clone();
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<SiteBuildId> {
            let id = begin(tx, example::NAME, example::DESCRIPTION)?;
            for (name, content) in example::SHEETS {
                site_builds::add_file(tx, id, name, content, &Said::new())?.ok_or_else(gone)?;
            }
            store::audit::record(tx, &audit::entry_about("site_build.begun", subject(id), "ok", &caller))?;
            Ok(id)
        })
        .await
}

pub(super) async fn plan_per_row(
    resources: &Resources,
    principal: &Principal,
    id: SiteBuildId,
    per_row: bool,
) -> Outcome<()> {
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            let build = site_builds::get(tx, id)?.ok_or_else(gone)?;
            let granularity = if per_row { PER_ROW } else { GROUPED };
            site_builds::describe(tx, id, &build.name, &build.description, granularity)?;
            Ok(())
        })
        .await
}

fn nothing_came() -> Failure {
    Failure::field("site_build.no_sheet", "sheets", "No file arrived.")
        .with_next("Go back, choose the sheets as CSV files, and add them again.")
}

pub(super) async fn add(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    id: SiteBuildId,
    sheets: Vec<NewSheet>,
) -> Outcome<()> {
    if sheets.is_empty() {
        return Err(nothing_came());
    }
    let mut entry = audit::entry_about("site_build.sheets_added", subject(id), "ok", caller);
    entry.detail = serde_json::json!({ "sheets": sheets.len() });
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            site_builds::get(tx, id)?.ok_or_else(gone)?;
            let present = site_builds::files::<Said>(tx, id)?;
            let remembered = kinds::remembered(tx)?;
            let (mut count, mut bytes) =
                (present.len(), present.iter().map(|file| file.content.len()).sum::<usize>());
            for sheet in sheets {
                let name = named(&sheet.name);
                // One byte more than allowed is enough for its page to say that it is too large.
                let content = &sheet.bytes[..sheet.bytes.len().min(limits::SPEC_FILE + 1)];
                bytes += content.len();
                if let Some(before) = present.iter().find(|file| file.name == name) {
                    site_builds::replace_file(tx, before.id, content)?;
                    continue;
                }
                count += 1;
                if count > limits::SPEC_FILES + SURPLUS || bytes > limits::SPEC_BYTES + limits::SPEC_FILE {
                    return Err(too_much());
                }
                let said = kinds::said_before(&remembered, &name, content);
                site_builds::add_file(tx, id, &name, content, &said)?.ok_or_else(gone)?;
            }
            site_builds::touch(tx, id, None)?;
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

fn too_much() -> Failure {
    let words = format!(
        "A specification can have {} files and {} MiB. Nothing was added.",
        limits::SPEC_FILES,
        limits::SPEC_BYTES / 1024 / 1024
    );
    Failure::field("site_build.too_much", "sheets", words)
}

/// A file's name as it is shown: without folders, on one line, not too long.
fn named(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = one_line(last).chars().take(limits::SHEET_NAME).collect();
    if name.is_empty() { "sheet.csv".to_owned() } else { name }
}

pub(super) async fn remove(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    id: SiteBuildId,
    file: SheetFileId,
) -> Outcome<()> {
    let entry = audit::entry_about("site_build.sheet_removed", subject(id), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            site_builds::get(tx, id)?.ok_or_else(gone)?;
            if !site_builds::remove_file(tx, id, file)? {
                return Err(Failure::not_found("sheet"));
            }
            site_builds::touch(tx, id, None)?;
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

/// Leaves a row out with a reason, or takes it back in.
pub(super) async fn exclude(
    resources: &Resources,
    desk: &Desk,
    principal: &Principal,
    command: ExcludeRow,
) -> Outcome<()> {
    let reason = one_line(&command.reason);
    if length(&reason) > limits::EXCLUDED_REASON {
        let words = format!("The reason can have at most {} characters.", limits::EXCLUDED_REASON);
        return Err(Failure::field("site_build.reason", "reason", words));
    }
    let checked = desk.checked(resources, principal, command.build).await?;
    let (number, row) = (command.table as usize, command.row as usize);
    let table = checked.table(command.file, number).ok_or_else(|| Failure::not_found("sheet"))?;
    if row >= checked.workbook.tables[table].rows.len() {
        return Err(Failure::not_found("row"));
    }
    let ExcludeRow { build, file, .. } = command;
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            say(tx, build, file, |said| {
                let choice = said.entry(number).or_default();
                if reason.is_empty() {
                    choice.excluded.remove(&row);
                } else {
                    choice.excluded.insert(row, reason);
                }
            })
        })
        .await
}

/// Changes what was said about a file's tables. What is counted from is the newest state, so two tabs do not undo each
/// other's.
pub(super) fn say(
    tx: &mut Tx,
    build: SiteBuildId,
    file: SheetFileId,
    change: impl FnOnce(&mut Said),
) -> Outcome<()> {
    let found = site_builds::files::<Said>(tx, build)?.into_iter().find(|found| found.id == file);
    let mut said = found.ok_or_else(|| Failure::not_found("sheet"))?.choices;
    change(&mut said);
    site_builds::choose(tx, file, &said)?;
    if site_builds::touch(tx, build, None)? { Ok(()) } else { Err(changed_elsewhere()) }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_name_is_the_files_own_and_never_empty() {
        assert_eq!(named("C:\\specs\\Bundles.csv"), "Bundles.csv");
        assert_eq!(named("../../etc/\u{202e}Fields\n.csv"), "Fields .csv");
        assert_eq!(named(" / "), "sheet.csv");
        assert_eq!(named(&"x".repeat(500)).len(), 200);
    }
}
