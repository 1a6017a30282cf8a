//! What went wrong with a person's work, kept over retries.

use crate::{Outcome, views::FailuresView};
use async_trait::async_trait;
use domain::{ids::DraftId, principal::Principal};

/// What went wrong with a person's work.
#[async_trait]
pub trait Failures: Send + Sync {
    /// What went wrong with one draft, the same things together, the latest first.
    async fn of_draft(&self, principal: &Principal, draft: DraftId) -> Outcome<FailuresView>;
    /// What went wrong with anything of the person's.
    async fn mine(&self, principal: &Principal) -> Outcome<FailuresView>;
}
