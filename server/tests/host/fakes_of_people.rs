//! Use cases around people: what they did, what administrators see, their own account.

use crate::fakes::{Fakes, is_maja};
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::{AuditFilter, ChangePassword, UsersFilter},
    services::{Activity, Admin, Caller, Profile},
    views::{AuditLine, AuditView, ConfigurationView, ProfileView, QueueView, UsersView, WorkView},
};
use domain::{
    failure::Failure,
    ids::{DraftId, JobId, SessionId, UserId},
    principal::Principal,
};

#[async_trait]
impl Activity for Fakes {
    async fn log(&self, _: &Principal, _: AuditFilter) -> Outcome<AuditView> {
        Err(Failure::internal())
    }
    async fn log_csv(&self, _: &Principal, filter: AuditFilter) -> Outcome<String> {
        Ok(format!("time\r\n{}\r\n", filter.area))
    }
    async fn work(&self, _: &Principal) -> Outcome<WorkView> {
        Err(Failure::internal())
    }
    async fn stop(&self, _: &Caller, who: &Principal, _: JobId) -> Outcome<()> {
        is_maja(who, "job")?;
        self.0.commands.lock().unwrap().push("cancel".to_owned());
        Ok(())
    }
    async fn timeline(&self, _: &Principal, _: DraftId) -> Outcome<Vec<AuditLine>> {
        Err(Failure::not_found("draft"))
    }
    async fn refused(&self, _: &Caller, principal: &Principal, address: &str) {
        self.0.refused.lock().unwrap().push((principal.user().as_u128(), address.to_owned()));
    }
}

#[async_trait]
impl Admin for Fakes {
    async fn users(&self, _: &Principal, _: UsersFilter) -> Outcome<UsersView> {
        Err(Failure::internal())
    }
    async fn disable_user(&self, _: &Caller, _: &Principal, _: UserId) -> Outcome<()> {
        Err(Failure::internal())
    }
    async fn enable_user(&self, _: &Caller, _: &Principal, _: UserId) -> Outcome<()> {
        Err(Failure::internal())
    }
    async fn sign_out_user(&self, _: &Caller, _: &Principal, _: UserId) -> Outcome<()> {
        Err(Failure::internal())
    }
    async fn configuration(&self, _: &Principal) -> Outcome<ConfigurationView> {
        Err(Failure::internal())
    }
    async fn queue(&self, _: &Principal) -> Outcome<QueueView> {
        Err(Failure::internal())
    }
    async fn cancel_job(&self, _: &Caller, _: &Principal, _: JobId) -> Outcome<()> {
        Err(Failure::internal())
    }
    async fn log(&self, _: &Principal, _: AuditFilter) -> Outcome<AuditView> {
        Err(Failure::internal())
    }
    async fn log_csv(&self, _: &Principal, _: AuditFilter) -> Outcome<String> {
        Ok("time\r\n".to_owned())
    }
}

#[async_trait]
impl Profile for Fakes {
    async fn profile(&self, _: &Principal) -> Outcome<ProfileView> {
        Err(Failure::internal())
    }
    async fn change_password(&self, _: &Caller, _: &Principal, _: ChangePassword) -> Outcome<()> {
        Err(Failure::internal())
    }
    async fn revoke_session(&self, _: &Caller, _: &Principal, _: SessionId) -> Outcome<()> {
        Err(Failure::not_found("session"))
    }
}
