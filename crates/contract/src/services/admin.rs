//! What administrators see and do. For everybody else it does not exist: every method asks for the role itself.

use super::Caller;
use crate::{
    Outcome,
    commands::{AuditFilter, UsersFilter},
    views::{AuditView, ConfigurationView, QueueView, UsersView},
};
use async_trait::async_trait;
use domain::{
    ids::{JobId, UserId},
    principal::Principal,
};

/// What administrators see and do. No method returns a secret or what somebody wrote.
#[async_trait]
pub trait Admin: Send + Sync {
    /// Accounts, by name.
    async fn users(&self, principal: &Principal, filter: UsersFilter) -> Outcome<UsersView>;
    /// Switches an account off, which ends its sessions at once; never one's own, nor the last administrator's.
    async fn disable_user(&self, caller: &Caller, principal: &Principal, user: UserId) -> Outcome<()>;
    /// Switches an account on again.
    async fn enable_user(&self, caller: &Caller, principal: &Principal, user: UserId) -> Outcome<()>;
    /// Ends all sessions of somebody.
    async fn sign_out_user(&self, caller: &Caller, principal: &Principal, user: UserId) -> Outcome<()>;
    /// Which configuration is in use, and what is wrong with the files as they are now.
    async fn configuration(&self, principal: &Principal) -> Outcome<ConfigurationView>;
    /// Everybody's jobs.
    async fn queue(&self, principal: &Principal) -> Outcome<QueueView>;
    /// Stops somebody's job.
    async fn cancel_job(&self, caller: &Caller, principal: &Principal, job: JobId) -> Outcome<()>;
    /// Everybody's audit log.
    async fn log(&self, principal: &Principal, filter: AuditFilter) -> Outcome<AuditView>;
    /// The same as a file, all pages of it.
    async fn log_csv(&self, principal: &Principal, filter: AuditFilter) -> Outcome<String>;
}
