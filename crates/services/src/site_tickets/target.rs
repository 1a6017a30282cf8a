//! Where tickets go.

use super::{
    fields::labels,
    going::{sent, states},
    must_have, screen,
};
use crate::{
    Resources,
    accounts::sessions::dots,
    audit,
    connections::{jira_gate, must_have_jira, my_jira},
    exporting::wanted,
    site_builds,
};
use contract::{
    Outcome,
    commands::{AnswerSiteTarget, GroupEpic, SetSiteTarget},
    services::Caller,
    views::{SiteTarget, TicketState},
};
use domain::{
    failure::{Category, Failure},
    ids::SiteBuildId,
    jira::{IssueKey, ProjectKey},
    principal::Principal,
    text::{clean, length, one_line},
};
use std::collections::BTreeMap;
use store::site_tickets;

/// Characters of an issue type's name; Jira's have at most 60.
const TYPE_NAME: usize = 60;
/// Parts of a plan; it has fewer.
const GROUPS: usize = 20;

/// What the epic of a part of the plan is called in a form.
pub(super) fn epic_field(group: &str) -> String {
    format!("epic of {group}")
}

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
    let mut epics = BTreeMap::new();
    for GroupEpic { group, key } in command.epics.iter().take(GROUPS) {
        let group = one_line(group);
        match key.trim() {
            "" => {}
            key => match IssueKey::parse(key) {
                Ok(key) => drop(epics.insert(group, key)),
                Err(_) => {
                    failure = failure
                        .with_field(&epic_field(&group), "Give the epic’s key, such as WEB-12, or nothing.");
                }
            },
        }
    }
    let labels = labels(&command.labels);
    if let Err(words) = &labels {
        failure = failure.with_field("labels", words.clone());
    }
    match (project, epic, labels) {
        (Ok(project), Ok(epic), Ok(labels)) if failure.fields.is_empty() => {
            let (wanted, answers) = (Vec::new(), BTreeMap::new());
            Ok(SiteTarget { project, issue_type, epic, epics, labels, wanted, answers, offers: None })
        }
        _ => Err(failure),
    }
}

/// While an answer is open, what was sent has to stay as it was sent.
fn nothing_on_its_way(tx: &mut store::Tx, id: SiteBuildId) -> Outcome<()> {
    let open = states(tx, id)?.values().any(|going| going.state == TicketState::OnItsWay);
    if open { Err(site_builds::exporting()) } else { Ok(()) }
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
    let read = move |tx: &mut store::Tx| -> Outcome<_> {
        let build = must_have(tx, id)?;
        site_builds::must_be_idle(tx, &build)?;
        nothing_on_its_way(tx, id)?;
        Ok((store::connections::list(tx)?, build.target))
    };
    let (connections, known) = resources.store.of(principal).read(read).await?;
    target.offers = known.filter(|known| known.project == target.project).and_then(|known| known.offers);
    if jira_gate(dots(&connections)).is_none() {
        match asked(resources, caller, principal, &mut target).await {
            // It can be said while Jira is away; the check asks again.
            Err(failure) if failure.category == Category::Temporary => {}
            other => other?,
        }
    }
    let mut entry = audit::entry_about("site_build.target_set", site_builds::subject(id), "ok", caller);
    entry.detail = serde_json::json!({ "project": target.project });
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            let build = site_builds::hold_idle(tx, id)?;
            nothing_on_its_way(tx, id)?;
            if let Some(before) = build
                .target
                .filter(|before| before.project == target.project && before.issue_type == target.issue_type)
            {
                if target.wanted.is_empty() {
                    target.wanted = before.wanted;
                }
                target.answers = before.answers;
            }
            store::site_builds::set_target(tx, id, &target)?;
            forget(tx, id)?;
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

/// What Jira says of the target.
async fn asked(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    target: &mut SiteTarget,
) -> Outcome<()> {
    let my = my_jira(resources, principal, &caller.request_id).await?;
    let asked = screen::ask(&my, target).await;
    let screen = my.heard(resources, principal, asked).await?;
    target.wanted = screen::demanded(&screen, target);
    target.offers = Some(screen::offers(&my, target, &screen, resources.clock.now()).await);
    Ok(())
}

/// Asks Jira anew what the project demands and offers.
pub(super) async fn refresh(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    id: SiteBuildId,
) -> Outcome<()> {
    let read = move |tx: &mut store::Tx| -> Outcome<_> {
        Ok((must_have(tx, id)?.target, store::connections::list(tx)?))
    };
    let (before, connections) = resources.store.of(principal).read(read).await?;
    must_have_jira(dots(&connections))?;
    let before = before.ok_or_else(|| Failure::not_found("form"))?;
    let mut target = before.clone();
    asked(resources, caller, principal, &mut target).await?;
    let write = move |tx: &mut store::Tx| -> Outcome<()> {
        let build = site_builds::hold_idle(tx, id)?;
        if !build.target.as_ref().is_some_and(|target| is_same(target, &before)) {
            return Err(site_builds::changed_elsewhere());
        }
        Ok(store::site_builds::set_target(tx, id, &target)?)
    };
    resources.store.of(principal).write(write).await
}

/// Whether two say the same, whatever Jira has told of the project meanwhile.
pub(super) fn is_same(one: &SiteTarget, other: &SiteTarget) -> bool {
    let said = |target: &SiteTarget| {
        let SiteTarget { project, issue_type, epic, epics, labels, answers, wanted: _, offers: _ } =
            target.clone();
        (project, issue_type, epic, epics, labels, answers)
    };
    said(one) == said(other)
}

/// Forgets what would be sent of tickets that are not in Jira.
fn forget(tx: &mut store::Tx, id: SiteBuildId) -> Outcome<()> {
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
