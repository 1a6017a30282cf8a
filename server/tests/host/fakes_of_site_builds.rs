//! Site builds: there is none, but whatever is uploaded is counted, and one file can be made.

use crate::fakes::Fakes;
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::{
        ChooseSheetKind, DescribeSiteBuild, ExcludeRow, FindingsFilter, FixFindings, MapColumns, NewSheet,
        UseValue, WantedFile,
    },
    services::{Caller, SiteBuilds},
    views::{
        FindingsView, MadeFile, SheetColumnsView, SheetPlace, SheetRowsView, SheetsView, SiteBuildsView,
        SitePlanView,
    },
};
use domain::{
    failure::Failure,
    ids::{SheetFileId, SiteBuildId},
    principal::Principal,
};

#[async_trait]
impl SiteBuilds for Fakes {
    async fn builds(&self, _: &Principal, _: Option<SiteBuildId>) -> Outcome<SiteBuildsView> {
        Err(Failure::internal())
    }
    async fn describe(&self, _: &Caller, _: &Principal, _: DescribeSiteBuild) -> Outcome<SiteBuildId> {
        Err(Failure::not_found("site build"))
    }
    async fn example(&self, _: &Caller, _: &Principal) -> Outcome<SiteBuildId> {
        Err(Failure::not_found("site build"))
    }
    async fn delete(&self, _: &Caller, _: &Principal, _: SiteBuildId) -> Outcome<()> {
        Err(Failure::not_found("site build"))
    }
    async fn restore(&self, _: &Caller, _: &Principal, _: SiteBuildId) -> Outcome<()> {
        Err(Failure::not_found("site build"))
    }
    async fn sheets(&self, _: &Principal, _: SiteBuildId) -> Outcome<SheetsView> {
        Err(Failure::not_found("site build"))
    }
    /// Says what came.
    async fn add(&self, _: &Caller, _: &Principal, _: SiteBuildId, sheets: Vec<NewSheet>) -> Outcome<()> {
        let told: Vec<_> =
            sheets.iter().map(|sheet| format!("{} {}", sheet.name, sheet.bytes.len())).collect();
        Err(Failure::user("told", told.join(", ")))
    }
    async fn remove(&self, _: &Caller, _: &Principal, _: SiteBuildId, _: SheetFileId) -> Outcome<()> {
        Err(Failure::not_found("site build"))
    }
    async fn choose_kind(&self, _: &Caller, _: &Principal, _: ChooseSheetKind) -> Outcome<()> {
        Err(Failure::not_found("site build"))
    }
    async fn columns(
        &self,
        _: &Principal,
        _: SiteBuildId,
        _: SheetFileId,
        _: u32,
    ) -> Outcome<SheetColumnsView> {
        Err(Failure::not_found("site build"))
    }
    async fn map_columns(&self, _: &Caller, _: &Principal, _: MapColumns) -> Outcome<()> {
        Err(Failure::not_found("site build"))
    }
    async fn findings(&self, _: &Principal, _: SiteBuildId, _: FindingsFilter) -> Outcome<FindingsView> {
        Err(Failure::not_found("site build"))
    }
    async fn rows(&self, _: &Principal, _: SiteBuildId, _: SheetPlace) -> Outcome<SheetRowsView> {
        Err(Failure::not_found("site build"))
    }
    async fn exclude(&self, _: &Caller, _: &Principal, _: ExcludeRow) -> Outcome<()> {
        Err(Failure::not_found("site build"))
    }
    async fn fix(&self, _: &Caller, _: &Principal, _: FixFindings) -> Outcome<u32> {
        Err(Failure::not_found("site build"))
    }
    async fn use_value(&self, _: &Caller, _: &Principal, _: UseValue) -> Outcome<()> {
        Err(Failure::not_found("site build"))
    }
    async fn plan_per_row(&self, _: &Caller, _: &Principal, _: SiteBuildId, _: bool) -> Outcome<()> {
        Err(Failure::not_found("site build"))
    }
    async fn plan(&self, _: &Principal, _: SiteBuildId, _: u32, _: Option<String>) -> Outcome<SitePlanView> {
        Err(Failure::not_found("site build"))
    }
    async fn file(&self, _: &Principal, _: SiteBuildId, wanted: WantedFile) -> Outcome<MadeFile> {
        let WantedFile::Findings(form) = wanted else { return Err(Failure::not_found("file")) };
        let bytes = form.into_bytes();
        Ok(MadeFile { name: "find\"ings.csv".into(), media: "text/csv; charset=utf-8", bytes })
    }
}
