//! Putting right what is certain, in the person's own files.

use super::{changed_elsewhere, checked::Desk, subject};
use crate::{Resources, audit};
use contract::{Outcome, commands::FixFindings, services::Caller};
use domain::{failure::Failure, principal::Principal};
use site_spec::fixing;
use std::sync::Arc;
use store::site_builds;

/// Applies one fix or all of them; says how many went in.
pub(super) async fn fix(
    resources: &Resources,
    desk: &Desk,
    caller: &Caller,
    principal: &Principal,
    command: FixFindings,
) -> Outcome<u32> {
    let FixFindings { build: id, version, number } = command;
    let checked = desk.checked(resources, principal, id).await?;
    // Findings are numbered anew with every version.
    if checked.build.version != version {
        return Err(changed_elsewhere());
    }
    let at = Arc::clone(&checked);
    let correcting = tokio::task::spawn_blocking(move || {
        let chosen = |place: &usize| number.is_none_or(|number| usize::try_from(number) == Ok(*place));
        let fixes = at.findings.iter().enumerate().filter(|(place, _)| chosen(place));
        let corrected = fixing::apply(&at.workbook, fixes.filter_map(|(_, finding)| finding.fix.as_ref()));
        let files = corrected.texts.iter().map(|(file, text)| {
            let source = &at.workbook.files[*file];
            (at.files[at.origin[*file]].id, source.encode(text))
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
    Ok(u32::try_from(applied).unwrap_or(u32::MAX))
}
