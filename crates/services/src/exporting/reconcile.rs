//! After a doubtful answer: is the issue in Jira? Nothing is sent again before that is known.

use super::payload::{PROPERTY, Payload};
use atlassian::jira::{Issue, Jira, JiraError};
use domain::{jira::IssueKey, time::Timestamp};
use store::operations::Operation;

/// What Jira shows of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Look {
    /// This issue is it.
    Found { key: IssueKey, id: String },
    /// Nothing, so far: search lags behind writes.
    Nothing,
    /// Nothing, and this person does not see the project or all that they created since, so it proves nothing ever.
    Blind,
}

/// Looks for the operation's marks: by its label in any project (automation moves issues), without one among what
/// the person created lately. The issue property decides.
pub(super) async fn look(
    jira: &Jira,
    payload: &Payload,
    operation: &Operation,
    now: Timestamp,
) -> Result<Look, JiraError> {
    let candidates = if let Some(label) = &payload.label {
        jira.find_by_label(label).await?
    } else {
        let since = operation.sent_at.unwrap_or(operation.created_at);
        let minutes = u32::try_from(now.since(since).as_secs() / 60).unwrap_or(u32::MAX).saturating_add(5);
        jira.recent_by_me(minutes).await?
    };
    for issue in &candidates {
        let mark = jira.issue_property(&issue.key, PROPERTY).await?;
        if mark.is_some_and(|mark| mark["id"] == payload.operation.to_string().as_str()) {
            return Ok(found(issue).unwrap_or(Look::Nothing));
        }
    }
    // The label names this one operation; a site that hides properties leaves it as the only mark. Cloned issues
    // copy labels, so it has to be the only one.
    if let (Some(_), [issue]) = (&payload.label, candidates.as_slice()) {
        return Ok(found(issue).unwrap_or(Look::Nothing));
    }
    // Of more than one page only the newest are known, so what is missing there proves nothing.
    if candidates.len() >= Jira::MAX_RECENT as usize {
        return Ok(Look::Blind);
    }
    let sees = jira.projects().await?.iter().any(|project| project.key == payload.project);
    Ok(if sees { Look::Nothing } else { Look::Blind })
}

fn found(issue: &Issue) -> Option<Look> {
    Some(Look::Found { key: IssueKey::parse(&issue.key).ok()?, id: issue.id.clone() })
}
