//! What went wrong with a draft, kept over retries.

use crate::{
    StoreError, Tx,
    decode::{json, moment, to_json},
    schema::failures,
};
use diesel::prelude::*;
use domain::{failure::Failure, ids::AuditId, time::Timestamp};

/// A kept failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFailure {
    /// What went wrong.
    pub failure: Failure,
    /// When it happened.
    pub at: Timestamp,
    /// When it was solved.
    pub resolved_at: Option<Timestamp>,
}

/// Keeps a failure of `subject`, such as `draft:<id>`.
pub fn keep(tx: &mut Tx, subject: &str, failure: &Failure) -> Result<(), StoreError> {
    let (owner, now, id) = (tx.owner(), tx.millis(), tx.new_id::<AuditId>());
    diesel::insert_into(failures::table)
        .values((
            failures::id.eq(id.to_string()),
            failures::user_id.eq(owner),
            failures::subject.eq(subject),
            failures::code.eq(&failure.code),
            failures::failure.eq(to_json(failure)?),
            failures::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Marks every failure of `subject` as solved.
pub fn resolve(tx: &mut Tx, subject: &str) -> Result<usize, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    Ok(diesel::update(failures::table)
        .filter(failures::user_id.eq(owner))
        .filter(failures::subject.eq(subject))
        .filter(failures::resolved_at.is_null())
        .set(failures::resolved_at.eq(now))
        .execute(tx.conn())?)
}

/// Every failure of `subject`, newest first.
pub fn list(tx: &mut Tx, subject: &str) -> Result<Vec<KeptFailure>, StoreError> {
    let owner = tx.owner();
    let rows: Vec<(String, i64, Option<i64>)> = failures::table
        .filter(failures::user_id.eq(owner))
        .filter(failures::subject.eq(subject))
        .select((failures::failure, failures::created_at, failures::resolved_at))
        .order((failures::created_at.desc(), failures::id.desc()))
        .load(tx.conn())?;
    rows.into_iter()
        .map(|(failure, at, resolved_at)| {
            Ok(KeptFailure {
                failure: json("failure", &failure)?,
                at: Timestamp::from_millis(at),
                resolved_at: moment(resolved_at),
            })
        })
        .collect()
}
