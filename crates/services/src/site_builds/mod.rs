//! Site builds: a specification's sheets are kept as they came, checked, put right and planned. Only `prose` asks a
//! model, and nothing here asks Jira.

mod change;
mod checked;
mod columns;
mod example;
mod files;
mod fix;
mod kinds;
mod plan;
mod profiles;
pub(crate) mod prose;
mod view;

pub(crate) use checked::Checked;
pub use checked::Desk;

use crate::{Resources, audit};
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::{
        ChooseSheetKind, DescribeSiteBuild, ExcludeRow, FindingsFilter, FixFindings, MapColumns, NewSheet,
        UseValue, WantedFile,
    },
    services::{Caller, SiteBuilds},
    views::{
        FindingsView, MadeFile, SheetColumnsView, SheetPlace, SheetRowsView, SheetsView, SiteBuildRow,
        SiteBuildView, SiteBuildsView, SitePlanView,
    },
};
use domain::{
    failure::{Category, Failure},
    ids::{SheetFileId, SiteBuildId},
    principal::Principal,
    time::Timestamp,
};
use std::sync::Arc;
use store::{
    Tx,
    site_builds::{self, SiteBuild},
    upkeep::UNTOUCHED_BUILD,
};

/// The use cases around site builds.
pub struct SiteBuildsService {
    resources: Arc<Resources>,
}

impl SiteBuildsService {
    /// Over the given resources.
    pub const fn new(resources: Arc<Resources>) -> Self {
        Self { resources }
    }
}

/// What the audit log and the ledger call a build.
pub(crate) fn subject(id: SiteBuildId) -> String {
    format!("site_build:{id}")
}

pub(crate) fn gone() -> Failure {
    Failure::not_found("site build")
}

/// Said while an export runs: what was agreed to stays as it is.
pub(crate) fn exporting() -> Failure {
    let words = "The tickets of this site build are on their way to Jira.";
    Failure::new("site_build.exporting", Category::Conflict, words)
        .with_next("Wait until they are there, or stop the export first.")
}

/// Refused while an export runs.
pub(crate) fn must_be_idle(tx: &mut Tx, build: &SiteBuild) -> Outcome<()> {
    let job = build.export_job.map(|job| store::jobs::view(tx, job)).transpose()?.flatten();
    if job.is_some_and(|job| job.state.is_active()) { Err(exporting()) } else { Ok(()) }
}

/// One of the person's builds, held for this transaction: no export begins before it ends, and none runs.
pub(crate) fn hold_idle(tx: &mut Tx, id: SiteBuildId) -> Outcome<SiteBuild> {
    if !site_builds::active(tx, id)? {
        return Err(gone());
    }
    let build = site_builds::get(tx, id)?.ok_or_else(gone)?;
    must_be_idle(tx, &build)?;
    Ok(build)
}

pub(crate) fn changed_elsewhere() -> Failure {
    Failure::new(
        "site_build.changed_elsewhere",
        Category::Conflict,
        "This site build was changed elsewhere at the same time. Nothing was changed here.",
    )
    .with_next("Reload and look at it again.")
}

fn row(build: SiteBuild, files: usize) -> SiteBuildRow {
    SiteBuildRow {
        id: build.id,
        expires_at: expiry(&build),
        name: build.name,
        files: u32::try_from(files).unwrap_or(u32::MAX),
        updated_at: build.updated_at,
    }
}

/// When a build is cleared away unless somebody changes it.
fn expiry(build: &SiteBuild) -> Option<Timestamp> {
    build.exported_at.is_none().then(|| build.updated_at.plus(UNTOUCHED_BUILD))
}

/// What every page of a build shows of it.
pub(crate) async fn head(
    resources: &Resources,
    principal: &Principal,
    id: SiteBuildId,
) -> Outcome<SiteBuildView> {
    let checked = resources.desk.checked(resources, principal, id).await?;
    Ok(view::build(resources, &checked))
}

#[async_trait]
impl SiteBuilds for SiteBuildsService {
    async fn builds(&self, principal: &Principal, deleted: Option<SiteBuildId>) -> Outcome<SiteBuildsView> {
        let (builds, deleted) = self
            .resources
            .store
            .of(principal)
            .read(move |tx| -> Outcome<_> {
                let deleted = deleted.map(|id| site_builds::deleted(tx, id)).transpose()?.flatten();
                Ok((site_builds::list(tx)?, deleted))
            })
            .await?;
        Ok(SiteBuildsView {
            builds: builds.into_iter().map(|(build, files)| row(build, files)).collect(),
            deleted: deleted.map(|build| row(build, 0)),
            now: self.resources.clock.now(),
        })
    }

    async fn describe(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: DescribeSiteBuild,
    ) -> Outcome<SiteBuildId> {
        change::describe(&self.resources, caller, principal, command).await
    }

    async fn example(&self, caller: &Caller, principal: &Principal) -> Outcome<SiteBuildId> {
        change::example(&self.resources, caller, principal).await
    }

    async fn delete(&self, caller: &Caller, principal: &Principal, id: SiteBuildId) -> Outcome<()> {
        let entry = audit::entry_about("site_build.deleted", subject(id), "ok", caller);
        self.resources
            .store
            .of(principal)
            .write(move |tx| -> Outcome<()> {
                let build = hold_idle(tx, id)?;
                // Nobody pays a model for tickets that nobody wants.
                if let Some(job) = build.prose_job {
                    store::jobs::request_cancel(tx, job)?;
                }
                if !site_builds::delete(tx, id)? {
                    return Err(gone());
                }
                Ok(store::audit::record(tx, &entry)?)
            })
            .await
    }

    async fn restore(&self, caller: &Caller, principal: &Principal, id: SiteBuildId) -> Outcome<()> {
        let entry = audit::entry_about("site_build.restored", subject(id), "ok", caller);
        self.resources
            .store
            .of(principal)
            .write(move |tx| -> Outcome<()> {
                if !site_builds::restore(tx, id)? {
                    return Err(gone());
                }
                Ok(store::audit::record(tx, &entry)?)
            })
            .await
    }

    async fn sheets(&self, principal: &Principal, id: SiteBuildId) -> Outcome<SheetsView> {
        let checked = self.resources.desk.checked(&self.resources, principal, id).await?;
        Ok(SheetsView { build: view::build(&self.resources, &checked), kinds: kinds::all() })
    }

    async fn add(
        &self,
        caller: &Caller,
        principal: &Principal,
        id: SiteBuildId,
        sheets: Vec<NewSheet>,
    ) -> Outcome<()> {
        change::add(&self.resources, caller, principal, id, sheets).await
    }

    async fn remove(
        &self,
        caller: &Caller,
        principal: &Principal,
        id: SiteBuildId,
        file: SheetFileId,
    ) -> Outcome<()> {
        change::remove(&self.resources, caller, principal, id, file).await
    }

    async fn choose_kind(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: ChooseSheetKind,
    ) -> Outcome<()> {
        kinds::choose(&self.resources, &self.resources.desk, caller, principal, command).await
    }

    async fn columns(
        &self,
        principal: &Principal,
        id: SiteBuildId,
        file: SheetFileId,
        table: u32,
    ) -> Outcome<SheetColumnsView> {
        let checked = self.resources.desk.checked(&self.resources, principal, id).await?;
        columns::view(&checked, file, table)
    }

    async fn map_columns(&self, caller: &Caller, principal: &Principal, command: MapColumns) -> Outcome<()> {
        columns::map(&self.resources, &self.resources.desk, caller, principal, command).await
    }

    async fn findings(
        &self,
        principal: &Principal,
        id: SiteBuildId,
        filter: FindingsFilter,
    ) -> Outcome<FindingsView> {
        let checked = self.resources.desk.checked(&self.resources, principal, id).await?;
        Ok(view::findings(&self.resources, &checked, &filter))
    }

    async fn rows(
        &self,
        principal: &Principal,
        id: SiteBuildId,
        place: SheetPlace,
    ) -> Outcome<SheetRowsView> {
        let checked = self.resources.desk.checked(&self.resources, principal, id).await?;
        let build = view::build(&self.resources, &checked);
        let laid_out = move || view::rows(build, &checked, place);
        tokio::task::spawn_blocking(laid_out).await.map_err(|_| Failure::internal())?
    }

    async fn exclude(&self, caller: &Caller, principal: &Principal, command: ExcludeRow) -> Outcome<()> {
        change::exclude(&self.resources, &self.resources.desk, caller, principal, command).await
    }

    async fn fix(&self, caller: &Caller, principal: &Principal, command: FixFindings) -> Outcome<u32> {
        fix::fix(&self.resources, &self.resources.desk, caller, principal, command).await
    }

    async fn use_value(&self, caller: &Caller, principal: &Principal, command: UseValue) -> Outcome<()> {
        fix::use_value(&self.resources, &self.resources.desk, caller, principal, command).await
    }

    async fn plan_per_row(
        &self,
        caller: &Caller,
        principal: &Principal,
        id: SiteBuildId,
        per_row: bool,
    ) -> Outcome<()> {
        change::plan_per_row(&self.resources, caller, principal, id, per_row).await
    }

    async fn plan(
        &self,
        principal: &Principal,
        id: SiteBuildId,
        page: u32,
        open: Option<String>,
    ) -> Outcome<SitePlanView> {
        let checked = self.resources.desk.checked(&self.resources, principal, id).await?;
        let build = view::build(&self.resources, &checked);
        let laid_out = move || plan::view(&checked, build, page, open.as_deref());
        tokio::task::spawn_blocking(laid_out).await.map_err(|_| Failure::internal())
    }

    async fn file(&self, principal: &Principal, id: SiteBuildId, wanted: WantedFile) -> Outcome<MadeFile> {
        let checked = self.resources.desk.checked(&self.resources, principal, id).await?;
        let made = move || files::make(&checked, &wanted);
        tokio::task::spawn_blocking(made).await.map_err(|_| Failure::internal())?
    }
}
