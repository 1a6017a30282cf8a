//! Putting right what is certain, and writing what somebody chose, in the person's own files.

use super::{
    changed_elsewhere,
    checked::{Checked, Desk},
    subject,
};
use crate::{Resources, audit};
use contract::{
    Outcome,
    commands::{FixFindings, UseValue},
    services::Caller,
};
use domain::{failure::Failure, ids::SiteBuildId, principal::Principal};
use site_spec::{
    fixing::{self, Corrected},
    lint::Fix,
};
use std::sync::Arc;
use store::site_builds;

/// The build as it was looked at: findings are numbered anew with every version.
async fn seen(
    resources: &Resources,
    desk: &Desk,
    principal: &Principal,
    id: SiteBuildId,
    version: i32,
) -> Outcome<Arc<Checked>> {
    let checked = desk.checked(resources, principal, id).await?;
    if checked.build.version == version { Ok(checked) } else { Err(changed_elsewhere()) }
}

/// Applies one fix or all of them; says how many went in.
pub(super) async fn fix(
    resources: &Resources,
    desk: &Desk,
    caller: &Caller,
    principal: &Principal,
    command: FixFindings,
) -> Outcome<u32> {
    let FixFindings { build, version, number } = command;
    let checked = seen(resources, desk, principal, build, version).await?;
    let correct = move |checked: &Checked| {
        let chosen = |place: &usize| number.is_none_or(|number| usize::try_from(number) == Ok(*place));
        let fixes = checked.findings.iter().enumerate().filter(|(place, _)| chosen(place));
        fixing::apply(&checked.workbook, fixes.filter_map(|(_, finding)| finding.fix.as_ref()))
    };
    let applied = write(resources, caller, principal, checked, correct).await?;
    Ok(u32::try_from(applied).unwrap_or(u32::MAX))
}

/// Writes a value that somebody chose among those that a finding offers.
pub(super) async fn use_value(
    resources: &Resources,
    desk: &Desk,
    caller: &Caller,
    principal: &Principal,
    command: UseValue,
) -> Outcome<()> {
    let UseValue { build, version, number, value } = command;
    let checked = seen(resources, desk, principal, build, version).await?;
    let finding = checked.findings.get(number as usize).ok_or_else(|| Failure::not_found("finding"))?;
    let edit = finding.alternatives.iter().find(|edit| edit.to == value).cloned();
    let edit = edit
        .ok_or_else(|| Failure::field("site_build.value", "value", "Choose one of the values that exist."))?;
    let fix = Fix { title: String::new(), edits: vec![edit] };
    let correct = move |checked: &Checked| fixing::apply(&checked.workbook, [&fix]);
    write(resources, caller, principal, checked, correct).await?;
    Ok(())
}

/// Writes corrected files; says how many corrections there are.
async fn write(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    checked: Arc<Checked>,
    correct: impl FnOnce(&Checked) -> Corrected + Send + 'static,
) -> Outcome<usize> {
    let (id, version) = (checked.build.id, checked.build.version);
    let correcting = tokio::task::spawn_blocking(move || {
        let corrected = correct(&checked);
        let files = corrected.texts.iter().map(|(file, text)| {
            let source = &checked.workbook.files[*file];
            (checked.files[checked.origin[*file]].id, source.encode(text))
        });
        (files.collect::<Vec<_>>(), corrected.applied)
    });
    let (files, applied) = correcting.await.map_err(|_| Failure::internal())?;
    if applied == 0 {
        return Err(Failure::user(
            "site_build.no_fix",
            "There is nothing here that can be put right by itself.",
        ));
    }
    let mut entry = audit::entry_about("site_build.fixed", subject(id), "ok", caller);
    entry.detail = serde_json::json!({ "findings": applied });
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            if !site_builds::touch(tx, id, Some(version))? {
                return Err(changed_elsewhere());
            }
            for (file, content) in &files {
                site_builds::replace_file(tx, *file, content)?;
            }
            Ok(store::audit::record(tx, &entry)?)
        })
        .await?;
    Ok(applied)
}
