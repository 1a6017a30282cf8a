//! What a person did, and what works for them.

mod csv;
mod log;
mod work;

pub(crate) use log::{AT_ONCE, MOST, Names, PAGE, csv_of, line, search, view as log_view};

use crate::{Resources, audit, drafting::subject, long_work};
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::AuditFilter,
    services::{Activity, Caller},
    views::{AuditLine, AuditView, WorkView},
};
use domain::{
    failure::Failure,
    ids::{DraftId, JobId},
    principal::Principal,
};
use jobs::Runner;
use std::sync::Arc;

/// An address is kept up to this many characters.
const ADDRESS: usize = 200;

/// The use cases around a person's own activity.
pub struct ActivityService {
    resources: Arc<Resources>,
    runner: Runner,
}

impl ActivityService {
    /// Over the given resources; stopped jobs are told to the runner.
    pub const fn new(resources: Arc<Resources>, runner: Runner) -> Self {
        Self { resources, runner }
    }
}

#[async_trait]
impl Activity for ActivityService {
    async fn log(&self, principal: &Principal, filter: AuditFilter) -> Outcome<AuditView> {
        let wanted = search(&filter, PAGE + 1, filter.page.saturating_mul(PAGE));
        let found =
            self.resources.store.of(principal).read(move |tx| store::audit::mine(tx, &wanted)).await?;
        Ok(log_view(&self.resources, found, &Names::new()))
    }

    async fn log_csv(&self, principal: &Principal, filter: AuditFilter) -> Outcome<String> {
        let scope = self.resources.store.of(principal);
        let mut lines = Vec::new();
        loop {
            let wanted = search(&filter, AT_ONCE, log::offset_of(&lines));
            let found = scope.read(move |tx| store::audit::mine(tx, &wanted)).await?;
            let ended = found.len() < AT_ONCE as usize;
            lines.extend(found.into_iter().map(|recorded| line(recorded, &Names::new())));
            if ended || lines.len() >= MOST {
                return Ok(csv_of(&lines, ended));
            }
        }
    }

    async fn work(&self, principal: &Principal) -> Outcome<WorkView> {
        work::work(&self.resources, principal).await
    }

    async fn stop(&self, caller: &Caller, principal: &Principal, job: JobId) -> Outcome<()> {
        long_work::cancel(&self.resources, &self.runner, principal, job).await?;
        let entry = audit::entry_about("job.stopped", format!("job:{job}"), "ok", caller);
        audit::record(&self.resources, Some(principal.user()), entry).await;
        Ok(())
    }

    async fn timeline(&self, principal: &Principal, draft: DraftId) -> Outcome<Vec<AuditLine>> {
        let found = self
            .resources
            .store
            .of(principal)
            .read(move |tx| -> Outcome<_> {
                store::drafts::get(tx, draft)?.ok_or_else(|| Failure::not_found("draft"))?;
                Ok(store::audit::timeline(tx, &subject(draft))?)
            })
            .await?;
        Ok(found.into_iter().map(|recorded| line(recorded, &Names::new())).collect())
    }

    async fn refused(&self, caller: &Caller, principal: &Principal, address: &str) {
        let address: String = address.chars().take(ADDRESS).collect();
        let entry = audit::entry_about("access.refused", address, "not_found", caller);
        audit::record(&self.resources, Some(principal.user()), entry).await;
    }
}
