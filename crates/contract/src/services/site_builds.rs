//! Site builds.

use super::Caller;
use crate::{
    Outcome,
    commands::{
        ChooseSheetKind, DescribeSiteBuild, ExcludeRow, FindingsFilter, FixFindings, MapColumns, NewSheet,
        UseValue, WantedFile,
    },
    views::{
        FindingsView, MadeFile, SheetColumnsView, SheetPlace, SheetRowsView, SheetsView, SiteBuildsView,
        SitePlanView,
    },
};
use async_trait::async_trait;
use domain::{
    ids::{SheetFileId, SiteBuildId},
    principal::Principal,
};

/// Site builds. Everything but the list belongs to one build of the person's own.
#[async_trait]
pub trait SiteBuilds: Send + Sync {
    /// The person's builds. `deleted` is the one whose deletion can be taken back.
    async fn builds(&self, principal: &Principal, deleted: Option<SiteBuildId>) -> Outcome<SiteBuildsView>;
    /// Begins a build, or says something else about one.
    async fn describe(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: DescribeSiteBuild,
    ) -> Outcome<SiteBuildId>;
    /// Begins a build with the sheets of a university that does not exist.
    async fn example(&self, caller: &Caller, principal: &Principal) -> Outcome<SiteBuildId>;
    /// Deletes a build; it can be taken back for a while.
    async fn delete(&self, caller: &Caller, principal: &Principal, id: SiteBuildId) -> Outcome<()>;
    /// Takes a deletion back.
    async fn restore(&self, caller: &Caller, principal: &Principal, id: SiteBuildId) -> Outcome<()>;
    /// Its sheets and what type each is.
    async fn sheets(&self, principal: &Principal, id: SiteBuildId) -> Outcome<SheetsView>;
    /// Adds sheets; one with the name of another one takes its place.
    async fn add(
        &self,
        caller: &Caller,
        principal: &Principal,
        id: SiteBuildId,
        sheets: Vec<NewSheet>,
    ) -> Outcome<()>;
    /// Takes a sheet out.
    async fn remove(
        &self,
        caller: &Caller,
        principal: &Principal,
        id: SiteBuildId,
        file: SheetFileId,
    ) -> Outcome<()>;
    /// Says what type a table is.
    async fn choose_kind(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: ChooseSheetKind,
    ) -> Outcome<()>;
    /// What the columns of a table mean.
    async fn columns(
        &self,
        principal: &Principal,
        id: SiteBuildId,
        file: SheetFileId,
        table: u32,
    ) -> Outcome<SheetColumnsView>;
    /// Says what the columns of a table mean.
    async fn map_columns(&self, caller: &Caller, principal: &Principal, command: MapColumns) -> Outcome<()>;
    /// What is wrong.
    async fn findings(
        &self,
        principal: &Principal,
        id: SiteBuildId,
        filter: FindingsFilter,
    ) -> Outcome<FindingsView>;
    /// Rows of a table around one of them.
    async fn rows(&self, principal: &Principal, id: SiteBuildId, place: SheetPlace)
    -> Outcome<SheetRowsView>;
    /// Leaves a row out, or takes it back in.
    async fn exclude(&self, caller: &Caller, principal: &Principal, command: ExcludeRow) -> Outcome<()>;
    /// Puts right what is certain; says how many.
    async fn fix(&self, caller: &Caller, principal: &Principal, command: FixFindings) -> Outcome<u32>;
    /// Writes a value that somebody chose into the cell of a finding.
    async fn use_value(&self, caller: &Caller, principal: &Principal, command: UseValue) -> Outcome<()>;
    /// One ticket per row, or what belongs together.
    async fn plan_per_row(
        &self,
        caller: &Caller,
        principal: &Principal,
        id: SiteBuildId,
        per_row: bool,
    ) -> Outcome<()>;
    /// The tickets. `open` is the key of the one that is shown whole.
    async fn plan(
        &self,
        principal: &Principal,
        id: SiteBuildId,
        page: u32,
        open: Option<String>,
    ) -> Outcome<SitePlanView>;
    /// Makes a file of it.
    async fn file(&self, principal: &Principal, id: SiteBuildId, wanted: WantedFile) -> Outcome<MadeFile>;
}
