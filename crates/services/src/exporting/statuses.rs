//! Where the issues that drafts became are in Jira now.

use crate::{
    Resources,
    connections::{jira_gate, my_jira},
};
use atlassian::jira::{Issue, JiraError};
use contract::{Outcome, services::Caller, views::IssueStatus};
use domain::{jira::IssueKey, principal::Principal, text::one_line};
use std::{collections::BTreeMap, time::Duration};
use store::issue_statuses::{self, Known, Told};

/// How long what Jira told is good enough; it is also left alone for so long when it did not answer.
const GOOD_FOR: Duration = Duration::from_mins(5);
/// How long a page waits for Jira. After that it shows what is known.
const PATIENCE: Duration = Duration::from_secs(2);
/// A status as it is shown, in characters; Jira's names have at most 60.
const LONGEST: usize = 60;

/// The status of each of these issues that one is known of. Jira is asked for those it has not been asked for lately;
/// when it does not answer in time, or may not be asked, what it told before is shown.
pub(crate) async fn look(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    keys: Vec<IssueKey>,
) -> Outcome<BTreeMap<IssueKey, IssueStatus>> {
    if keys.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut known = known(resources, principal, keys.clone()).await?;
    let now = resources.clock.now();
    let fresh =
        |key: &IssueKey| known.iter().any(|known| known.key == *key && now.since(known.asked_at) < GOOD_FOR);
    let mut due: Vec<IssueKey> = keys.iter().filter(|key| !fresh(key)).cloned().collect();
    // In one order, so that two pages at once cannot stand in each other's way.
    due.sort();
    if !due.is_empty() && may_ask(resources, principal).await? {
        let told = ask(resources, caller, principal, &due).await;
        match keep(resources, principal, due, told).await {
            Ok(()) => known = self::known(resources, principal, keys).await?,
            // The page is not about this.
            Err(failure) => tracing::debug!(code = failure.code, "the status of issues was not kept"),
        }
    }
    let shown = |known: Known| {
        let (told, at) = known.told?;
        Some((known.key, IssueStatus { name: told.status, done: told.done, at }))
    };
    Ok(known.into_iter().filter_map(shown).collect())
}

/// Keeps what Jira told; without an answer, that it was asked.
async fn keep(
    resources: &Resources,
    principal: &Principal,
    due: Vec<IssueKey>,
    told: Option<BTreeMap<IssueKey, Told>>,
) -> Outcome<()> {
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            for key in &due {
                match &told {
                    Some(told) => issue_statuses::keep(tx, key, told.get(key))?,
                    None => issue_statuses::keep_asked(tx, key)?,
                }
            }
            Ok(())
        })
        .await
}

async fn known(resources: &Resources, principal: &Principal, keys: Vec<IssueKey>) -> Outcome<Vec<Known>> {
    Ok(resources.store.of(principal).read(move |tx| issue_statuses::known(tx, &keys)).await?)
}

/// Whether the person's token works and they are there themselves: nothing is asked in a program's name.
async fn may_ask(resources: &Resources, principal: &Principal) -> Outcome<bool> {
    if principal.in_person().is_err() {
        return Ok(false);
    }
    let rows = resources.store.of(principal).read(store::connections::list).await?;
    Ok(jira_gate(crate::accounts::sessions::dots(&rows)).is_none())
}

/// What Jira tells, without those that are gone or cannot be seen; nothing when it does not answer in time or refuses.
async fn ask(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    keys: &[IssueKey],
) -> Option<BTreeMap<IssueKey, Told>> {
    let asking = async {
        let my = my_jira(resources, principal, &caller.request_id).await?;
        let names: Vec<&str> = keys.iter().map(IssueKey::as_str).collect();
        let answer = my
            .jira
            .by_key(&names, &["status"])
            .await
            .map_err(|error: JiraError| crate::failures::jira(&error));
        my.heard(resources, principal, answer).await
    };
    match tokio::time::timeout(PATIENCE, asking).await {
        Ok(Ok(issues)) => Some(issues.iter().filter_map(told).collect()),
        Ok(Err(failure)) => {
            tracing::debug!(code = failure.code, "the status of issues is not known");
            None
        }
        Err(_) => None,
    }
}

fn told(issue: &Issue) -> Option<(IssueKey, Told)> {
    let status = issue.fields.get("status")?;
    let name: String = one_line(status.get("name")?.as_str()?).chars().take(LONGEST).collect();
    let category = status.get("statusCategory").and_then(|category| category.get("key")?.as_str());
    let key = IssueKey::parse(&issue.key).ok()?;
    (!name.is_empty()).then(|| (key, Told { status: name, done: category == Some("done") }))
}
