//! Changing a build: what is said about it, its sheets, and which rows count.

use super::{
    changed_elsewhere,
    checked::{Desk, GROUPED, PER_ROW, Said},
    example, gone, profiles, subject,
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
    if site_builds::count(tx)? >= limits::BUILDS {
        let message = format!(
            "There are {} site builds already, those included that were deleted in the last seven days.",
            limits::BUILDS
        );
        return Err(Failure::new("site_build.too_many", Category::UserFixable, message)
            .with_next("Use one of them for this, or ask whoever runs this site."));
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
                    if !site_builds::describe(tx, id, &name, &description)? {
                        return Err(gone());
                    }
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
    caller: &Caller,
    principal: &Principal,
    id: SiteBuildId,
    per_row: bool,
) -> Outcome<()> {
    let granularity = if per_row { PER_ROW } else { GROUPED };
    let mut entry = audit::entry_about("site_build.planned_otherwise", subject(id), "ok", caller);
    entry.detail = serde_json::json!({ "granularity": granularity });
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            if !site_builds::set_granularity(tx, id, granularity)? {
                return Err(gone());
            }
            Ok(store::audit::record(tx, &entry)?)
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
    let remembered = resources.store.of(principal).read(profiles::remembered).await?;
    let reading = move || sheets.into_iter().map(|sheet| prepared(&remembered, sheet)).collect::<Vec<_>>();
    let sheets = tokio::task::spawn_blocking(reading).await.map_err(|_| Failure::internal())?;
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            if !site_builds::touch(tx, id, None)? {
                return Err(gone());
            }
            let mut present = site_builds::sizes(tx, id)?;
            for sheet in &sheets {
                let Prepared { name, content, said } = sheet;
                let pasted = free_name(&present);
                put(tx, id, &mut present, name.as_deref().unwrap_or(&pasted), content, said)?;
            }
            let bytes: usize = present.iter().map(|(.., size)| size).sum();
            if present.len() > limits::SPEC_FILES + SURPLUS || bytes > limits::SPEC_BYTES + limits::SPEC_FILE
            {
                return Err(too_much());
            }
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

/// A sheet as it will be kept. What was pasted has no name yet.
struct Prepared {
    name: Option<String>,
    content: Vec<u8>,
    said: Said,
}

/// Reads a new sheet as far as its types need it. Another one's rows are not these: nothing is left out of it.
fn prepared(remembered: &profiles::Profiles, sheet: NewSheet) -> Prepared {
    let NewSheet { name, bytes: mut content } = sheet;
    // One byte more than allowed is enough for its page to say that it is too large.
    content.truncate(limits::SPEC_FILE + 1);
    let name = Some(name).filter(|name| !name.is_empty()).map(|name| named(&name));
    let said = profiles::said_before(remembered, name.as_deref().unwrap_or("Pasted.csv"), &content);
    Prepared { name, content, said }
}

/// A sheet that a build has: its name, and how large it is.
type Present = (SheetFileId, String, usize);

/// Puts a sheet in the place of the one with its name. What is too large to be read only takes the place of what was too
/// large as well: nothing that was good is lost. What is right takes that place, too.
fn put(
    tx: &mut Tx,
    build: SiteBuildId,
    present: &mut Vec<Present>,
    name: &str,
    content: &[u8],
    said: &Said,
) -> Outcome<()> {
    let fits = |size: usize| size <= limits::SPEC_FILE;
    let good = present.iter().position(|(_, other, size)| other == name && fits(*size));
    let large = present.iter().position(|(_, other, size)| other == name && !fits(*size));
    let (place, done_with) = match (good, large) {
        (Some(good), large) if fits(content.len()) => (Some(good), large),
        (_, large) => (large, None),
    };
    if let Some((before, _, size)) = place.and_then(|place| present.get_mut(place)) {
        site_builds::replace_file(tx, *before, content)?;
        site_builds::choose(tx, *before, said)?;
        *size = content.len();
    } else {
        let added = site_builds::add_file(tx, build, name, content, said)?.ok_or_else(gone)?;
        present.push((added, name.to_owned(), content.len()));
    }
    if let Some(place) = done_with {
        let (file, ..) = present.remove(place);
        site_builds::remove_file(tx, build, file)?;
    }
    Ok(())
}

/// A name for what was pasted that no other sheet has.
fn free_name(present: &[Present]) -> String {
    let taken = |name: &String| present.iter().any(|(_, other, _)| other == name);
    let mut names = (1..).map(|number| format!("Pasted {number}.csv"));
    names.find(|name| !taken(name)).unwrap_or_default()
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
            if !site_builds::touch(tx, id, None)? {
                return Err(gone());
            }
            if !site_builds::remove_file(tx, id, file)? {
                return Err(Failure::not_found("sheet"));
            }
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

/// Leaves a row out with a reason, or takes it back in.
pub(super) async fn exclude(
    resources: &Resources,
    desk: &Desk,
    caller: &Caller,
    principal: &Principal,
    command: ExcludeRow,
) -> Outcome<()> {
    let ExcludeRow { build, version, file, table, row, reason, back } = command;
    let reason = one_line(&reason);
    if !back && reason.is_empty() {
        return Err(Failure::field("site_build.reason", "reason", "Say why the row is left out."));
    }
    if length(&reason) > limits::EXCLUDED_REASON {
        let words = format!("The reason can have at most {} characters.", limits::EXCLUDED_REASON);
        return Err(Failure::field("site_build.reason", "reason", words));
    }
    let (number, row) = (table as usize, row as usize);
    let checked = desk.checked(resources, principal, build).await?;
    let table = checked.table(file, number).ok_or_else(|| Failure::not_found("sheet"))?;
    if row >= checked.workbook.tables[table].rows.len() {
        return Err(Failure::not_found("row"));
    }
    let what = if back { "site_build.row_taken_back" } else { "site_build.row_left_out" };
    let entry = audit::entry_about(what, subject(build), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            say(tx, build, version, file, |said| {
                let choice = said.entry(number).or_default();
                if back {
                    choice.excluded.remove(&row);
                } else {
                    choice.excluded.insert(row, reason);
                }
            })?;
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

/// Changes what was said about a file's tables, as they were seen: rows and tables are known by their numbers.
pub(super) fn say(
    tx: &mut Tx,
    build: SiteBuildId,
    version: i32,
    file: SheetFileId,
    change: impl FnOnce(&mut Said),
) -> Outcome<()> {
    if !site_builds::touch(tx, build, Some(version))? {
        return Err(changed_elsewhere());
    }
    let mut said: Said = site_builds::said(tx, build, file)?.ok_or_else(|| Failure::not_found("sheet"))?;
    change(&mut said);
    site_builds::choose(tx, file, &said)?;
    Ok(())
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
