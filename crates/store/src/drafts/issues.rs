//! The issues in Jira that drafts became, or stand for.

use super::record::Issue;
use crate::{StoreError, Tx, decode::without_nul, failures, schema::drafts};
use contract::views::DraftStatus;
use diesel::prelude::*;
use domain::{ids::DraftId, jira::IssueKey};

/// Names the issue a draft became, wherever the draft was before: that it is in Jira is a fact.
/// [`Issue::at`] is replaced by the transaction's time.
pub fn set_issue(tx: &mut Tx, id: DraftId, issue: &Issue) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(drafts::table.find(id.to_string()))
        .filter(drafts::user_id.eq(owner))
        .set((
            drafts::status.eq(DraftStatus::Created.as_str()),
            drafts::issue_key.eq(issue.key.as_str()),
            drafts::issue_url.eq(&issue.url),
            drafts::issue_transport.eq(&issue.transport),
            drafts::issue_at.eq(now),
            drafts::failure.eq(None::<String>),
            drafts::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    if changed == 1 {
        failures::resolve(tx, &failures::of_draft(id))?;
        below(tx, id, issue)?;
    }
    Ok(changed == 1)
}

/// Makes a draft that is `ready` stand for an issue that was in Jira before it; see
/// [`Draft::is_adopted`](super::Draft::is_adopted). Says whether there is such a draft.
pub fn adopt(tx: &mut Tx, id: DraftId, key: &IssueKey, url: &str) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(drafts::table.find(id.to_string()))
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::status.eq(DraftStatus::Ready.as_str()))
        .filter(drafts::issue_key.is_null())
        .set((
            drafts::issue_key.eq(key.as_str()),
            drafts::issue_url.eq(without_nul(url)),
            drafts::issue_transport.eq(Issue::ADOPTED),
            drafts::issue_at.eq(now),
            drafts::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// The parts of a draft that became an issue belong to that issue, unless they belong to another one already.
fn below(tx: &mut Tx, whole: DraftId, issue: &Issue) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::update(drafts::table)
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::part_of.eq(whole.to_string()))
        .filter(drafts::parent.is_null())
        .filter(drafts::issue_key.is_null())
        .set(drafts::parent.eq(issue.key.as_str()))
        .execute(tx.conn())?;
    Ok(())
}
