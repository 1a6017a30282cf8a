//! The ledger's eye on one create: the row is on disk before the first byte leaves, and the answer is in it before
//! anyone else hears of it.

use super::{likeness::is_as_approved, payload::Payload};
use crate::{Resources, failures};
use async_trait::async_trait;
use domain::{failure::Failure, jira::IssueKey, principal::Principal};
use mcp::{CreateOutcome, CreateWitness, NotWitnessed};
use std::sync::Arc;
use store::operations;

/// Witnesses one run's create of one operation.
pub(super) struct Witness {
    pub(super) resources: Arc<Resources>,
    pub(super) principal: Principal,
    pub(super) payload: Arc<Payload>,
    /// The run's fence; an older run can write nothing.
    pub(super) fence: i32,
    /// Bytes that are not compared, because they are the approved ones themselves.
    pub(super) exact: bool,
}

#[async_trait]
impl CreateWitness for Witness {
    async fn about_to_send(&self, body: &[u8]) -> Result<(), NotWitnessed> {
        if !self.exact && !is_as_approved(&self.payload, body) {
            tracing::warn!(operation = %self.payload.operation, "the create was held back: it is not what was approved");
            return Err(NotWitnessed);
        }
        let (operation, fence) = (self.payload.operation, self.fence);
        let deadline = self.resources.clock.now().plus(self.resources.timing.deadline);
        let sending = self
            .resources
            .store
            .of(&self.principal)
            .write_durably(move |tx| operations::mark_sending(tx, operation, fence, deadline, None))
            .await;
        match sending {
            Ok(true) => Ok(()),
            Ok(false) => Err(NotWitnessed),
            Err(error) => {
                tracing::error!(%error, %operation, "the ledger could not be written; nothing was sent");
                Err(NotWitnessed)
            }
        }
    }

    async fn answered(&self, outcome: &CreateOutcome) {
        let (operation, fence, outcome) = (self.payload.operation, self.fence, outcome.clone());
        let written = self
            .resources
            .store
            .of(&self.principal)
            .write_durably(move |tx| -> Result<bool, Failure> {
                Ok(match &outcome {
                    CreateOutcome::Created(created) => match IssueKey::parse(&created.key) {
                        Ok(key) => operations::mark_created(tx, operation, &key, Some(&created.id))?,
                        // A key nobody can read proves nothing; the look-up will find the issue.
                        Err(_) => operations::mark_doubtful(tx, operation, fence, None)?,
                    },
                    CreateOutcome::NotDone(error) => {
                        operations::mark_not_sent(tx, operation, fence, Some(&failures::jira(error)))?
                    }
                    CreateOutcome::Rejected(error) => {
                        operations::mark_rejected(tx, operation, fence, &failures::jira(error))?
                    }
                    CreateOutcome::Doubtful(error) => {
                        operations::mark_doubtful(tx, operation, fence, Some(&failures::jira(error)))?
                    }
                })
            })
            .await;
        if let Err(failure) = written {
            // The row stays `sending`; after its deadline it counts as doubtful and is looked up.
            tracing::error!(%operation, code = failure.code, "an answer of Jira could not be recorded");
        }
    }
}
