//! Issues whose tickets' rows changed after they were created: looked at in Jira, what could be written is frozen, and what
//! becomes of each is a person's choice.

use super::{
    changes::{Due, ISSUES, agreed, due, latest},
    make::kept_rows,
    must_have,
};
use crate::{
    Resources,
    accounts::sessions::dots,
    audit,
    connections::{must_have_jira, my_jira},
    exporting::{
        payload,
        updates::{self, Frozen, UpdateIssues, seen},
    },
    failures, issue_text, site_builds,
};
use atlassian::jira::Issue;
use contract::{
    Outcome,
    commands::{ChooseWay, ExportTickets},
    services::Caller,
    views::{StartedWork, TicketOrigin, UpdateState, UpdateWay},
};
use domain::{
    failure::{Category, Failure},
    ids::{OperationId, SiteBuildId, SiteTicketId},
    jira::IssueKey,
    limits,
    principal::Principal,
    text::length,
};
use jobs::{Job, NewJob, Runner};
use serde_json::{Value, json};
use settings::SiteKind;
use sha2::{Digest, Sha256};
use site_spec::plan::{sentences_of, versions, with_rows, with_sentences};
use std::collections::{BTreeMap, HashMap};
use store::{
    Tx,
    site_builds::SiteBuild,
    site_tickets::{self, TicketRows, Update},
};

/// Issues that Jira is asked for at once.
const AT_ONCE: usize = 20;
/// Characters of a description that is written anew; a longer text stands in a file beside its issue.
const LONG: usize = 30_000;
/// Characters of a comment, at most.
const COMMENT: usize = 20_000;

/// A ticket with everything that what could be written is made of.
struct Ready {
    due: Due,
    body: String,
    proposal: Option<String>,
    rows: TicketRows,
    /// The description that its issue was given.
    sent: Option<Value>,
}

fn read(tx: &mut Tx, id: SiteBuildId) -> Outcome<(SiteBuild, Vec<Ready>)> {
    let build = must_have(tx, id)?;
    site_builds::must_be_idle(tx, &build)?;
    must_have_jira(dots(&store::connections::list(tx)?))?;
    let mut rows = site_tickets::rows(tx, id)?;
    let mut ready = Vec::new();
    for due in due(tx, id)?.into_iter().take(ISSUES) {
        let ticket = due.ticket.id;
        let Some((_, body, proposal)) = site_tickets::get(tx, ticket)? else { continue };
        let bytes = site_tickets::payload(tx, ticket)?;
        let payload = bytes.map(|bytes| payload::read(&bytes)).transpose()?;
        let sent = payload.and_then(|payload| payload.rest["fields"].get("description").cloned());
        let rows = rows.remove(&ticket).unwrap_or_default();
        ready.push(Ready { due, body, proposal, rows, sent });
    }
    Ok((build, ready))
}

/// Asks Jira what stands in these issues now, and freezes what could be written.
pub(super) async fn look(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    id: SiteBuildId,
) -> Outcome<u32> {
    let (build, ready) = resources.store.of(principal).read(move |tx| read(tx, id)).await?;
    let (name, made_from) = (build.name, build.made_from);
    if ready.is_empty() {
        return Err(Failure::user("site_build.nothing_to_update", "No issue is behind its ticket’s rows."));
    }
    let my = my_jira(resources, principal, &caller.request_id).await?;
    let mut found: HashMap<IssueKey, Issue> = HashMap::new();
    let keys: Vec<&str> = ready.iter().map(|ready| ready.due.key.as_str()).collect();
    for keys in keys.chunks(AT_ONCE) {
        let asked = my.jira.by_key(keys, &["description"]).await.map_err(|error| failures::jira(&error));
        for issue in my.heard(resources, principal, asked).await? {
            if let Ok(key) = IssueKey::parse(&issue.key) {
                found.insert(key, issue);
            }
        }
    }
    let operations: Vec<OperationId> =
        std::iter::repeat_with(|| resources.store.new_id()).take(ready.len()).collect();
    let cloud = my.kind == SiteKind::Cloud;
    let rendering = move || {
        let one = |(ready, operation): (Ready, OperationId)| {
            let issue = found.get(&ready.due.key);
            update(&ready, issue, operation, &name, cloud)
        };
        ready.into_iter().zip(operations).map(one).collect::<Outcome<Vec<_>>>()
    };
    let updates = tokio::task::spawn_blocking(rendering).await.map_err(|_| Failure::internal())??;
    let mut entry = audit::entry_about("site_build.issues_looked_at", site_builds::subject(id), "ok", caller);
    entry.detail = json!({ "issues": updates.len() });
    let count = u32::try_from(updates.len()).unwrap_or(u32::MAX);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            let build = site_builds::hold_idle(tx, id)?;
            // The tickets were brought up to date with other sheets meanwhile.
            if build.made_from != made_from {
                return Err(site_builds::changed_elsewhere());
            }
            let due: Vec<SiteTicketId> = due(tx, id)?.into_iter().map(|due| due.ticket.id).collect();
            for known in site_tickets::updates(tx, id)? {
                site_tickets::drop_update(tx, known.ticket)?;
            }
            for (update, payload) in updates.iter().filter(|(update, _)| due.contains(&update.ticket)) {
                site_tickets::put_update(tx, update, payload)?;
            }
            Ok(store::audit::record(tx, &entry)?)
        })
        .await?;
    Ok(count)
}

/// What could be written to one issue.
fn update(
    ready: &Ready,
    issue: Option<&Issue>,
    operation: OperationId,
    build: &str,
    cloud: bool,
) -> Outcome<(Update, Vec<u8>)> {
    let Ready { due, body, proposal, rows, sent } = ready;
    let text = match (proposal, due.ticket.origin) {
        // What people wrote stays, and so do a model's sentences; what rows say is new.
        (Some(proposal), TicketOrigin::Person) => with_rows(body, proposal),
        (Some(proposal), TicketOrigin::Model) => with_sentences(proposal, &sentences_of(body)),
        (Some(proposal), TicketOrigin::Rows) => proposal.clone(),
        (None, _) => body.clone(),
    };
    let there = issue.map(|issue| issue_text::long(issue, "description")).unwrap_or_default();
    let as_sent = sent.as_ref().map(issue_text::of_value);
    let theirs = issue.filter(|_| as_sent.as_ref() != Some(&there)).map(|_| there.clone());
    let description = proposal.as_ref().filter(|_| !due.gone).and_then(|_| description(&text, cloud));
    let way = if description.is_none() || theirs.is_some() { UpdateWay::Comment } else { UpdateWay::Update };
    let reference = format!("update {operation}");
    let said = comment(due, rows, build, &reference);
    let frozen = Frozen {
        key: due.key.clone(),
        comment: if cloud { markup::to_adf(&said) } else { json!(markup::to_wiki(&said)) },
        description,
        reference,
        sent: sent.clone(),
    };
    let payload =
        serde_json::to_vec(&frozen).map_err(|error| failures::internal("an update's payload", &error))?;
    let missing = issue.is_none().then(|| {
        Failure::user("site_ticket.issue_gone", format!("Jira does not show {} any more.", due.key))
            .with_next("It was deleted or moved, or you may not see it. Nothing is written to it.")
    });
    let update = Update {
        ticket: due.ticket.id,
        operation,
        way: if missing.is_some() { UpdateWay::Leave } else { way },
        state: if missing.is_some() { UpdateState::Refused } else { UpdateState::Open },
        seen_sha256: seen(&there),
        theirs,
        body: text,
        payload_sha256: hex::encode(Sha256::digest(&payload)),
        failure: missing,
        looked_at: domain::time::Timestamp::from_millis(0),
    };
    Ok((update, payload))
}

/// A text as Jira's description, where it fits into one.
fn description(text: &str, cloud: bool) -> Option<Value> {
    if length(text) > LONG {
        return None;
    }
    if cloud {
        return Some(markup::to_adf(text))
            .filter(|document| markup::adf_check::problems(document).is_empty());
    }
    Some(markup::to_wiki(text)).filter(|wiki| length(wiki) <= limits::JIRA_DESCRIPTION).map(Value::String)
}

/// What a comment says, Markdown. Its last line is how it is found again.
fn comment(due: &Due, rows: &TicketRows, build: &str, reference: &str) -> String {
    let build: String = build.chars().filter(|c| !"*_`[]<>|\\".contains(*c)).collect();
    let mut words = if due.gone {
        format!(
            "The specification “{build}” has changed: what this issue is about is no longer in it, or is not built any more."
        )
    } else {
        let (before, now) = (kept_rows(&rows.source), kept_rows(latest(rows)));
        match versions::compare(&before, &now, &BTreeMap::new()).as_slice() {
            [] => {
                format!("The specification “{build}” has changed: what this issue is about is in it again.")
            }
            changes => {
                format!("The specification “{build}” has changed:\n\n{}", versions::in_words(changes))
            }
        }
    };
    if length(&words) > COMMENT {
        let end = words.char_indices().nth(COMMENT).map_or(words.len(), |(at, _)| at);
        // Whole lines, so that no escape is cut.
        let end = words[..end].rfind('\n').unwrap_or(0);
        words.truncate(end);
        words.push_str("\n\nThere is more, which does not fit into a comment.");
    }
    format!("{words}\n\nReference: {reference}\n")
}

/// Says what becomes of one issue, or of all. Of all, descriptions that people changed in Jira are not written anew: that is
/// said of one at a time, by whoever has seen it.
pub(super) async fn choose(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: ChooseWay,
) -> Outcome<()> {
    let ChooseWay { build: id, ticket, way } = command;
    let mut entry = audit::entry_about("site_build.way_chosen", site_builds::subject(id), "ok", caller);
    entry.detail = json!({ "way": way, "ticket": ticket });
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            site_builds::hold_idle(tx, id)?;
            let mut known = false;
            for update in site_tickets::updates(tx, id)? {
                let meant = ticket.is_none_or(|one| one == update.ticket);
                // What may be on its way can only be given up, by somebody who has looked in Jira.
                let is_given_up = update.state == UpdateState::Doubtful
                    && way == UpdateWay::Leave
                    && ticket == Some(update.ticket);
                if !meant || (update.state != UpdateState::Open && !is_given_up) {
                    continue;
                }
                known = true;
                if way == UpdateWay::Update {
                    let bytes = site_tickets::update_payload(tx, update.ticket)?.unwrap_or_default();
                    let can = updates::read(&bytes)?.description.is_some();
                    if !can && ticket.is_some() {
                        return Err(Failure::field(
                            "site_ticket.no_description",
                            "way",
                            "Its text does not fit into a description, or its rows are gone. A comment is possible.",
                        ));
                    }
                    if !can || (ticket.is_none() && update.theirs.is_some()) {
                        continue;
                    }
                }
                site_tickets::choose_way(tx, update.ticket, way)?;
            }
            if !known && ticket.is_some() {
                return Err(Failure::not_found("issue to change"));
            }
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

/// Writes what was looked at, or goes on with it.
pub(super) async fn start(
    resources: &Resources,
    runner: &Runner,
    caller: &Caller,
    principal: &Principal,
    command: ExportTickets,
) -> Outcome<StartedWork> {
    let (owner, most) = (runner.place(UpdateIssues::LANE), runner.per_person());
    let caller = caller.clone();
    let id = command.build;
    let (started, enqueued) = resources
        .store
        .of(principal)
        .write_durably(move |tx| -> Outcome<_> {
            // Holds the build, so that two starts at once come one after the other.
            if !store::site_builds::active(tx, id)? {
                return Err(site_builds::gone());
            }
            let build = must_have(tx, id)?;
            let last = build.export_job.map(|job| store::jobs::view(tx, job)).transpose()?.flatten();
            let last = last.filter(|job| job.kind == UpdateIssues::KIND);
            if let Some(job) = last.as_ref().filter(|job| job.state.is_active()) {
                return Ok((StartedWork { build: id, job: job.id }, None));
            }
            site_builds::must_be_idle(tx, &build)?;
            let updates = site_tickets::updates(tx, id)?;
            match (agreed(&updates), last) {
                (Some(sha256), _) if sha256 == command.sha256 => {}
                // A start that comes when its work has come to its end already.
                (None, Some(job)) => return Ok((StartedWork { build: id, job: job.id }, None)),
                _ => {
                    return Err(Failure::new(
                        "site_build.other_updates",
                        Category::Conflict,
                        "What you looked at is not what would be written now, so nothing was written.",
                    )
                    .with_next("Look at the list again."));
                }
            }
            must_have_jira(dots(&store::connections::list(tx)?))?;
            let new = NewJob::of(&UpdateIssues { build: id })
                .map_err(|error| failures::internal("a job's payload", &error))?
                .deduplicated(format!("updates:{id}"))
                .claimed_by(owner)
                .at_most(most)
                .traced(caller.request_id.clone());
            let job = store::jobs::enqueue(tx, new)?;
            store::site_builds::set_export_job(tx, id, job.id)?;
            let subject = site_builds::subject(id);
            let mut entry = audit::entry_about("site_build.issues_update", subject, "started", &caller);
            entry.detail = json!({ "sha256": command.sha256 });
            store::audit::record(tx, &entry)?;
            let started = StartedWork { build: id, job: job.id };
            Ok((started, (!job.existing).then_some(job)))
        })
        .await?;
    if let Some(job) = enqueued {
        runner.run_claimed(job);
    }
    Ok(started)
}
