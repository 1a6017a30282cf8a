//! A person's jobs in a list.

use crate::{
    StoreError, Tx,
    decode::{json_opt, moment, parsed, word},
    schema::{background_jobs as rows, drafts},
};
use contract::views::{JobRow, JobState};
use diesel::prelude::*;
use domain::{ids::DraftId, time::Timestamp};
use std::collections::HashMap;

type Line = (String, String, String, Option<String>, i64, Option<i64>);

/// The person's jobs, the latest first. Ask for one more than a page shows to know whether more follow.
pub fn list(
    tx: &mut Tx,
    state: Option<JobState>,
    limit: u32,
    offset: u32,
) -> Result<Vec<JobRow>, StoreError> {
    let owner = tx.owner();
    let mut query = rows::table
        .filter(rows::user_id.eq(&owner))
        .select((rows::id, rows::kind, rows::state, rows::failure, rows::created_at, rows::finished_at))
        .order((rows::created_at.desc(), rows::id.desc()))
        .limit(i64::from(limit))
        .offset(i64::from(offset))
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(rows::state.eq(state.as_str()));
    }
    let found: Vec<Line> = query.load(tx.conn())?;
    let ids: Vec<&str> = found.iter().map(|line| line.0.as_str()).collect();
    let works: Vec<(Option<String>, String)> = drafts::table
        .filter(drafts::user_id.eq(&owner))
        .filter(drafts::deleted_at.is_null())
        .filter(drafts::job_id.eq_any(ids))
        .select((drafts::job_id, drafts::id))
        .load(tx.conn())?;
    let works: HashMap<String, String> =
        works.into_iter().filter_map(|(job, draft)| Some((job?, draft))).collect();
    found.into_iter().map(|line| row(line, &works)).collect()
}

fn row(
    (id, kind, state, failure, created_at, finished_at): Line,
    works: &HashMap<String, String>,
) -> Result<JobRow, StoreError> {
    let state = word("job state", JobState::parse(&state))?;
    let draft: Option<DraftId> = works.get(&id).map(|draft| parsed("draft id", draft)).transpose()?;
    Ok(JobRow {
        id: parsed("job id", &id)?,
        kind,
        state,
        draft,
        failure: if state == JobState::Failed { json_opt("failure", failure.as_deref())? } else { None },
        created_at: Timestamp::from_millis(created_at),
        finished_at: moment(finished_at),
    })
}
