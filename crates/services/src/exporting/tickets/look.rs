//! After a lost answer: which of the call's issues are in Jira? Nothing is sent again before that is known.

use crate::exporting::payload::PROPERTY;
use atlassian::jira::{Issue, Jira, JiraError};
use domain::{ids::OperationId, jira::IssueKey, time::Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// The issues of one call whose answer was lost.
#[derive(Debug, Clone)]
pub(super) struct Call {
    /// What they share.
    pub(super) label: Option<String>,
    /// Operations and the summaries they were sent with.
    pub(super) operations: Vec<(OperationId, String)>,
    /// When the first of them was sent.
    pub(super) since: Timestamp,
    /// When the last of them was sent.
    pub(super) until: Timestamp,
    /// Issues that are known to be somebody else's.
    pub(super) taken: BTreeSet<IssueKey>,
}

impl Call {
    /// A call with this label, of which one issue was sent then.
    pub(super) fn of(label: Option<String>, sent: Timestamp) -> Self {
        Self { label, operations: Vec::new(), since: sent, until: sent, taken: BTreeSet::new() }
    }
}

/// What Jira shows of them.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// Key and id of each that is there.
    pub(super) found: BTreeMap<OperationId, (IssueKey, String)>,
    /// What is missing proves something: the person sees the project, and everything they created.
    pub(super) proves: bool,
}

/// Looks once.
pub(super) async fn look(
    jira: &Jira,
    project: &str,
    lost: &Call,
    now: Timestamp,
) -> Result<Shown, JiraError> {
    let candidates = if let Some(label) = &lost.label {
        jira.find_by_label(label).await?
    } else {
        let minutes = u32::try_from(now.since(lost.since).as_secs() / 60).unwrap_or(u32::MAX);
        jira.recent_by_me(minutes.saturating_add(5)).await?
    };
    let mut shown = Shown::default();
    let mut unmarked = Vec::new();
    for issue in &candidates {
        let mark = jira.issue_property(&issue.key, PROPERTY).await?;
        let operation = mark.and_then(|mark| mark["id"].as_str().and_then(|id| id.parse().ok()));
        match operation {
            Some(operation) => note(&mut shown, operation, issue),
            None if lost.taken.iter().any(|key| key.as_str() == issue.key) => {}
            None => unmarked.push(issue),
        }
    }
    // A site that hides properties leaves label and summary; clones copy labels, but have another summary.
    if lost.label.is_some() {
        for (operation, summary) in &lost.operations {
            let same =
                |issue: &&&Issue| issue.fields.get("summary").is_some_and(|text| text == summary.as_str());
            let twice = lost.operations.iter().filter(|(_, other)| other == summary).count() > 1;
            let mut alike = unmarked.iter().filter(same);
            if let (Some(issue), None, false, false) =
                (alike.next(), alike.next(), twice, shown.found.contains_key(operation))
            {
                note(&mut shown, *operation, issue);
            }
        }
    }
    shown.found.retain(|operation, _| lost.operations.iter().any(|(wanted, _)| wanted == operation));
    // Of more than one page only the newest are known: copies of an issue bring its label along.
    let all_seen = candidates.len() < Jira::MAX_RECENT as usize;
    shown.proves = all_seen && jira.projects().await?.iter().any(|found| found.key == project);
    Ok(shown)
}

fn note(shown: &mut Shown, operation: OperationId, issue: &Issue) {
    if let Ok(key) = IssueKey::parse(&issue.key) {
        shown.found.insert(operation, (key, issue.id.clone()));
    }
}
