//! Proposed issues.

mod changes;
mod issues;
mod lists;
mod record;
mod revisions;
mod splits;
mod tickets;

pub(crate) use changes::after_job_ended;
pub use changes::{
    Saved, attach_job, begin_revision, delete, insert, restore, save_content, set_answers, set_explanation,
    set_failure, set_proposals, set_status, store_result,
};
pub use issues::{adopt, set_issue};
pub use lists::{Filter, active, list, recent};
pub use record::{Draft, Explanation, Issue, NewDraft, OfTicket};
pub use revisions::{Revision, instructions, revision, revisions};
pub use splits::{
    NewPart, drop_split, make_part, parts, parts_with_deleted, save_split, set_whole, store_split,
};
pub use tickets::set_ticket;

use crate::{StoreError, Tx, schema::drafts};
use diesel::prelude::*;
use domain::ids::{DraftId, JobId};

/// A draft, unless it was deleted.
pub fn get(tx: &mut Tx, id: DraftId) -> Result<Option<Draft>, StoreError> {
    let owner = tx.owner();
    let row = drafts::table
        .find(id.to_string())
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::deleted_at.is_null())
        .select(record::Row::as_select())
        .first(tx.conn())
        .optional()?;
    row.map(Draft::try_from).transpose()
}

/// The draft that a form started, unless it was deleted.
pub fn of_form(tx: &mut Tx, form_id: &str) -> Result<Option<Draft>, StoreError> {
    let owner = tx.owner();
    let row = drafts::table
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::form_id.eq(form_id))
        .filter(drafts::deleted_at.is_null())
        .select(record::Row::as_select())
        .first(tx.conn())
        .optional()?;
    row.map(Draft::try_from).transpose()
}

/// The draft a job works on, unless it was deleted.
pub fn of_job(tx: &mut Tx, job: JobId) -> Result<Option<Draft>, StoreError> {
    let owner = tx.owner();
    let row = drafts::table
        .filter(drafts::job_id.eq(job.to_string()))
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::deleted_at.is_null())
        .select(record::Row::as_select())
        .first(tx.conn())
        .optional()?;
    row.map(Draft::try_from).transpose()
}
