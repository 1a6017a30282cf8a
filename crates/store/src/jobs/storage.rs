//! The storage the runner works on.

use super::{claim, compaction, endings, events, leases};
use crate::{Store, StoreError, decode::word, schema::background_jobs as rows};
use async_trait::async_trait;
use contract::{
    events::{EventId, NumberedEvent},
    views::JobState,
};
use diesel::prelude::*;
use domain::{
    failure::Failure,
    ids::{JobId, UserId},
    time::Timestamp,
};
use jobs::{
    Batch, ClaimedJob, Ending, EventsRead, Held, JobStorage, Lane, Lease, LeaseSeen, Owner, StorageError,
    Waiting, WhenLost,
};

/// How many rows of a log one read returns at most.
const PAGE: usize = 500;

impl From<StoreError> for StorageError {
    fn from(error: StoreError) -> Self {
        Self(Box::new(error))
    }
}

#[async_trait]
impl JobStorage for Store {
    async fn claim(
        &self,
        owner: &Owner,
        lane: Lane,
        per_user: u32,
    ) -> Result<Option<ClaimedJob>, StorageError> {
        let due = self
            .system()
            .read(move |tx| {
                let now = tx.millis();
                claim::any_due(tx.conn(), lane, now)
            })
            .await?;
        if !due {
            return Ok(None);
        }
        let owner = owner.clone();
        Ok(self
            .system()
            .write(move |tx| {
                let now = tx.millis();
                claim::claim(tx.conn(), &owner, lane, per_user, now)
            })
            .await?)
    }

    async fn append(&self, batches: Vec<Batch>) -> Result<Vec<Held>, StorageError> {
        Ok(self
            .system()
            .write(move |tx| {
                let now = tx.millis();
                leases::append(tx.conn(), batches, now)
            })
            .await?)
    }

    async fn beat(&self, held: Vec<Lease>) -> Result<Vec<Held>, StorageError> {
        Ok(self.system().write(move |tx| leases::beat(tx.conn(), held)).await?)
    }

    async fn end(
        &self,
        lease: Lease,
        at: EventId,
        ending: Ending,
    ) -> Result<Option<NumberedEvent>, StorageError> {
        Ok(self
            .system()
            .write(move |tx| {
                let now = tx.millis();
                endings::end(tx.conn(), lease, at, &ending, now)
            })
            .await?)
    }

    async fn wait(
        &self,
        lease: Lease,
        at: EventId,
        waiting: Waiting,
    ) -> Result<Option<NumberedEvent>, StorageError> {
        Ok(self
            .system()
            .write(move |tx| {
                let (now, question) = (tx.millis(), tx.new_id());
                endings::wait(tx.conn(), lease, at, &waiting, question, now)
            })
            .await?)
    }

    async fn retry(&self, lease: Lease, run_at: Timestamp, failure: Failure) -> Result<bool, StorageError> {
        Ok(self
            .system()
            .write(move |tx| {
                let now = tx.millis();
                endings::retry(tx.conn(), lease, run_at.as_millis(), &failure, now)
            })
            .await?)
    }

    async fn leases(&self) -> Result<Vec<LeaseSeen>, StorageError> {
        Ok(self.system().read(|tx| leases::all(tx.conn())).await?)
    }

    async fn lost(&self, seen: LeaseSeen, when: WhenLost) -> Result<bool, StorageError> {
        Ok(self
            .system()
            .write(move |tx| {
                let now = tx.millis();
                endings::lost(tx.conn(), &seen, when, now)
            })
            .await?)
    }

    async fn events_after(
        &self,
        user: UserId,
        job: JobId,
        after: EventId,
    ) -> Result<Option<EventsRead>, StorageError> {
        Ok(self
            .system()
            .read(move |tx| {
                let id = job.to_string();
                let state: Option<String> = rows::table
                    .find(&id)
                    .filter(rows::user_id.eq(user.to_string()))
                    .select(rows::state)
                    .first(tx.conn())
                    .optional()?;
                let Some(state) = state else { return Ok(None) };
                let state = word("job state", JobState::parse(&state))?;
                let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
                let events = events::after(tx.conn(), &id, after, limit)?;
                let more = events.len() == PAGE;
                Ok::<_, StoreError>(Some(EventsRead { events, more, state }))
            })
            .await?)
    }

    async fn compact(&self, job: JobId) -> Result<(), StorageError> {
        Ok(self
            .system()
            .write(move |tx| {
                let now = tx.millis();
                compaction::compact(tx.conn(), &job.to_string(), now)
            })
            .await?)
    }
}
