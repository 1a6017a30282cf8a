//! How far issues are, written back into the sheets that they were made of: `X`, `Dev` and `QA`.

use super::{going::states, make::kept_rows, must_have};
use crate::{
    Resources,
    accounts::sessions::dots,
    connections::{must_have_jira, my_jira},
    failures,
    site_builds::Checked,
};
use atlassian::jira::{Progress, Stage};
use contract::{Outcome, services::Caller, views::MadeFile};
use domain::{
    failure::Failure,
    ids::{SheetFileId, SiteBuildId},
    jira::IssueKey,
    principal::Principal,
};
use site_spec::{
    columns::Column,
    fixing,
    lint::{Edit, Fix},
    marks::RowState,
    plan::versions::{self, RowText},
    sheets::{RowRef, Spec},
};
use std::collections::{BTreeSet, HashMap};
use store::{Tx, site_tickets};

/// Issues that Jira is asked for at once.
const AT_ONCE: usize = 20;

/// What issues were made of: what a row said then, and its issue, by the row's key.
type Made = HashMap<String, Vec<(RowText, IssueKey)>>;

/// The rows that issues were made of, or brought up to date with. Rows that no issue was told of are not among them.
fn issues(tx: &mut Tx, id: SiteBuildId) -> Outcome<Made> {
    must_have(tx, id)?;
    must_have_jira(dots(&store::connections::list(tx)?))?;
    let states = states(tx, id)?;
    let mut issues = Made::new();
    for (ticket, rows) in site_tickets::rows(tx, id)? {
        let Some(key) = states.get(&ticket).and_then(|going| going.key.clone()) else { continue };
        for row in kept_rows(&rows.source) {
            issues.entry(row.key.clone()).or_default().push((row, key.clone()));
        }
    }
    if issues.is_empty() {
        return Err(Failure::user("site_build.nothing_in_jira", "No issue of this site build is in Jira.")
            .with_next("Create the issues first; then their state can be read."));
    }
    Ok(issues)
}

/// One sheet with what Jira says of its rows. Jira is asked now.
pub(super) async fn sheet(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    id: SiteBuildId,
    file: SheetFileId,
) -> Outcome<MadeFile> {
    let issues = resources.store.of(principal).read(move |tx| issues(tx, id)).await?;
    let checked = resources.desk.checked(resources, principal, id).await?;
    let number = checked.file(file).ok_or_else(|| Failure::not_found("sheet"))?;
    let finding = {
        let checked = std::sync::Arc::clone(&checked);
        tokio::task::spawn_blocking(move || rows_of(&checked, number, &issues))
    };
    let rows = finding.await.map_err(|_| Failure::internal())?;
    let keys: BTreeSet<IssueKey> = rows.iter().map(|(_, key)| key.clone()).collect();
    let keys: Vec<&str> = keys.iter().map(IssueKey::as_str).collect();
    let my = my_jira(resources, principal, &caller.request_id).await?;
    let mut told: HashMap<String, Progress> = HashMap::new();
    for keys in keys.chunks(AT_ONCE) {
        let asked = my.jira.progress(keys).await.map_err(|error| failures::jira(&error));
        let found = my.heard(resources, principal, asked).await?;
        told.extend(found.into_iter().map(|progress| (progress.key.clone(), progress)));
    }
    let writing = tokio::task::spawn_blocking(move || written(&checked, number, &rows, &told));
    writing.await.map_err(|_| Failure::internal())
}

/// Rows of one file that say what the issue was made of that is about them.
fn rows_of(checked: &Checked, file: usize, issues: &Made) -> Vec<(RowRef, IssueKey)> {
    let spec = checked.spec();
    let mut rows = Vec::new();
    for (number, sheet) in (0_u32..).zip(&spec.sheets) {
        if checked.file_of(sheet.table_index) != Some(file) {
            continue;
        }
        for row in sheet.rows() {
            let Ok(row) = u32::try_from(row) else { continue };
            let at = RowRef { sheet: number, row };
            let now = versions::row(&spec, at);
            let mut known = issues.get(&now.key).into_iter().flatten();
            if let Some((_, key)) = known.find(|(then, _)| then.cells == now.cells) {
                rows.push((at, key.clone()));
            }
        }
    }
    rows
}

/// The file with what was told of its rows.
fn written(
    checked: &Checked,
    file: usize,
    rows: &[(RowRef, IssueKey)],
    told: &HashMap<String, Progress>,
) -> MadeFile {
    let spec = checked.spec();
    let fixes: Vec<Fix> = rows
        .iter()
        .filter_map(|(row, key)| Some((*row, told.get(key.as_str())?)))
        .flat_map(|(row, progress)| cells(&spec, row, progress))
        .map(|edit| Fix { title: String::new(), edits: vec![edit] })
        .collect();
    let corrected = fixing::apply(checked.workbook(), &fixes);
    checked.made(file, &corrected)
}

/// What is written into a row. What somebody wrote as initials stays; an `X` is only ever set.
fn cells(spec: &Spec<'_>, at: RowRef, progress: &Progress) -> Vec<Edit> {
    let sheet = spec.sheet(at);
    let row = at.row as usize;
    let mut edits = Vec::new();
    let mut write = |column: Column, to: String, over: bool| {
        let Some(position) = sheet.columns.position(column) else { return };
        let from = sheet.table.rows[row].cell(position);
        let is_free = from.trim().is_empty() || over;
        if is_free && !to.is_empty() && from.trim() != to {
            edits.push(Edit {
                table: sheet.table_index,
                row,
                column: position,
                at: 0,
                from: from.to_owned(),
                to,
            });
        }
    };
    let named = |name: &Option<String>| name.as_deref().map(initials).unwrap_or_default();
    if progress.stage == Stage::Done {
        // A row that takes something away, waits or is on hold says so.
        if sheet.state(row) == RowState::Build {
            write(Column::Mark, "x".to_owned(), true);
        }
        write(Column::Qa, named(&progress.moved_by), false);
    }
    if progress.stage != Stage::New {
        write(Column::Dev, named(&progress.assignee), false);
    }
    edits
}

/// `GH` of `Grace Hopper`; one letter of one name.
fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let ends = if words.len() > 1 { vec![words[0], words[words.len() - 1]] } else { words };
    let letters = ends.iter().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    letters.flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_those_of_the_first_and_the_last_name() {
        for (name, letters) in
            [("Grace Hopper", "GH"), ("Ada King Lovelace", "AL"), ("=cmd", "C"), ("Øystein", "Ø"), ("  ", "")]
        {
            assert_eq!(initials(name), letters);
        }
    }
}
