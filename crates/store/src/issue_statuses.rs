//! Where the issues that drafts became are in Jira, as it told last.

use crate::{
    StoreError, Tx,
    decode::{moment, without_nul, word},
    schema::issue_statuses::{self, dsl},
};
use diesel::prelude::*;
use domain::{jira::IssueKey, time::Timestamp};

/// What is known of one issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The issue.
    pub key: IssueKey,
    /// What Jira told last, and when.
    pub told: Option<(Told, Timestamp)>,
    /// When it was asked last.
    pub asked_at: Timestamp,
}

/// A status in Jira's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its name, such as "In Progress".
    pub status: String,
    /// Whether it counts as done.
    pub done: bool,
}

type Row = (String, Option<String>, bool, Option<i64>, i64);

fn read((key, status, done, told_at, asked_at): Row) -> Result<Known, StoreError> {
    let told = status.zip(moment(told_at)).map(|(status, at)| (Told { status, done }, at));
    let key = word("issue key", IssueKey::parse(&key).ok())?;
    Ok(Known { key, told, asked_at: Timestamp::from_millis(asked_at) })
}

/// What is known of these issues of the person's.
pub fn known(tx: &mut Tx, keys: &[IssueKey]) -> Result<Vec<Known>, StoreError> {
    let (owner, keys) = (tx.owner(), keys.iter().map(ToString::to_string));
    let rows: Vec<Row> = issue_statuses::table
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::issue_key.eq_any(keys.collect::<Vec<_>>()))
        .select((dsl::issue_key, dsl::status, dsl::done, dsl::told_at, dsl::asked_at))
        .load(tx.conn())?;
    rows.into_iter().map(read).collect()
}

/// Keeps what Jira told of an issue just now: nothing when it is gone, or cannot be seen any more.
pub fn keep(tx: &mut Tx, key: &IssueKey, told: Option<&Told>) -> Result<(), StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let columns = (
        dsl::status.eq(told.map(|told| without_nul(&told.status))),
        dsl::done.eq(told.is_some_and(|told| told.done)),
        dsl::told_at.eq(told.map(|_| now)),
        dsl::asked_at.eq(now),
    );
    on_either!(tx.conn(), conn => {
        diesel::insert_into(issue_statuses::table)
            .values((dsl::user_id.eq(&owner), dsl::issue_key.eq(key.as_str()), columns.clone()))
            .on_conflict((dsl::user_id, dsl::issue_key))
            .do_update()
            .set(columns)
            .execute(conn)?;
    });
    Ok(())
}

/// Keeps that Jira was asked just now and did not answer. What it told before stays.
pub fn keep_asked(tx: &mut Tx, key: &IssueKey) -> Result<(), StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    on_either!(tx.conn(), conn => {
        diesel::insert_into(issue_statuses::table)
            .values((
                dsl::user_id.eq(&owner),
                dsl::issue_key.eq(key.as_str()),
                dsl::done.eq(false),
                dsl::asked_at.eq(now),
            ))
            .on_conflict((dsl::user_id, dsl::issue_key))
            .do_update()
            .set(dsl::asked_at.eq(now))
            .execute(conn)?;
    });
    Ok(())
}
