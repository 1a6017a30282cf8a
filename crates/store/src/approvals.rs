//! Payloads a person has frozen. Creation sends these bytes and never renders again.

use crate::{
    StoreError, Tx,
    decode::{json, json_opt, moment, parsed, to_json},
    schema::approvals,
};
use contract::views::{Bypassed, SimilarIssue};
use diesel::prelude::*;
use domain::{
    ids::{ApprovalId, DraftId, OperationId},
    time::Timestamp,
};

/// A frozen payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The approval.
    pub id: ApprovalId,
    /// Whose draft.
    pub draft: DraftId,
    /// The effect it allows; part of the bytes.
    pub operation: OperationId,
    /// The draft's version it was made from.
    pub version: i32,
    /// SHA-256 of the bytes, hexadecimal.
    pub sha256: String,
    /// The bytes.
    pub payload: Vec<u8>,
    /// Jira's fields in reading order, as name and value.
    pub fields: Vec<(String, String)>,
    /// The description as it will be sent.
    pub description: String,
    /// How it goes to Jira, in words.
    pub transport: String,
    /// Open issues of the project that look alike, the likest first.
    pub similar: Vec<SimilarIssue>,
    /// What an administrator let pass.
    pub bypassed: Option<Bypassed>,
    /// When it was approved.
    pub created_at: Timestamp,
    /// When it was thrown away.
    pub withdrawn_at: Option<Timestamp>,
}

/// A payload to be frozen.
#[derive(Debug, Clone)]
pub struct NewApproval {
    /// Whose draft.
    pub draft: DraftId,
    /// The effect it allows; part of the bytes.
    pub operation: OperationId,
    /// The draft's version it was made from.
    pub version: i32,
    /// SHA-256 of the bytes, hexadecimal.
    pub sha256: String,
    /// The bytes.
    pub payload: Vec<u8>,
    /// Jira's fields in reading order, as name and value.
    pub fields: Vec<(String, String)>,
    /// The description as it will be sent.
    pub description: String,
    /// How it goes to Jira, in words.
    pub transport: String,
    /// Open issues of the project that look alike, the likest first.
    pub similar: Vec<SimilarIssue>,
    /// What an administrator let pass.
    pub bypassed: Option<Bypassed>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = approvals)]
struct Row {
    id: String,
    draft_id: String,
    operation_id: String,
    version: i32,
    sha256: String,
    payload: Vec<u8>,
    fields: String,
    description: String,
    transport: String,
    created_at: i64,
    withdrawn_at: Option<i64>,
    similar_issues: Option<String>,
    bypassed: Option<String>,
}

impl TryFrom<Row> for Approval {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: parsed("approval id", &row.id)?,
            draft: parsed("draft id", &row.draft_id)?,
            operation: parsed("operation id", &row.operation_id)?,
            version: row.version,
            sha256: row.sha256,
            payload: row.payload,
            fields: json("approved fields", &row.fields)?,
            description: row.description,
            transport: row.transport,
            similar: json_opt("similar issues", row.similar_issues.as_deref())?.unwrap_or_default(),
            bypassed: json_opt("bypassed rules", row.bypassed.as_deref())?,
            created_at: Timestamp::from_millis(row.created_at),
            withdrawn_at: moment(row.withdrawn_at),
        })
    }
}

/// Freezes a payload in place of the draft's earlier one. `None` when there is no such draft of this
/// person's.
pub fn create(tx: &mut Tx, new: &NewApproval) -> Result<Option<ApprovalId>, StoreError> {
    if crate::drafts::get(tx, new.draft)?.is_none() {
        return Ok(None);
    }
    withdraw(tx, new.draft)?;
    let (owner, now, id) = (tx.owner(), tx.millis(), tx.new_id::<ApprovalId>());
    diesel::insert_into(approvals::table)
        .values((
            approvals::id.eq(id.to_string()),
            approvals::draft_id.eq(new.draft.to_string()),
            approvals::user_id.eq(owner),
            approvals::operation_id.eq(new.operation.to_string()),
            approvals::version.eq(new.version),
            approvals::sha256.eq(&new.sha256),
            approvals::payload.eq(&new.payload),
            approvals::fields.eq(to_json(&new.fields)?),
            approvals::description.eq(&new.description),
            approvals::transport.eq(&new.transport),
            approvals::created_at.eq(now),
            approvals::similar_issues.eq(to_json(&new.similar)?),
            approvals::bypassed.eq(new.bypassed.as_ref().map(to_json).transpose()?),
        ))
        .execute(tx.conn())?;
    Ok(Some(id))
}

/// The draft's frozen payload, unless it was thrown away.
pub fn live(tx: &mut Tx, draft: DraftId) -> Result<Option<Approval>, StoreError> {
    let owner = tx.owner();
    let row = approvals::table
        .filter(approvals::draft_id.eq(draft.to_string()))
        .filter(approvals::user_id.eq(owner))
        .filter(approvals::withdrawn_at.is_null())
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    row.map(Approval::try_from).transpose()
}

/// A frozen payload, thrown away or not.
pub fn get(tx: &mut Tx, id: ApprovalId) -> Result<Option<Approval>, StoreError> {
    let owner = tx.owner();
    let row = approvals::table
        .find(id.to_string())
        .filter(approvals::user_id.eq(owner))
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    row.map(Approval::try_from).transpose()
}

/// Throws the draft's frozen payload away. `false` when there is none.
pub fn withdraw(tx: &mut Tx, draft: DraftId) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(approvals::table)
        .filter(approvals::draft_id.eq(draft.to_string()))
        .filter(approvals::user_id.eq(owner))
        .filter(approvals::withdrawn_at.is_null())
        .set(approvals::withdrawn_at.eq(now))
        .execute(tx.conn())?;
    Ok(changed == 1)
}
