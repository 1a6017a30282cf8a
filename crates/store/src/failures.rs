//! What went wrong, kept over retries. A subject is what it is about, such as `draft:<id>` or `kind:<kind of job>`.

use crate::{
    StoreError, Tx,
    connection::AnyConnection,
    decode::{json, moment, to_json},
    schema::{background_jobs, drafts, failures},
};
use diesel::prelude::*;
use domain::{
    failure::Failure,
    ids::{AuditId, DraftId},
    time::Timestamp,
};

/// A kept failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFailure {
    /// What it is about.
    pub subject: String,
    /// What went wrong.
    pub failure: Failure,
    /// When it happened.
    pub at: Timestamp,
    /// When it was solved.
    pub resolved_at: Option<Timestamp>,
}

/// What failures of a draft are kept under.
pub fn of_draft(draft: DraftId) -> String {
    format!("draft:{draft}")
}

/// Keeps a failure of `subject`.
pub fn keep(tx: &mut Tx, subject: &str, failure: &Failure) -> Result<(), StoreError> {
    let (owner, now, id) = (tx.owner(), tx.millis(), tx.new_id::<AuditId>());
    insert(tx.conn(), &id.to_string(), &owner, subject, failure, now)
}

/// Keeps what a job failed with, in the transaction that ends it: under its draft, or under the kind of job. A job ends
/// once, so the row has its id.
pub(crate) fn keep_of_job(
    conn: &mut AnyConnection,
    user: &str,
    job: &str,
    failure: &Failure,
    now: i64,
) -> Result<(), StoreError> {
    let draft: Option<String> = drafts::table
        .filter(drafts::job_id.eq(job))
        .filter(drafts::user_id.eq(user))
        .select(drafts::id)
        .first(conn)
        .optional()?;
    let subject = match draft {
        Some(draft) => format!("draft:{draft}"),
        None => of_kind(conn, job)?,
    };
    insert(conn, job, user, &subject, failure, now)
}

/// A job of this kind has gone well: what went wrong with others of its kind is solved.
pub(crate) fn resolve_kind_of(
    conn: &mut AnyConnection,
    user: &str,
    job: &str,
    now: i64,
) -> Result<(), StoreError> {
    let subject = of_kind(conn, job)?;
    diesel::update(failures::table)
        .filter(failures::user_id.eq(user))
        .filter(failures::subject.eq(subject))
        .filter(failures::resolved_at.is_null())
        .set(failures::resolved_at.eq(now))
        .execute(conn)?;
    Ok(())
}

fn of_kind(conn: &mut AnyConnection, job: &str) -> Result<String, StoreError> {
    let kind: String = background_jobs::table.find(job).select(background_jobs::kind).first(conn)?;
    Ok(format!("kind:{kind}"))
}

fn insert(
    conn: &mut AnyConnection,
    id: &str,
    user: &str,
    subject: &str,
    failure: &Failure,
    now: i64,
) -> Result<(), StoreError> {
    let values = (
        failures::id.eq(id),
        failures::user_id.eq(user),
        failures::subject.eq(subject),
        failures::code.eq(&failure.code),
        failures::failure.eq(to_json(failure)?),
        failures::created_at.eq(now),
    );
    on_either!(conn, conn => {
        diesel::insert_into(failures::table).values(values).on_conflict_do_nothing().execute(conn)?;
    });
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

/// Forgets every failure of `subject`.
pub fn forget(tx: &mut Tx, subject: &str) -> Result<usize, StoreError> {
    let owner = tx.owner();
    Ok(diesel::delete(failures::table)
        .filter(failures::user_id.eq(owner))
        .filter(failures::subject.eq(subject))
        .execute(tx.conn())?)
}

/// Every failure of `subject`, or of anything the person has not deleted, newest first, at most `limit`.
pub fn list(tx: &mut Tx, subject: Option<&str>, limit: u32) -> Result<Vec<KeptFailure>, StoreError> {
    let owner = tx.owner();
    let deleted: Vec<String> = drafts::table
        .filter(drafts::user_id.eq(&owner))
        .filter(drafts::deleted_at.is_not_null())
        .select(drafts::id)
        .load(tx.conn())?;
    let deleted = deleted.into_iter().map(|draft| format!("draft:{draft}"));
    let mut query = failures::table
        .filter(failures::user_id.eq(owner))
        .filter(failures::subject.ne_all(deleted.collect::<Vec<_>>()))
        .select((failures::subject, failures::failure, failures::created_at, failures::resolved_at))
        .order((failures::created_at.desc(), failures::id.desc()))
        .limit(i64::from(limit))
        .into_boxed();
    if let Some(subject) = subject {
        query = query.filter(failures::subject.eq(subject.to_owned()));
    }
    let rows: Vec<(String, String, i64, Option<i64>)> = query.load(tx.conn())?;
    rows.into_iter()
        .map(|(subject, failure, at, resolved_at)| {
            Ok(KeptFailure {
                subject,
                failure: json("failure", &failure)?,
                at: Timestamp::from_millis(at),
                resolved_at: moment(resolved_at),
            })
        })
        .collect()
}
