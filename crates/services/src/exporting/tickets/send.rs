//! Sending one call's worth of issues. The ledger knows of it before the first byte leaves, and of every answer.

use super::Run;
use crate::{exporting::payload, failures};
use atlassian::jira::{Created, Effect, JiraError};
use bytes::Bytes;
use contract::Outcome as Answered;
use domain::{failure::Failure, ids::SiteTicketId, jira::IssueKey};
use outbound::{OutboundError, Phase};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::time::Duration;
use store::{
    Tx,
    operations::{self, Operation},
    site_tickets::{self, LeftOut},
};

/// Fields without which an issue is better than none, as people call them.
const DISPENSABLE: &[(&str, &str)] = &[
    ("priority", "the priority"),
    ("assignee", "the assignee"),
    ("components", "the components"),
    ("parent", "the parent"),
];

/// How one call went.
#[derive(Debug)]
pub(super) enum Sent {
    /// Every answer is in the ledger.
    Answered,
    /// The answer was lost: it is not known what became of any of them.
    Lost,
    /// Jira asks to slow down; nothing was done.
    SlowDown(Option<Duration>),
    /// Jira was not reached; nothing was done.
    NotReached(Failure),
    /// Jira took nothing of it, for a reason that may lie in one of the issues.
    TooMuch,
    /// Something was changed at this moment; nothing was sent.
    Stale,
    /// It makes no sense to go on.
    Hopeless(Failure),
}

const STALE: &str = "site_ticket.stale";

fn stale() -> Failure {
    Failure::temporary(STALE, "A ticket was changed at this moment.")
}

/// One issue of a call.
pub(super) struct One {
    pub(super) ticket: SiteTicketId,
    pub(super) operation: Operation,
    /// As it was frozen.
    pub(super) payload: Vec<u8>,
}

fn body(batch: &[One]) -> Answered<Bytes> {
    let updates: Vec<Value> = batch
        .iter()
        .map(|one| payload::read(&one.payload).map(|payload| payload.rest))
        .collect::<Result<_, _>>()?;
    let body = serde_json::to_vec(&json!({ "issueUpdates": updates }));
    Ok(Bytes::from(body.map_err(|error| failures::internal("a call's body", &error))?))
}

/// Sends the issues once. What became of each is in the ledger.
pub(super) async fn send(run: &Run<'_>, batch: Vec<One>) -> Answered<Sent> {
    let body = body(&batch)?;
    let (fence, deadline) = (run.ctx.fence(), run.env.clock.now().plus(run.env.timing.deadline));
    let mut wanted: Vec<_> = batch.iter().map(|one| (one.ticket, one.operation.clone())).collect();
    // In one order, so that two who hold tickets cannot stand in each other's way.
    wanted.sort_by_key(|(ticket, _)| *ticket);
    let marked = run
        .write_durably(move |tx| -> Answered<()> {
            for (ticket, operation) in &wanted {
                let label = operation.label.as_deref();
                // Held, so that nobody changes it between what is read and what is sent.
                if !(site_tickets::hold(tx, *ticket, &operation.payload_sha256)?
                    && operations::mark_sending(tx, operation.id, fence, deadline, label)?)
                {
                    return Err(stale());
                }
            }
            Ok(())
        })
        .await;
    match marked {
        Err(failure) if failure.code == STALE => return Ok(Sent::Stale),
        other => other?,
    }
    let count = batch.len();
    let answer =
        tokio::time::timeout(run.env.timing.deadline, run.access.jira.create_issues(body, count)).await;
    let answer = answer.unwrap_or(Err(JiraError::Unavailable(OutboundError::Timeout { phase: Phase::Body })));
    let (answers, sent) = match answer {
        Ok(answers) => {
            let slow = answers.iter().find_map(|answer| match answer {
                Err(JiraError::RateLimited { retry_after }) => Some(Sent::SlowDown(*retry_after)),
                _ => None,
            });
            (answers, slow.unwrap_or(Sent::Answered))
        }
        Err(error) => {
            let sent = how(&error, count);
            (vec![Err(error); count], sent)
        }
    };
    let certain = !matches!(sent, Sent::Answered | Sent::Lost | Sent::SlowDown(_));
    let recorded = run
        .record_durably(move |tx| -> Answered<()> {
            for (one, answer) in batch.iter().zip(answers) {
                record(tx, one, answer, fence, certain)?;
            }
            Ok(())
        })
        .await;
    // What could not be recorded stays `sending`; after its deadline it counts as doubtful and is looked up.
    recorded?;
    Ok(sent)
}

/// What it means that Jira answered nothing but an error.
fn how(error: &JiraError, count: usize) -> Sent {
    let failure = failures::jira(error);
    match (error, error.effect()) {
        (JiraError::RateLimited { retry_after }, _) => Sent::SlowDown(*retry_after),
        (_, Effect::None) => Sent::NotReached(failure),
        (JiraError::Rejected { .. }, Effect::Rejected) if count > 1 => Sent::TooMuch,
        (_, Effect::Doubtful) => Sent::Lost,
        (JiraError::Rejected { .. }, Effect::Rejected) => Sent::Answered,
        (_, Effect::Rejected) => Sent::Hopeless(failure),
    }
}

fn record(
    tx: &mut Tx,
    one: &One,
    answer: Result<Created, JiraError>,
    fence: i32,
    certain: bool,
) -> Answered<()> {
    let id = one.operation.id;
    match answer {
        Ok(created) => match IssueKey::parse(&created.key) {
            Ok(key) => operations::mark_created(tx, id, &key, Some(&created.id))?,
            // A key nobody can read proves nothing; the look-up will find the issue.
            Err(_) => operations::mark_doubtful(tx, id, fence, None)?,
        },
        Err(error) => {
            let failure = of_ticket(&error);
            match error.effect() {
                // Jira refused the call as a whole, or was not there: this issue was not even looked at.
                Effect::Rejected if certain => operations::mark_not_sent(tx, id, fence, Some(&failure))?,
                Effect::None => operations::mark_not_sent(tx, id, fence, Some(&failure))?,
                Effect::Doubtful => operations::mark_doubtful(tx, id, fence, Some(&failure))?,
                Effect::Rejected => {
                    operations::mark_rejected(tx, id, fence, &failure)?;
                    go_without(tx, one, &failure)?
                }
            }
        }
    };
    Ok(())
}

fn of_ticket(error: &JiraError) -> Failure {
    let failure = failures::jira(error);
    match error {
        JiraError::Rejected { .. } => {
            failure.with_next("Correct the ticket, check the tickets again, and start the export again.")
        }
        _ => failure,
    }
}

/// Where Jira only minds what an issue can do without, it goes without, and a person sets it by hand.
fn go_without(tx: &mut Tx, one: &One, failure: &Failure) -> Answered<bool> {
    let mut payload = payload::read(&one.payload)?;
    let Some((kept, left)) = without(&payload.rest, failure) else { return Ok(false) };
    payload.rest = kept;
    let bytes =
        serde_json::to_vec(&payload).map_err(|error| failures::internal("a ticket's payload", &error))?;
    let sha256 = hex::encode(Sha256::digest(&bytes));
    let mut fixes = site_tickets::get(tx, one.ticket)?.map(|(ticket, _, _)| ticket.fixes).unwrap_or_default();
    fixes.extend(left);
    site_tickets::set_fixes(tx, one.ticket, &fixes, &bytes, &sha256)?;
    Ok(operations::plan_without(tx, one.operation.id, &sha256)?)
}

/// The body without what Jira would not take, when an issue can do without all of that.
fn without(rest: &Value, failure: &Failure) -> Option<(Value, Vec<LeftOut>)> {
    if failure.fields.is_empty() {
        return None;
    }
    let mut rest = rest.clone();
    let fields = rest.get_mut("fields")?.as_object_mut()?;
    let mut left = Vec::new();
    for refused in &failure.fields {
        let known = DISPENSABLE.iter().find(|(id, _)| *id == refused.field).map(|(_, name)| *name);
        let value = fields.get(&refused.field)?;
        // An epic link is a field of the site's own whose value is an issue's key.
        let is_epic = || value.as_str().is_some_and(|text| IssueKey::parse(text).is_ok());
        let name = known.or_else(|| is_epic().then_some("the epic link"))?;
        left.push(LeftOut { field: name.to_owned(), value: in_words(value), why: refused.message.clone() });
        fields.remove(&refused.field);
    }
    Some((rest, left))
}

fn in_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(in_words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let named = ["name", "key", "value", "id", "accountId"].iter().find_map(|key| fields.get(*key));
            named.map(in_words).unwrap_or_default()
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_goes_without_what_it_can_do_without_and_nothing_else() {
        let rest = json!({"fields": {
            "summary": "A", "priority": {"name": "Blocker"}, "components": [{"name": "Web"}, {"name": "App"}],
            "customfield_1": "WEB-12", "customfield_2": "East",
        }});
        let refusal = |fields: &[&str]| {
            let none = Failure::user("jira.rejected", "No.");
            fields.iter().fold(none, |failure, field| failure.with_field(field, "Not this."))
        };
        let (kept, left) = without(&rest, &refusal(&["priority", "components", "customfield_1"])).unwrap();
        assert_eq!(kept, json!({"fields": {"summary": "A", "customfield_2": "East"}}));
        let values: Vec<_> = left.iter().map(|left| left.value.as_str()).collect();
        assert_eq!(values, ["Blocker", "Web, App", "WEB-12"]);
        for firm in [&["summary"][..], &["customfield_2"], &["priority", "summary"], &["unknown"], &[]] {
            assert_eq!(without(&rest, &refusal(firm)), None, "{firm:?}");
        }
    }
}
