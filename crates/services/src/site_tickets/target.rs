//! Where tickets go.

use super::going::{sent, states};
use crate::{Resources, audit, exporting::wanted, site_builds};
use contract::{
    Outcome,
    commands::{AnswerSiteTarget, SetSiteTarget},
    services::Caller,
    views::{SiteTarget, TicketState},
};
use domain::{
    failure::Failure,
    jira::{IssueKey, ProjectKey},
    limits,
    principal::Principal,
    text::{clean, length, one_line},
};
use std::collections::BTreeMap;
use store::site_tickets;

/// Characters of an issue type's name; Jira's have at most 60.
const TYPE_NAME: usize = 60;

fn checked(command: &SetSiteTarget) -> Outcome<SiteTarget> {
    let mut failure = Failure::user("site_build.target_invalid", "Some fields need another look.");
    let project = ProjectKey::parse(&command.project);
    if project.is_err() {
        failure = failure.with_field("project", "Give the project’s key, such as WEB.");
    }
    let issue_type = one_line(&command.issue_type);
    if issue_type.is_empty() || length(&issue_type) > TYPE_NAME {
        let words = format!("Give the issue type’s name, such as Task; at most {TYPE_NAME} characters.");
        failure = failure.with_field("issue_type", words);
    }
    let epic = match command.epic.trim() {
        "" => Ok(None),
        key => IssueKey::parse(key).map(Some),
    };
    if epic.is_err() {
        failure = failure.with_field("epic", "Give the epic’s key, such as WEB-12, or nothing.");
    }
    let labels: Vec<String> = command.labels.split_whitespace().map(str::to_owned).collect();
    if labels.len() > limits::LABELS || labels.iter().any(|label| length(label) > limits::LABEL) {
        let words = format!("At most {} labels, of {} characters each.", limits::LABELS, limits::LABEL);
        failure = failure.with_field("labels", words);
    }
    match (project, epic) {
        (Ok(project), Ok(epic)) if failure.fields.is_empty() => {
            let (wanted, answers) = (Vec::new(), BTreeMap::new());
            Ok(SiteTarget { project, issue_type, epic, labels, wanted, answers })
        }
        _ => Err(failure),
    }
}

/// Says where they go. What would have been sent elsewhere is forgotten.
pub(super) async fn set(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: SetSiteTarget,
) -> Outcome<()> {
    let mut target = checked(&command)?;
    let id = command.build;
    let mut entry = audit::entry_about("site_build.target_set", site_builds::subject(id), "ok", caller);
    entry.detail = serde_json::json!({ "project": target.project });
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            let build = site_builds::hold_idle(tx, id)?;
            let states = states(tx, id)?;
            // While an answer is open, what was sent has to stay as it was sent.
            if states.values().any(|going| going.state == TicketState::OnItsWay) {
                return Err(site_builds::exporting());
            }
            if let Some(before) = build
                .target
                .filter(|before| before.project == target.project && before.issue_type == target.issue_type)
            {
                (target.wanted, target.answers) = (before.wanted, before.answers);
            }
            store::site_builds::set_target(tx, id, &target)?;
            forget(tx, id)?;
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

/// Forgets what would be sent of tickets that are not in Jira.
fn forget(tx: &mut store::Tx, id: domain::ids::SiteBuildId) -> Outcome<()> {
    let sent = sent(tx, id)?;
    for ticket in site_tickets::list(tx, id)? {
        if !sent.contains_key(&ticket.id) {
            site_tickets::thaw(tx, ticket.id)?;
        }
    }
    Ok(())
}

/// Keeps what the person answers to what the project demands.
pub(super) async fn answer(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: AnswerSiteTarget,
) -> Outcome<()> {
    let id = command.build;
    let entry = audit::entry_about("site_build.fields_answered", site_builds::subject(id), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            let build = site_builds::hold_idle(tx, id)?;
            let mut target = build.target.ok_or_else(|| Failure::not_found("form"))?;
            let mut failure = Failure::user("site_build.answers_invalid", "Some fields need another look.");
            for field in &target.wanted {
                let Some(given) = command.fields.iter().find(|answer| answer.id == field.id) else {
                    continue;
                };
                let chosen: Vec<String> = given
                    .chosen
                    .iter()
                    .map(|text| clean(text).trim().to_owned())
                    .filter(|text| !text.is_empty())
                    .collect();
                if let Err(words) = wanted::check(field, &chosen) {
                    failure = failure.with_field(&field.id, words);
                }
                target.answers.insert(field.id.clone(), chosen);
            }
            if !failure.fields.is_empty() {
                return Err(failure);
            }
            store::site_builds::set_target(tx, id, &target)?;
            forget(tx, id)?;
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}
