//! Columns of sheets, mapped by hand: what they mean, and what those of custom sheets point at.

use contract::{
    Outcome,
    commands::{ChooseSheetKind, DescribeSiteBuild, FindingsFilter, FixFindings, MapColumns, NewSheet},
    views::{FindingView, SheetColumnsView, SheetFileView, SheetsView},
};
use domain::{
    failure::Category,
    ids::{SheetFileId, SiteBuildId},
};
use testkit::{Person, Setup, story};

const BUNDLES: &str = "Name,Machine name,X,Type\nArticle,article,a,Content type\nPage,page,a,Content type\n";
/// Its labels stand under a header that means nothing, and `Name` holds what editors call it among themselves.
const ROLES: &str = "Bezeichnung,Name,Machine name,X\nRedaktion,Ed,editor,a\nChef,Boss,chief editor,a\n";

/// A person at one build.
struct Mapper<'a> {
    person: &'a Person,
    build: SiteBuildId,
}

impl<'a> Mapper<'a> {
    async fn with(person: &'a Person, sheets: &[(&str, &str)]) -> Self {
        let command = DescribeSiteBuild { id: None, name: "Relaunch".into(), description: String::new() };
        let builds = &person.use_cases.site_builds;
        let build = builds.describe(&person.caller, &person.principal, command).await.unwrap();
        let mapper = Self { person, build };
        mapper.add(sheets).await;
        mapper
    }
    async fn add(&self, sheets: &[(&str, &str)]) {
        let sheet =
            |(name, text): &(&str, &str)| NewSheet { name: (*name).to_owned(), bytes: (*text).into() };
        let sheets = sheets.iter().map(sheet).collect();
        let builds = &self.person.use_cases.site_builds;
        builds.add(&self.person.caller, &self.person.principal, self.build, sheets).await.unwrap();
    }
    async fn sheets(&self) -> SheetsView {
        self.person.use_cases.site_builds.sheets(&self.person.principal, self.build).await.unwrap()
    }
    async fn file(&self, name: &str) -> SheetFileView {
        self.sheets().await.build.files.into_iter().find(|file| file.name == name).unwrap()
    }
    async fn version(&self) -> i32 {
        self.sheets().await.build.version
    }
    async fn choose(&self, name: &str, kind: &str) {
        let (file, version) = (self.file(name).await.id, self.version().await);
        let command = ChooseSheetKind { build: self.build, version, file, table: 0, kind: kind.to_owned() };
        let builds = &self.person.use_cases.site_builds;
        builds.choose_kind(&self.person.caller, &self.person.principal, command).await.unwrap();
    }
    async fn columns(&self, name: &str) -> SheetColumnsView {
        let file = self.file(name).await.id;
        self.person.use_cases.site_builds.columns(&self.person.principal, self.build, file, 0).await.unwrap()
    }
    /// What each column means.
    async fn meanings(&self, name: &str) -> Vec<String> {
        self.columns(name).await.columns.into_iter().map(|column| column.meaning).collect()
    }
    async fn map(&self, name: &str, meanings: &[&str], references: &[&str]) -> Outcome<()> {
        let (file, version) = (self.file(name).await.id, self.version().await);
        self.map_as_of(file, version, meanings, references).await
    }
    async fn map_as_of(
        &self,
        file: SheetFileId,
        version: i32,
        meanings: &[&str],
        references: &[&str],
    ) -> Outcome<()> {
        let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        self.send(MapColumns {
            build: self.build,
            version,
            file,
            table: 0,
            meanings: owned(meanings),
            references: owned(references),
            as_recognised: false,
        })
        .await
    }
    async fn send(&self, command: MapColumns) -> Outcome<()> {
        self.person
            .use_cases
            .site_builds
            .map_columns(&self.person.caller, &self.person.principal, command)
            .await
    }
    async fn findings(&self) -> Vec<FindingView> {
        let filter = FindingsFilter::default();
        let builds = &self.person.use_cases.site_builds;
        builds.findings(&self.person.principal, self.build, filter).await.unwrap().findings
    }
    async fn codes(&self) -> Vec<String> {
        self.findings().await.into_iter().map(|finding| finding.code).collect()
    }
    async fn titles(&self) -> Vec<String> {
        let builds = &self.person.use_cases.site_builds;
        let plan = builds.plan(&self.person.principal, self.build, 0, None).await.unwrap();
        plan.tickets.into_iter().map(|ticket| ticket.title).collect()
    }
}

#[tokio::test]
async fn what_is_said_about_a_column_wins_and_everything_follows_it() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Mapper::with(&maja, &[("User roles.csv", ROLES)]).await;
        let view = maja.columns("User roles.csv").await;
        assert_eq!(maja.meanings("User roles.csv").await, ["", "name", "machine_name", "mark"]);
        assert_eq!((view.columns[0].sample.as_str(), view.by_hand), ("Redaktion", false));
        assert!(view.meanings.iter().any(|meaning| meaning.label == "Machine name"), "{view:?}");
        assert!(view.targets.is_empty(), "references are for custom sheets");

        maja.map("User roles.csv", &["name", "", "machine_name", "mark"], &[]).await.unwrap();
        let view = maja.columns("User roles.csv").await;
        assert_eq!(maja.meanings("User roles.csv").await, ["name", "", "machine_name", "mark"]);
        let by_hand: Vec<_> = view.columns.iter().map(|column| column.by_hand).collect();
        assert_eq!((view.by_hand, by_hand), (true, vec![true, true, false, false]));
        assert!(maja.file("User roles.csv").await.tables[0].mapped);

        // Findings, fixes and tables of tickets are about the same columns.
        let wrong = maja.findings().await.into_iter().find(|finding| finding.fix.is_some()).unwrap();
        assert_eq!((wrong.column.as_deref(), wrong.value.as_str()), (Some("Machine name"), "chief editor"));
        let command =
            FixFindings { build: maja.build, version: maja.version().await, number: Some(wrong.number) };
        let builds = &maja.person.use_cases.site_builds;
        builds.fix(&maja.person.caller, &maja.person.principal, command).await.unwrap();
        let plan = builds.plan(&maja.person.principal, maja.build, 0, None).await.unwrap();
        let open = Some(plan.tickets[0].key.clone());
        let plan = builds.plan(&maja.person.principal, maja.build, 0, open).await.unwrap();
        let text = plan.open.unwrap();
        assert_eq!(text.tables[0].rows[1][..3], ["Chef", "Boss", "chief_editor"]);

        // A machine name that is not used is missing, and how to say where it is stands beside it.
        maja.map("User roles.csv", &["name", "", "", "mark"], &[]).await.unwrap();
        let missing =
            maja.findings().await.into_iter().find(|finding| finding.code == "column-missing").unwrap();
        assert!(missing.suggestion.contains("by hand"), "{missing:?}");
        assert_eq!(maja.columns("User roles.csv").await.missing, ["“Machine name”"]);

        let file = maja.file("User roles.csv").await.id;
        let back = MapColumns {
            build: maja.build,
            version: maja.version().await,
            file,
            table: 0,
            meanings: Vec::new(),
            references: Vec::new(),
            as_recognised: true,
        };
        maja.send(back).await.unwrap();
        assert_eq!(maja.meanings("User roles.csv").await, ["", "name", "machine_name", "mark"]);
        assert!(!maja.file("User roles.csv").await.tables[0].mapped);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_in_words_and_changes_nothing() {
    story(Setup::new(), async |app| {
        let (maja, grace) = (app.member("mkeller").await, app.member("ghopper").await);
        let unclear = "Bezeichnung,Ziel\nHaupt,irgendwo\n";
        let maja = Mapper::with(&maja, &[("User roles.csv", ROLES), ("Sheet1.csv", unclear)]).await;
        let before = maja.version().await;
        let twice =
            maja.map("User roles.csv", &["name", "name", "machine_name", "mark"], &[]).await.unwrap_err();
        assert_eq!(twice.message, "“Bezeichnung” and “Name” cannot both be “Name”.");
        assert_eq!(twice.category, Category::UserFixable);
        for meanings in [&["widget", "", "", ""][..], &["nonsense", "", "", ""], &["name"], &[]] {
            let refused = maja.map("User roles.csv", meanings, &[]).await.unwrap_err();
            assert_eq!(refused.category, Category::UserFixable, "{meanings:?}");
        }
        let untyped = maja.map("Sheet1.csv", &["", ""], &[]).await.unwrap_err();
        assert!(untyped.next.contains("type"), "{untyped:?}");
        assert_eq!(maja.version().await, before);

        let file = maja.file("User roles.csv").await.id;
        maja.map("User roles.csv", &["name", "", "machine_name", "mark"], &[]).await.unwrap();
        let stale = maja.map_as_of(file, before, &["", "name", "", "mark"], &[]).await.unwrap_err();
        assert_eq!(stale.category, Category::Conflict, "columns are known by their positions");
        assert_eq!(maja.meanings("User roles.csv").await[0], "name");

        let hers = Mapper { person: &grace, build: maja.build };
        let not_hers = hers.map_as_of(file, 2, &[], &[]).await.unwrap_err();
        assert_eq!(not_hers.category, Category::NotFound);
        let builds = &grace.use_cases.site_builds;
        let not_hers = builds.columns(&grace.principal, maja.build, file, 0).await.unwrap_err();
        assert_eq!(not_hers.category, Category::NotFound);
    })
    .await;
}

#[tokio::test]
async fn a_mapping_is_remembered_for_tables_with_the_same_header() {
    story(Setup::new(), async |app| {
        let (person, grace) = (app.member("mkeller").await, app.member("ghopper").await);
        let maja = Mapper::with(&person, &[("User roles.csv", ROLES)]).await;
        let mapped = ["name", "", "machine_name", "mark"];
        maja.map("User roles.csv", &mapped, &[]).await.unwrap();
        // The next version of the same file, and the same tab in another build, however its headers are written.
        maja.add(&[("User roles.csv", ROLES)]).await;
        assert_eq!(maja.meanings("User roles.csv").await, mapped);
        let next =
            Mapper::with(&person, &[("User roles.csv", &ROLES.replace("Bezeichnung", "BEZEICHNUNG "))]).await;
        assert_eq!(next.meanings("User roles.csv").await, mapped);
        // Nobody else, and no other header.
        let hers = Mapper::with(&grace, &[("User roles.csv", ROLES)]).await;
        assert_eq!(hers.meanings("User roles.csv").await[0], "");
        let other =
            Mapper::with(&person, &[("User roles.csv", &ROLES.replace("Bezeichnung", "Beschriftung"))]).await;
        assert_eq!(other.meanings("User roles.csv").await[0], "");

        // Under another type the columns mean something else; back under this one, what was said of it counts.
        next.choose("User roles.csv", "menus").await;
        assert_eq!(next.meanings("User roles.csv").await[0], "");
        next.choose("User roles.csv", "").await;
        assert_eq!(next.meanings("User roles.csv").await, mapped);
    })
    .await;
}

const TEASERS: &str = "What,Ref,Shown by\nBox,artiicle,Page\nBar,nothing_like_it,Article\n";

#[tokio::test]
async fn columns_of_a_custom_sheet_point_at_rows_of_others() {
    story(Setup::new(), async |app| {
        let person = app.member("mkeller").await;
        let maja = Mapper::with(&person, &[("Bundles.csv", BUNDLES), ("Teasers.csv", TEASERS)]).await;
        maja.choose("Teasers.csv", "custom").await;
        assert!(!maja.codes().await.iter().any(|code| code.starts_with("custom")));
        let targets = maja.columns("Teasers.csv").await.targets;
        let by = targets.iter().find(|choice| choice.key == "bundles.machine_name").unwrap();
        assert_eq!(by.label, "Bundles: Machine name");

        let references = ["", "bundles.machine_name", "bundles"];
        maja.map("Teasers.csv", &["name", "", ""], &references).await.unwrap();
        let shown: Vec<_> =
            maja.columns("Teasers.csv").await.columns.into_iter().map(|column| column.refers_to).collect();
        assert_eq!(shown, references);
        let findings = maja.findings().await;
        let misspelt = findings.iter().find(|finding| finding.code == "reference-misspelt").unwrap();
        assert_eq!((misspelt.value.as_str(), misspelt.column.as_deref()), ("artiicle", Some("Ref")));
        assert_eq!(misspelt.fix.as_deref(), Some("Write “article”"));
        let unknown = findings.iter().find(|finding| finding.code == "custom-reference-unknown").unwrap();
        assert!(unknown.message.contains("whose “Machine name” is “nothing_like_it”"), "{}", unknown.message);
        assert!(unknown.suggestion.contains("“article”, “page”"), "{}", unknown.suggestion);

        // The ticket of the sheet comes after those of what it names.
        let builds = &person.use_cases.site_builds;
        let plan = builds.plan(&person.principal, maja.build, 0, None).await.unwrap();
        let set_up = plan.tickets.iter().find(|ticket| ticket.title == "Set up Teasers").unwrap();
        assert_eq!((set_up.wave, set_up.after.len()), (2, 2), "{:?}", maja.titles().await);

        for refused in ["bakery", "bundles.widget", "migration_mappings", "bundles."] {
            let references = ["", refused, ""];
            assert!(maja.map("Teasers.csv", &["name", "", ""], &references).await.is_err(), "{refused}");
        }
        // Remembered with the type.
        let next = Mapper::with(&person, &[("Other name.csv", TEASERS)]).await;
        assert_eq!(next.columns("Other name.csv").await.columns[1].refers_to, "bundles.machine_name");
        assert_eq!(next.codes().await, ["sheet-missing"]);
    })
    .await;
}
