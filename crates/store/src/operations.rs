//! The ledger: one row per effect on Jira.
//!
//! `planned -> sending -> created | rejected | doubtful -> created | planned | unknown`. Every transition
//! names the states it may leave and returns whether it did. Plan and `sending` belong in a durable
//! transaction that ends before the request leaves.

use crate::{
    StoreError, Tx,
    decode::{json_opt, moment, parsed, to_json, word},
    schema::export_operations as ops,
};
use diesel::prelude::*;
use domain::{failure::Failure, ids::OperationId, jira::IssueKey, time::Timestamp};

/// Where an effect is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperationState {
    /// Certainly not in Jira.
    Planned,
    /// On its way until its deadline.
    Sending,
    /// In Jira.
    Created,
    /// Jira said no.
    Rejected,
    /// May or may not be in Jira; being looked up.
    Doubtful,
    /// Could not be found out; a person decides.
    Unknown,
}

impl OperationState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Planned, Self::Sending, Self::Created, Self::Rejected, Self::Doubtful, Self::Unknown];
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sending => "sending",
            Self::Created => "created",
            Self::Rejected => "rejected",
            Self::Doubtful => "doubtful",
            Self::Unknown => "unknown",
        }
    }
    /// From storage.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// One effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Travels with the issue.
    pub id: OperationId,
    /// What it belongs to, such as `draft:<id>`.
    pub subject: String,
    /// Which part of it, such as `issue`.
    pub item: String,
    /// What is done, such as `create`.
    pub kind: String,
    /// Where it is.
    pub state: OperationState,
    /// The fence of the run that sent it last.
    pub fence: i32,
    /// Until when an answer may still come.
    pub deadline_at: Option<Timestamp>,
    /// When it was sent last.
    pub sent_at: Option<Timestamp>,
    /// What it was sent with.
    pub batch: Option<String>,
    /// The label it is looked up by, where the project has labels.
    pub label: Option<String>,
    /// SHA-256 of the bytes, hexadecimal.
    pub payload_sha256: String,
    /// The issue's key.
    pub key: Option<IssueKey>,
    /// The issue's id.
    pub issue_id: Option<String>,
    /// What went wrong last.
    pub failure: Option<Failure>,
    /// How often it was sent.
    pub attempts: i32,
    /// When it was planned.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// An effect to be planned.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Travels with the issue; from the approval.
    pub operation: OperationId,
    /// What it belongs to, such as `draft:<id>`.
    pub subject: String,
    /// Which part of it, such as `issue`.
    pub item: String,
    /// What is done, such as `create`.
    pub kind: String,
    /// The label it will be looked up by.
    pub label: Option<String>,
    /// SHA-256 of the bytes, hexadecimal.
    pub payload_sha256: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = ops)]
struct Row {
    id: String,
    subject: String,
    item: String,
    kind: String,
    state: String,
    fence: i32,
    deadline_at: Option<i64>,
    sent_at: Option<i64>,
    batch: Option<String>,
    label: Option<String>,
    payload_sha256: String,
    issue_key: Option<String>,
    issue_id: Option<String>,
    failure: Option<String>,
    attempts: i32,
    created_at: i64,
    updated_at: i64,
}

impl TryFrom<Row> for Operation {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let key = row.issue_key.map(|key| word("issue key", IssueKey::parse(&key).ok())).transpose()?;
        Ok(Self {
            id: parsed("operation id", &row.id)?,
            subject: row.subject,
            item: row.item,
            kind: row.kind,
            state: word("operation state", OperationState::parse(&row.state))?,
            fence: row.fence,
            deadline_at: moment(row.deadline_at),
            sent_at: moment(row.sent_at),
            batch: row.batch,
            label: row.label,
            payload_sha256: row.payload_sha256,
            key,
            issue_id: row.issue_id,
            failure: json_opt("failure", row.failure.as_deref())?,
            attempts: row.attempts,
            created_at: Timestamp::from_millis(row.created_at),
            updated_at: Timestamp::from_millis(row.updated_at),
        })
    }
}

/// Plans an effect, or gives the one there is. One that certainly is not in Jira (planned or rejected) takes
/// over a new approval's operation, label and payload; any other stays what it was, and the caller has to
/// compare `payload_sha256`.
pub fn plan(tx: &mut Tx, new: &Plan) -> Result<Operation, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let values = (
        ops::id.eq(new.operation.to_string()),
        ops::user_id.eq(&owner),
        ops::subject.eq(&new.subject),
        ops::item.eq(&new.item),
        ops::kind.eq(&new.kind),
        ops::state.eq(OperationState::Planned.as_str()),
        ops::fence.eq(0),
        ops::label.eq(&new.label),
        ops::payload_sha256.eq(&new.payload_sha256),
        ops::attempts.eq(0),
        ops::created_at.eq(now),
        ops::updated_at.eq(now),
    );
    let inserted = on_either!(tx.conn(), conn => {
        diesel::insert_into(ops::table).values(values).on_conflict_do_nothing().execute(conn)?
    });
    if inserted == 0 {
        diesel::update(ops::table)
            .filter(ops::user_id.eq(&owner))
            .filter(ops::subject.eq(&new.subject))
            .filter(ops::item.eq(&new.item))
            .filter(ops::kind.eq(&new.kind))
            .filter(ops::id.ne(new.operation.to_string()))
            .filter(ops::state.eq_any([OperationState::Planned.as_str(), OperationState::Rejected.as_str()]))
            .set((
                ops::id.eq(new.operation.to_string()),
                ops::state.eq(OperationState::Planned.as_str()),
                ops::label.eq(&new.label),
                ops::payload_sha256.eq(&new.payload_sha256),
                ops::failure.eq(None::<String>),
                ops::updated_at.eq(now),
            ))
            .execute(tx.conn())?;
    }
    let row = ops::table
        .filter(ops::user_id.eq(&owner))
        .filter(ops::subject.eq(&new.subject))
        .filter(ops::item.eq(&new.item))
        .filter(ops::kind.eq(&new.kind))
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    row.ok_or(StoreError::Unreadable { what: "operation just planned" })?.try_into()
}

/// `planned -> sending`: the request may leave after this is committed durably.
pub fn mark_sending(
    tx: &mut Tx,
    operation: OperationId,
    fence: i32,
    deadline_at: Timestamp,
    batch: Option<&str>,
) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(ops::table.find(operation.to_string()))
        .filter(ops::user_id.eq(owner))
        .filter(ops::state.eq(OperationState::Planned.as_str()))
        .set((
            ops::state.eq(OperationState::Sending.as_str()),
            ops::fence.eq(fence),
            ops::deadline_at.eq(deadline_at.as_millis()),
            ops::sent_at.eq(now),
            ops::batch.eq(batch),
            ops::attempts.eq(ops::attempts + 1),
            ops::failure.eq(None::<String>),
            ops::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// `planned | sending | doubtful | unknown -> created`: the key is known. A fact, so any run may say it, also of what another
/// one was about to send again. Saying it again with the same key is fine.
pub fn mark_created(
    tx: &mut Tx,
    operation: OperationId,
    key: &IssueKey,
    issue_id: Option<&str>,
) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let open = [
        OperationState::Planned.as_str(),
        OperationState::Sending.as_str(),
        OperationState::Doubtful.as_str(),
        OperationState::Unknown.as_str(),
    ];
    let created = OperationState::Created.as_str();
    let changed = diesel::update(ops::table.find(operation.to_string()))
        .filter(ops::user_id.eq(owner))
        .filter(ops::state.eq_any(open).or(ops::state.eq(created).and(ops::issue_key.eq(key.as_str()))))
        .set((
            ops::state.eq(created),
            ops::issue_key.eq(key.as_str()),
            ops::issue_id.eq(issue_id),
            ops::failure.eq(None::<String>),
            ops::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// `sending -> rejected`: Jira answered a JSON 4xx to this run.
pub fn mark_rejected(
    tx: &mut Tx,
    operation: OperationId,
    fence: i32,
    failure: &Failure,
) -> Result<bool, StoreError> {
    leave_sending(tx, operation, fence, OperationState::Rejected, Some(failure))
}

/// `sending -> doubtful`: anything but a clear answer. Of another run's request only after its deadline.
pub fn mark_doubtful(
    tx: &mut Tx,
    operation: OperationId,
    fence: i32,
    failure: Option<&Failure>,
) -> Result<bool, StoreError> {
    leave_sending(tx, operation, fence, OperationState::Doubtful, failure)
}

/// `sending -> planned`: the request certainly had no effect (connection refused, 429). Only by the run
/// that sent it; nobody else can know.
pub fn mark_not_sent(
    tx: &mut Tx,
    operation: OperationId,
    fence: i32,
    failure: Option<&Failure>,
) -> Result<bool, StoreError> {
    leave_sending(tx, operation, fence, OperationState::Planned, failure)
}

fn leave_sending(
    tx: &mut Tx,
    operation: OperationId,
    fence: i32,
    to: OperationState,
    failure: Option<&Failure>,
) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let failure = failure.map(to_json).transpose()?;
    // Past its deadline no answer can come any more; then others may call it doubtful, nothing else.
    let overdue = if to == OperationState::Doubtful { now } else { i64::MIN };
    let changed = diesel::update(ops::table.find(operation.to_string()))
        .filter(ops::user_id.eq(owner))
        .filter(ops::state.eq(OperationState::Sending.as_str()))
        .filter(ops::fence.eq(fence).or(ops::deadline_at.assume_not_null().le(overdue)))
        .set((ops::state.eq(to.as_str()), ops::failure.eq(failure), ops::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// `doubtful | unknown -> planned`: proven absent, or a person decided that it is. The operation id stays.
pub fn mark_planned_again(tx: &mut Tx, operation: OperationId) -> Result<bool, StoreError> {
    let from = [OperationState::Doubtful, OperationState::Unknown];
    leave(tx, operation, &from, OperationState::Planned)
}

/// `doubtful -> unknown`: could not be found out; a person decides.
pub fn mark_unknown(tx: &mut Tx, operation: OperationId) -> Result<bool, StoreError> {
    leave(tx, operation, &[OperationState::Doubtful], OperationState::Unknown)
}

/// `rejected -> planned` with other bytes: what Jira would not take was left out. The operation id stays.
pub fn plan_without(tx: &mut Tx, operation: OperationId, payload_sha256: &str) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(ops::table.find(operation.to_string()))
        .filter(ops::user_id.eq(owner))
        .filter(ops::state.eq(OperationState::Rejected.as_str()))
        .set((
            ops::state.eq(OperationState::Planned.as_str()),
            ops::payload_sha256.eq(payload_sha256),
            ops::failure.eq(None::<String>),
            ops::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

fn leave(
    tx: &mut Tx,
    operation: OperationId,
    from: &[OperationState],
    to: OperationState,
) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let from: Vec<&str> = from.iter().map(|state| state.as_str()).collect();
    let changed = diesel::update(ops::table.find(operation.to_string()))
        .filter(ops::user_id.eq(owner))
        .filter(ops::state.eq_any(from))
        .set((ops::state.eq(to.as_str()), ops::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Takes an effect out of the ledger: its issue was taken back, so that it can be asked for anew. Nothing but what is
/// settled can go. `false` when there is no such effect.
pub fn forget(tx: &mut Tx, operation: OperationId) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let settled = [OperationState::Created.as_str(), OperationState::Rejected.as_str()];
    let gone = diesel::delete(ops::table.find(operation.to_string()))
        .filter(ops::user_id.eq(owner))
        .filter(ops::state.eq_any(settled))
        .execute(tx.conn())?;
    Ok(gone == 1)
}

/// Keeps why the issue of an effect could not be taken back. It stays created.
pub fn note_kept(tx: &mut Tx, operation: OperationId, why: &Failure) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(ops::table.find(operation.to_string()))
        .filter(ops::user_id.eq(owner))
        .filter(ops::state.eq(OperationState::Created.as_str()))
        .set((ops::failure.eq(to_json(why)?), ops::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// The person's effects that are not settled, oldest first.
pub fn list_open(tx: &mut Tx) -> Result<Vec<Operation>, StoreError> {
    let owner = tx.owner();
    let settled = [OperationState::Created.as_str(), OperationState::Rejected.as_str()];
    let rows = ops::table
        .filter(ops::user_id.eq(owner))
        .filter(ops::state.ne_all(settled))
        .select(Row::as_select())
        .order((ops::created_at, ops::id))
        .load(tx.conn())?;
    rows.into_iter().map(Operation::try_from).collect()
}

/// One effect.
pub fn find(tx: &mut Tx, operation: OperationId) -> Result<Option<Operation>, StoreError> {
    let owner = tx.owner();
    let row = ops::table
        .find(operation.to_string())
        .filter(ops::user_id.eq(owner))
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    row.map(Operation::try_from).transpose()
}

/// Every effect of a subject, oldest first.
pub fn of_subject(tx: &mut Tx, subject: &str) -> Result<Vec<Operation>, StoreError> {
    let owner = tx.owner();
    let rows = ops::table
        .filter(ops::user_id.eq(owner))
        .filter(ops::subject.eq(subject))
        .select(Row::as_select())
        .order((ops::created_at, ops::id))
        .load(tx.conn())?;
    rows.into_iter().map(Operation::try_from).collect()
}
