//! What administrators see and do. Each use case asks for the role itself; for everybody else there is nothing here.

mod configuration;
mod people;
mod queue;

use crate::{
    Resources,
    activity::{AT_ONCE, MOST, Names, PAGE, csv_of, line, log_view, search},
};
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::{AuditFilter, UsersFilter},
    services::{Admin, Caller},
    views::{AuditLine, AuditView, ConfigurationView, QueueView, UsersView},
};
use domain::{
    failure::Failure,
    ids::{JobId, UserId},
    principal::{Principal, Role},
};
use jobs::Runner;
use std::{collections::BTreeSet, sync::Arc};
use store::{SystemTx, audit::Recorded, directory};

/// The use cases of administrators.
pub struct AdminService {
    resources: Arc<Resources>,
    runner: Runner,
}

impl AdminService {
    /// Over the given resources; stopped jobs are told to the runner.
    pub const fn new(resources: Arc<Resources>, runner: Runner) -> Self {
        Self { resources, runner }
    }

    async fn lines(&self, filter: &AuditFilter, limit: u32, offset: u32) -> Outcome<(Vec<Recorded>, Names)> {
        let (wanted, person) = (search(filter, limit, offset), filter.person.trim().to_owned());
        let scope = self.resources.store.system();
        scope
            .read(move |tx| -> Outcome<_> {
                let people =
                    if person.is_empty() { None } else { Some(directory::by_employee_id(tx, &person)?) };
                let found = store::audit::everybody(tx, &wanted, people.as_deref())?;
                let names = names(tx, &found)?;
                Ok((found, names))
            })
            .await
    }
}

/// Who the lines speak of.
fn names(tx: &mut SystemTx, found: &[Recorded]) -> Outcome<Names> {
    let subjects =
        found.iter().filter_map(|line| line.subject.as_deref()?.strip_prefix("user:")?.parse().ok());
    let people: BTreeSet<UserId> = found.iter().filter_map(|line| line.user).chain(subjects).collect();
    Ok(directory::names(tx, people)?)
}

/// The same answer as for an address that does not exist.
fn must_be_admin(principal: &Principal) -> Outcome<()> {
    match principal.role() {
        Role::Admin => Ok(()),
        Role::User => Err(Failure::not_found("page")),
    }
}

#[async_trait]
impl Admin for AdminService {
    async fn users(&self, principal: &Principal, filter: UsersFilter) -> Outcome<UsersView> {
        must_be_admin(principal)?;
        people::users(&self.resources, principal, filter).await
    }

    async fn disable_user(&self, caller: &Caller, principal: &Principal, user: UserId) -> Outcome<()> {
        must_be_admin(principal)?;
        people::disable(&self.resources, caller, principal, user).await
    }

    async fn enable_user(&self, caller: &Caller, principal: &Principal, user: UserId) -> Outcome<()> {
        must_be_admin(principal)?;
        people::enable(&self.resources, caller, principal, user).await
    }

    async fn sign_out_user(&self, caller: &Caller, principal: &Principal, user: UserId) -> Outcome<()> {
        must_be_admin(principal)?;
        people::sign_out(&self.resources, caller, principal, user).await
    }

    async fn configuration(&self, principal: &Principal) -> Outcome<ConfigurationView> {
        must_be_admin(principal)?;
        configuration::configuration(&self.resources, &self.runner).await
    }

    async fn queue(&self, principal: &Principal) -> Outcome<QueueView> {
        must_be_admin(principal)?;
        queue::queue(&self.resources).await
    }

    async fn cancel_job(&self, caller: &Caller, principal: &Principal, job: JobId) -> Outcome<()> {
        must_be_admin(principal)?;
        queue::cancel(&self.resources, &self.runner, caller, principal, job).await
    }

    async fn log(&self, principal: &Principal, filter: AuditFilter) -> Outcome<AuditView> {
        must_be_admin(principal)?;
        let (found, names) = self.lines(&filter, PAGE + 1, filter.page.saturating_mul(PAGE)).await?;
        Ok(log_view(&self.resources, found, &names))
    }

    async fn log_csv(&self, principal: &Principal, filter: AuditFilter) -> Outcome<String> {
        must_be_admin(principal)?;
        let mut lines: Vec<AuditLine> = Vec::new();
        loop {
            let offset = u32::try_from(lines.len()).unwrap_or(u32::MAX);
            let (found, names) = self.lines(&filter, AT_ONCE, offset).await?;
            let ended = found.len() < AT_ONCE as usize;
            lines.extend(found.into_iter().map(|recorded| line(recorded, &names)));
            if ended || lines.len() >= MOST {
                return Ok(csv_of(&lines, ended));
            }
        }
    }
}
