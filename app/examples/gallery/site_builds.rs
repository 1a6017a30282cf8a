//! A site build, made up.

use crate::{library::Library, samples::NOW};
use async_trait::async_trait;
use contract::{
    Failure, Outcome,
    commands::{
        ChooseSheetKind, DescribeSiteBuild, ExcludeRow, FindingsFilter, FixFindings, MapColumns, NewSheet,
        UseValue, WantedFile,
    },
    services::{Caller, SiteBuilds},
    views::{
        ColumnChoice, FindingCounts, FindingView, FindingsView, MadeFile, PlannedTable, PlannedTicketText,
        PlannedTicketView, SheetColumnView, SheetColumnsView, SheetFileView, SheetKind, SheetPlace,
        SheetRowView, SheetRowsView, SheetTableView, SheetsView, SiteBuildRow, SiteBuildView, SiteBuildsView,
        SitePlanView,
    },
};
use domain::{
    failure::Severity,
    ids::{SheetFileId, SiteBuildId},
    principal::Principal,
};
use std::time::Duration;

const BUILD: SiteBuildId = SiteBuildId::from_u128(1);
const FILE: SheetFileId = SheetFileId::from_u128(1);

fn files() -> Vec<SheetFileView> {
    let table = |kind: Option<&str>, score, reasons: Vec<String>| SheetTableView {
        table: 0,
        name: "Fields.csv".into(),
        rows: 214,
        kind: kind.map(str::to_owned),
        chosen: false,
        mapped: true,
        overview: false,
        score: Some(score),
        reasons,
    };
    let file = |id: u128, name: &str, problem, tables| SheetFileView {
        id: SheetFileId::from_u128(id),
        name: name.into(),
        bytes: 18_400,
        problem,
        tables,
    };
    let problem = ("The file is empty.".to_owned(), "Export the sheet again.".to_owned());
    vec![
        file(1, "Fields.csv", None, vec![table(Some("fields"), 97, vec!["the name says so".into()])]),
        file(2, "Sheet3.csv", None, vec![table(None, 41, vec!["Views is the likeliest type".into()])]),
        file(3, "Menus.csv", Some(problem), Vec::new()),
    ]
}

fn build(id: SiteBuildId) -> Outcome<SiteBuildView> {
    if id != BUILD {
        return Err(Failure::not_found("site build"));
    }
    Ok(SiteBuildView {
        id,
        name: "Marlow Bay University, relaunch".into(),
        description: "A university and its schools.".into(),
        version: 3,
        per_row: false,
        files: files(),
        counts: FindingCounts { errors: 1, warnings: 1, notices: 0, fixable: 1 },
        to_build: 284,
        to_remove: 41,
        left_out: 63,
        tickets: 97,
        waves: 5,
        hours: 412.0,
        readiness: None,
        made: false,
        expires_at: Some(NOW.plus(Duration::from_hours(30))),
        now: NOW,
    })
}

fn row() -> SiteBuildRow {
    SiteBuildRow {
        id: BUILD,
        name: "Marlow Bay University, relaunch".into(),
        files: 16,
        updated_at: NOW,
        expires_at: Some(NOW.plus(Duration::from_hours(30))),
    }
}

fn finding(number: u32, severity: Severity, fix: Option<&str>) -> FindingView {
    FindingView {
        number,
        code: "reference-misspelt".into(),
        severity,
        file: "Fields.csv".into(),
        row: Some(88),
        column: Some("Ref. bundle".into()),
        value: "Landing page".into(),
        message: "No content type has this label.".into(),
        suggestion: "The sheet has “Landing Page”.".into(),
        fix: fix.map(str::to_owned),
        values: if fix.is_none() { vec!["Landing Page".into(), "Page".into()] } else { Vec::new() },
        place: Some(SheetPlace { file: FILE, table: 0, row: 86 }),
    }
}

fn ticket(order: u32) -> PlannedTicketView {
    PlannedTicketView {
        key: format!("bundle:{order}"),
        title: "Create content type “Article”".into(),
        removes: order == 2,
        group: "Content".into(),
        category: "Site building".into(),
        order,
        hours: 2.5,
        wave: order,
        rows: 1,
        after: vec!["Create vocabulary “Topics”".into()],
    }
}

/// A custom table, because it has all there is to say about columns.
fn columns(file: SheetFileId, table: u32) -> SheetColumnsView {
    let choice = |key: &str, label: &str| ColumnChoice { key: key.into(), label: label.into() };
    let column = |title: &str, sample: &str, meaning: &str, refers_to: &str| SheetColumnView {
        title: title.into(),
        blank: sample.is_empty(),
        sample: sample.into(),
        meaning: meaning.into(),
        by_hand: !refers_to.is_empty(),
        refers_to: refers_to.into(),
    };
    SheetColumnsView {
        file,
        table,
        name: "Fields.csv".into(),
        version: 3,
        by_hand: true,
        columns: vec![
            column("Where", "Front page", "name", ""),
            column("Ref", "article", "", "bundles.machine_name"),
            column("Column 3", "", "", ""),
        ],
        meanings: vec![choice("name", "Name"), choice("machine_name", "Machine name")],
        missing: vec!["“Bundle” or “entity:bundle”".into()],
        targets: vec![choice("bundles.machine_name", "Bundles: Machine name")],
    }
}

#[async_trait]
impl SiteBuilds for Library {
    async fn builds(&self, _: &Principal, _: Option<SiteBuildId>) -> Outcome<SiteBuildsView> {
        Ok(SiteBuildsView { builds: vec![row()], deleted: None, now: NOW })
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
    async fn sheets(&self, _: &Principal, id: SiteBuildId) -> Outcome<SheetsView> {
        let kind = |key: &str, label: &str| SheetKind { key: key.into(), label: label.into() };
        Ok(SheetsView { build: build(id)?, kinds: vec![kind("fields", "Fields"), kind("views", "Views")] })
    }
    async fn add(&self, _: &Caller, _: &Principal, _: SiteBuildId, _: Vec<NewSheet>) -> Outcome<()> {
        Ok(())
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
        id: SiteBuildId,
        file: SheetFileId,
        table: u32,
    ) -> Outcome<SheetColumnsView> {
        build(id).map(|_| columns(file, table))
    }
    /// Says what came.
    async fn map_columns(&self, _: &Caller, _: &Principal, command: MapColumns) -> Outcome<()> {
        let (meanings, references) = (command.meanings.join(","), command.references.join(","));
        Err(Failure::user("told", format!("{meanings}; {references}; {}", command.as_recognised)))
    }
    async fn findings(&self, _: &Principal, id: SiteBuildId, _: FindingsFilter) -> Outcome<FindingsView> {
        Ok(FindingsView {
            build: build(id)?,
            findings: vec![
                finding(0, Severity::Blocking, Some("Write “Landing Page”")),
                finding(1, Severity::Warning, None),
            ],
            total: 2,
            page: 0,
            more: false,
            sheets: vec!["Fields.csv".into()],
        })
    }
    async fn rows(&self, _: &Principal, id: SiteBuildId, place: SheetPlace) -> Outcome<SheetRowsView> {
        let row = |row: u32| SheetRowView {
            row,
            number: row + 2,
            cells: vec!["Teaser".into(), "Landing page".into()],
            left_out: if row == 87 { "done already (x)".into() } else { String::new() },
            excluded: false,
            findings: if row == 86 {
                vec![(1, "No content type has this label.".into())]
            } else {
                Vec::new()
            },
        };
        Ok(SheetRowsView {
            build: build(id)?,
            name: "Fields.csv".into(),
            file: place.file,
            table: 0,
            header: vec!["Field label".into(), "Ref. bundle".into()],
            rows: vec![row(85), row(86), row(87)],
            around: 86,
            total: 214,
        })
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
    async fn plan(
        &self,
        _: &Principal,
        id: SiteBuildId,
        _: u32,
        open: Option<String>,
    ) -> Outcome<SitePlanView> {
        let text = open.map(|key| PlannedTicketText {
            number: 1,
            key,
            title: "Create content type “Article”".into(),
            story: "As an editor I want articles so that news can be published.".into(),
            tables: vec![PlannedTable {
                caption: "Bundles (Bundles.csv)".into(),
                header: vec!["Name".into(), "Machine name".into()],
                rows: vec![vec!["Article".into(), "article".into()]],
            }],
            criteria: vec!["The content type exists.".into()],
            verification: vec!["Open the list of content types.".into()],
            after: vec![("Create vocabulary “Topics”".into(), "Fields.csv, row 12".into())],
        });
        Ok(SitePlanView {
            build: build(id)?,
            tickets: vec![ticket(1), ticket(2)],
            page: 0,
            more: false,
            longest: vec!["Create vocabulary “Topics”".into(), "Create content type “Article”".into()],
            longest_hours: 4.5,
            cycles: vec!["Department needs Person, and Person needs Department.".into()],
            reasons: vec![("done already (x)".into(), 41)],
            open: text,
            csv_files: 1,
        })
    }
    async fn file(&self, _: &Principal, _: SiteBuildId, _: WantedFile) -> Outcome<MadeFile> {
        Err(Failure::not_found("file"))
    }
}
