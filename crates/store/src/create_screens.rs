//! What Jira asks for when an issue is created, per project and kind, and what the person answered.

use crate::{
    StoreError, Tx,
    decode::{json_opt, to_json},
    schema::create_screens,
};
use contract::views::ScreenAnswers;
use diesel::prelude::*;
use domain::{
    jira::{IssueKind, ProjectKey},
    time::Timestamp,
};
use serde::{Serialize, de::DeserializeOwned};

/// What is known of a create screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known<S> {
    /// As Jira told it. One that no longer has the expected shape counts as not known.
    pub screen: Option<S>,
    /// What was answered last.
    pub answers: Option<ScreenAnswers>,
    /// When Jira told it.
    pub fetched_at: Timestamp,
}

/// What is known of the screen of a project and kind.
pub fn get<S: DeserializeOwned>(
    tx: &mut Tx,
    project: &ProjectKey,
    kind: IssueKind,
) -> Result<Option<Known<S>>, StoreError> {
    let owner = tx.owner();
    let row: Option<(String, Option<String>, i64)> = create_screens::table
        .find((owner, project.as_str(), kind.as_str()))
        .select((create_screens::screen, create_screens::answers, create_screens::fetched_at))
        .first(tx.conn())
        .optional()?;
    row.map(|(screen, answers, at)| {
        Ok(Known {
            screen: serde_json::from_str(&screen).ok(),
            answers: json_opt("answers", answers.as_deref())?,
            fetched_at: Timestamp::from_millis(at),
        })
    })
    .transpose()
}

/// Keeps what Jira told just now. What was answered stays.
pub fn keep<S: Serialize>(
    tx: &mut Tx,
    project: &ProjectKey,
    kind: IssueKind,
    screen: &S,
) -> Result<(), StoreError> {
    let (owner, now, screen) = (tx.owner(), tx.millis(), to_json(screen)?);
    on_either!(tx.conn(), conn => {
        diesel::insert_into(create_screens::table)
            .values((
                create_screens::user_id.eq(&owner),
                create_screens::project.eq(project.as_str()),
                create_screens::kind.eq(kind.as_str()),
                create_screens::screen.eq(&screen),
                create_screens::fetched_at.eq(now),
            ))
            .on_conflict((create_screens::user_id, create_screens::project, create_screens::kind))
            .do_update()
            .set((create_screens::screen.eq(&screen), create_screens::fetched_at.eq(now)))
            .execute(conn)?;
    });
    Ok(())
}

/// Remembers what was answered, for the next drafts. Says whether the screen is known.
pub fn remember(
    tx: &mut Tx,
    project: &ProjectKey,
    kind: IssueKind,
    answers: &ScreenAnswers,
) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let changed = diesel::update(create_screens::table.find((owner, project.as_str(), kind.as_str())))
        .set(create_screens::answers.eq(to_json(answers)?))
        .execute(tx.conn())?;
    Ok(changed == 1)
}
