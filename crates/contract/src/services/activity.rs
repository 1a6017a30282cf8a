//! What a person did, and what works for them.

use super::Caller;
use crate::{
    Outcome,
    commands::AuditFilter,
    views::{AuditLine, AuditView, WorkView},
};
use async_trait::async_trait;
use domain::{
    ids::{DraftId, JobId},
    principal::Principal,
};

/// What a person did, and what works for them.
#[async_trait]
pub trait Activity: Send + Sync {
    /// The person's own audit log; `person` of the filter is ignored.
    async fn log(&self, principal: &Principal, filter: AuditFilter) -> Outcome<AuditView>;
    /// The same as a file, all pages of it.
    async fn log_csv(&self, principal: &Principal, filter: AuditFilter) -> Outcome<String>;
    /// The person's running and recent jobs.
    async fn work(&self, principal: &Principal) -> Outcome<WorkView>;
    /// Stops one of them.
    async fn stop(&self, caller: &Caller, principal: &Principal, job: JobId) -> Outcome<()>;
    /// Everything that was done with one draft, oldest first.
    async fn timeline(&self, principal: &Principal, draft: DraftId) -> Outcome<Vec<AuditLine>>;
    /// Writes down that a signed-in person asked for what is not there for them.
    async fn refused(&self, caller: &Caller, principal: &Principal, address: &str);
}
