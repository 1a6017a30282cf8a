//! How long the queue is.

use crate::{StoreError, SystemTx, decode::word, schema::background_jobs as rows};
use contract::views::JobState;
use diesel::prelude::*;
use jobs::Lane;

/// How many jobs of one lane are in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Depth {
    /// The lane.
    pub lane: Lane,
    /// Pending, running or waiting.
    pub state: JobState,
    /// How many.
    pub count: usize,
}

const NOT_OVER: [JobState; 3] = [JobState::Pending, JobState::Running, JobState::Waiting];

/// Every lane and state that is not over, zeros included.
pub fn depth(tx: &mut SystemTx) -> Result<Vec<Depth>, StoreError> {
    let counted: Vec<(String, String, i64)> = rows::table
        .filter(rows::state.eq_any(NOT_OVER.map(JobState::as_str)))
        .group_by((rows::lane, rows::state))
        .select((rows::lane, rows::state, diesel::dsl::count_star()))
        .load(tx.conn())?;
    let mut all: Vec<Depth> = Lane::ALL
        .into_iter()
        .flat_map(|lane| NOT_OVER.map(|state| Depth { lane, state, count: 0 }))
        .collect();
    for (lane, state, count) in counted {
        let (lane, state) = (word("lane", Lane::parse(&lane))?, word("job state", JobState::parse(&state))?);
        if let Some(found) = all.iter_mut().find(|depth| depth.lane == lane && depth.state == state) {
            found.count = usize::try_from(count).unwrap_or(0);
        }
    }
    Ok(all)
}
