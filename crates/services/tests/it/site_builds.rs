//! Site builds: sheets in, findings and tickets out. No model and no Jira is asked.

use contract::{
    Outcome,
    commands::{
        ChooseSheetKind, DescribeSiteBuild, ExcludeRow, FindingsFilter, FixFindings, NewSheet, UseValue,
        WantedFile,
    },
    views::{FindingView, SheetFileView, SheetsView, SiteBuildView, SitePlanView},
};
use domain::{
    failure::{Category, Severity},
    ids::SiteBuildId,
    limits,
};
use std::time::Duration;
use testkit::{Person, Setup, TestApp, story};

const BUNDLES: &str = "Name,Machine name,X,Type\nArticle,article,a,Content type\nPage,page,x,Content type\n";
/// Its bundle is written wrongly in a way that is certain.
const FIELDS: &str = "Field label,Machine name,X,Bundle,Field type\nTeaser,field_teaser,a,Artiicle (Content type),Text (plain)\n";

/// What one person does with site builds.
struct Builder<'a>(&'a Person);

impl Builder<'_> {
    async fn begin(&self, name: &str) -> Outcome<SiteBuildId> {
        let command = DescribeSiteBuild { id: None, name: name.to_owned(), description: String::new() };
        self.0.use_cases.site_builds.describe(&self.0.caller, &self.0.principal, command).await
    }
    async fn add(&self, build: SiteBuildId, sheets: &[(&str, &[u8])]) -> Outcome<()> {
        let sheet =
            |(name, bytes): &(&str, &[u8])| NewSheet { name: (*name).to_owned(), bytes: bytes.to_vec() };
        let sheets = sheets.iter().map(sheet).collect();
        self.0.use_cases.site_builds.add(&self.0.caller, &self.0.principal, build, sheets).await
    }
    async fn sheets(&self, build: SiteBuildId) -> Outcome<SheetsView> {
        self.0.use_cases.site_builds.sheets(&self.0.principal, build).await
    }
    async fn build(&self, build: SiteBuildId) -> SiteBuildView {
        self.sheets(build).await.unwrap().build
    }
    async fn findings(&self, build: SiteBuildId) -> Vec<FindingView> {
        let filter = FindingsFilter::default();
        self.0.use_cases.site_builds.findings(&self.0.principal, build, filter).await.unwrap().findings
    }
    async fn fix(&self, build: SiteBuildId, version: i32, number: Option<u32>) -> Outcome<u32> {
        let command = FixFindings { build, version, number };
        self.0.use_cases.site_builds.fix(&self.0.caller, &self.0.principal, command).await
    }
    /// Leaves the finding's row out; takes it back in without a reason.
    async fn exclude(&self, build: SiteBuildId, finding: &FindingView, reason: Option<&str>) -> Outcome<()> {
        let version = self.build(build).await.version;
        self.exclude_as_of(build, version, finding, reason).await
    }
    async fn exclude_as_of(
        &self,
        build: SiteBuildId,
        version: i32,
        finding: &FindingView,
        reason: Option<&str>,
    ) -> Outcome<()> {
        let place = finding.place.unwrap();
        let command = ExcludeRow {
            build,
            version,
            file: place.file,
            table: place.table,
            row: place.row,
            reason: reason.unwrap_or_default().to_owned(),
            back: reason.is_none(),
        };
        self.0.use_cases.site_builds.exclude(&self.0.caller, &self.0.principal, command).await
    }
    async fn plan(&self, build: SiteBuildId, open: Option<&str>) -> SitePlanView {
        let open = open.map(str::to_owned);
        self.0.use_cases.site_builds.plan(&self.0.principal, build, 0, open).await.unwrap()
    }
    async fn file(&self, build: SiteBuildId, wanted: WantedFile) -> Outcome<String> {
        let made = self.0.use_cases.site_builds.file(&self.0.principal, build, wanted).await?;
        Ok(String::from_utf8(made.bytes).unwrap())
    }
}

async fn with_sheets(maja: &Builder<'_>) -> SiteBuildId {
    let build = maja.begin("Relaunch").await.unwrap();
    maja.add(build, &[("Bundles.csv", BUNDLES.as_bytes()), ("Fields.csv", FIELDS.as_bytes())]).await.unwrap();
    build
}

fn untouched(app: &TestApp) {
    assert!(app.sandbox.llm_calls().is_empty(), "no model is asked");
}

#[tokio::test]
async fn sheets_are_recognised_checked_put_right_and_planned() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder(&maja);
        let id = with_sheets(&maja).await;
        let view = maja.sheets(id).await.unwrap();
        let kinds: Vec<_> =
            view.build.files.iter().map(|file| file.tables[0].kind.clone().unwrap_or_default()).collect();
        assert_eq!(kinds, ["bundles", "fields"]);
        assert_eq!((view.build.counts.errors, view.build.readiness), (1, None));

        let findings = maja.findings(id).await;
        let wrong = findings.iter().find(|finding| finding.severity == Severity::Blocking).unwrap();
        assert_eq!(
            (wrong.file.as_str(), wrong.row, wrong.value.as_str()),
            ("Fields.csv", Some(2), "Artiicle (Content type)")
        );
        let place = wrong.place.unwrap();
        let rows = maja.0.use_cases.site_builds.rows(&maja.0.principal, id, place).await.unwrap();
        assert_eq!(rows.rows[0].cells[0], "Teaser");
        assert!(!rows.rows[0].findings.is_empty());

        let version = maja.build(id).await.version;
        assert_eq!(maja.fix(id, version, Some(wrong.number)).await.unwrap(), 1);
        let stale = maja.fix(id, version, None).await.unwrap_err();
        assert_eq!(stale.category, Category::Conflict, "findings are numbered anew");
        let build = maja.build(id).await;
        assert_eq!(build.counts.errors, 0, "{:?}", maja.findings(id).await);
        assert!(build.readiness.unwrap().starts_with("Ready to generate 2 tickets from 2 CSV files"));
        let corrected = maja.file(id, WantedFile::Sheet(build.files[1].id)).await.unwrap();
        assert_eq!(corrected, FIELDS.replace("Artiicle", "Article"), "the rest stays byte for byte");

        let plan = maja.plan(id, None).await;
        let titles: Vec<_> = plan.tickets.iter().map(|ticket| ticket.title.as_str()).collect();
        assert_eq!(titles.len(), 2, "{titles:?}");
        assert_eq!(plan.reasons, [("done already (x)".to_owned(), 1)]);
        let opened = maja.plan(id, Some(&plan.tickets[1].key)).await.open.unwrap();
        assert_eq!(opened.tables[0].rows[0][0], "Teaser");
        assert_eq!(opened.after.len(), 1, "fields come after their bundle");

        let import = maja.file(id, WantedFile::Plan("csv".into(), Some(1))).await.unwrap();
        assert!(
            import.starts_with("Summary,Issue Type,Description,Original Estimate,Labels,Labels\n"),
            "{import}"
        );
        assert!(import.contains("||") && import.contains("wave-2"), "tables in Jira's markup: {import}");
        assert!(maja.file(id, WantedFile::Plan("csv".into(), Some(2))).await.is_err());
        assert!(maja.file(id, WantedFile::Plan("md".into(), Some(1))).await.unwrap().contains("# Create"));
        let all = maja.file(id, WantedFile::Plan("feature".into(), None)).await.unwrap();
        let one = maja.file(id, WantedFile::Plan("feature".into(), Some(1))).await.unwrap();
        assert!(all.matches("  Scenario: ").count() > one.matches("  Scenario: ").count(), "{all}");
        for number in [0, 9_999] {
            assert!(maja.file(id, WantedFile::Plan("feature".into(), Some(number))).await.is_err());
        }
        assert!(maja.file(id, WantedFile::Findings("exe".into())).await.is_err());
        untouched(&app);
    })
    .await;
}

#[tokio::test]
async fn where_nothing_is_certain_a_person_chooses_among_the_values_that_exist() {
    story(Setup::new(), async |app| {
        let (maja, grace) = (app.member("mkeller").await, app.member("ghopper").await);
        let (maja, grace) = (Builder(&maja), Builder(&grace));
        let id = maja.begin("Relaunch").await.unwrap();
        let fields =
            FIELDS.replace("Artiicle", "Bakery") + "Lead,field_lead,a,Artiicle (Content type),Text (plain)\n";
        maja.add(id, &[("Bundles.csv", BUNDLES.as_bytes()), ("Fields.csv", fields.as_bytes())])
            .await
            .unwrap();
        let found = maja.findings(id).await;
        let unknown = found.iter().find(|finding| finding.code == "field-bundle-unknown").unwrap();
        assert_eq!(
            (unknown.values.as_slice(), &unknown.fix),
            (&["Page".to_owned(), "Article".to_owned()][..], &None)
        );
        let certain = found.iter().find(|finding| finding.fix.is_some()).unwrap();
        assert_eq!(certain.values, Vec::<String>::new());

        let version = maja.build(id).await.version;
        let choose = async |who: &Builder<'_>, version: i32, number: u32, value: &str| {
            let command = UseValue { build: id, version, number, value: value.to_owned() };
            who.0.use_cases.site_builds.use_value(&who.0.caller, &who.0.principal, command).await
        };
        for (number, value) in [(unknown.number, "Bakery"), (unknown.number, ""), (certain.number, "Article")]
        {
            let refused = choose(&maja, version, number, value).await.unwrap_err();
            assert!(refused.of_field("value").is_some(), "{value}");
        }
        assert_eq!(choose(&maja, version, 99, "Article").await.unwrap_err().category, Category::NotFound);
        assert_eq!(
            choose(&grace, version, unknown.number, "Article").await.unwrap_err().category,
            Category::NotFound
        );
        choose(&maja, version, unknown.number, "Article").await.unwrap();
        let stale = choose(&maja, version, unknown.number, "Article").await.unwrap_err();
        assert_eq!(stale.category, Category::Conflict, "findings are numbered anew");
        let build = maja.build(id).await;
        let now = maja.file(id, WantedFile::Sheet(build.files[1].id)).await.unwrap();
        assert_eq!(now, fields.replace("Bakery", "Article"), "the rest stays byte for byte");
        let codes: Vec<_> = maja.findings(id).await.into_iter().map(|finding| finding.code).collect();
        assert!(!codes.contains(&"field-bundle-unknown".to_owned()), "{codes:?}");
        untouched(&app);
    })
    .await;
}

#[tokio::test]
async fn a_row_is_left_out_with_a_reason_and_taken_back_in() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder(&maja);
        let id = with_sheets(&maja).await;
        let wrong =
            maja.findings(id).await.into_iter().find(|found| found.severity == Severity::Blocking).unwrap();
        let long = "x".repeat(limits::EXCLUDED_REASON + 1);
        assert!(maja.exclude(id, &wrong, Some(&long)).await.unwrap_err().of_field("reason").is_some());
        assert!(maja.exclude(id, &wrong, Some("  ")).await.unwrap_err().of_field("reason").is_some());
        let before = maja.build(id).await.version;
        maja.exclude(id, &wrong, Some("next phase")).await.unwrap();
        let stale = maja.exclude_as_of(id, before, &wrong, Some("again")).await.unwrap_err();
        assert_eq!(stale.category, Category::Conflict, "rows are known by their numbers");
        let build = maja.build(id).await;
        assert_eq!((build.counts.errors, build.tickets), (0, 1));
        assert!(maja.plan(id, None).await.reasons.contains(&("excluded: next phase".to_owned(), 1)));
        maja.exclude(id, &wrong, None).await.unwrap();
        assert_eq!(maja.build(id).await.counts.errors, 1);

        // Another file's rows are not those that were left out.
        maja.exclude(id, &wrong, Some("next phase")).await.unwrap();
        maja.add(id, &[("Fields.csv", FIELDS.as_bytes())]).await.unwrap();

        assert_eq!(maja.build(id).await.counts.errors, 1);
    })
    .await;
}

#[tokio::test]
async fn a_type_is_said_by_a_person_and_remembered_for_the_next_build() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder(&maja);
        let unclear = b"Bezeichnung,Ziel\nMain,somewhere\n".as_slice();
        let id = maja.begin("One").await.unwrap();
        maja.add(id, &[("Sheet1.csv", unclear)]).await.unwrap();
        let file = maja.build(id).await.files.remove(0);
        assert_eq!((file.tables[0].kind.as_deref(), file.tables[0].chosen), (None, false));
        assert_eq!(maja.build(id).await.tickets, 0, "never silently");
        let version = maja.build(id).await.version;
        let choose = |kind: &str| ChooseSheetKind {
            build: id,
            version,
            file: file.id,
            table: 0,
            kind: kind.to_owned(),
        };
        let builds = &maja.0.use_cases.site_builds;
        assert!(
            builds
                .choose_kind(&maja.0.caller, &maja.0.principal, choose("bakery"))
                .await
                .unwrap_err()
                .of_field("kind")
                .is_some()
        );
        builds.choose_kind(&maja.0.caller, &maja.0.principal, choose("custom")).await.unwrap();
        let table = maja.build(id).await.files.remove(0).tables.remove(0);
        assert_eq!((table.kind.as_deref(), table.chosen), (Some("custom"), true));

        let next = maja.begin("Two").await.unwrap();
        maja.add(next, &[("Other name.csv", unclear)]).await.unwrap();
        assert_eq!(maja.build(next).await.files[0].tables[0].kind.as_deref(), Some("custom"));
        let grace = app.member("ghopper").await;
        let grace = Builder(&grace);
        let hers = grace.begin("Hers").await.unwrap();
        grace.add(hers, &[("Sheet1.csv", unclear)]).await.unwrap();
        assert_eq!(grace.build(hers).await.files[0].tables[0].kind, None, "for oneself only");
    })
    .await;
}

#[tokio::test]
async fn one_bad_file_leaves_the_others_alone_and_says_why() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder(&maja);
        let id = with_sheets(&maja).await;
        let large = vec![b'x'; limits::SPEC_FILE + 1];
        let bad: [(&str, &[u8]); 4] = [
            ("Empty.csv", b""),
            ("Headers.csv", b"Name,Machine name,X,Type\n"),
            ("Packed.csv", b"PK\x03\x04\x14\x00\x00\x00\x08\x00"),
            ("Large.csv", &large),
        ];
        maja.add(id, &bad).await.unwrap();
        let build = maja.build(id).await;
        let problems: Vec<_> = build.files.iter().filter_map(|file| file.problem.clone()).collect();
        assert_eq!(problems.len(), 4);
        assert!(problems[3].0.contains("too large"), "{problems:?}");
        assert_eq!(build.files.iter().filter(|file| !file.tables.is_empty()).count(), 2);
        assert_eq!(
            (build.to_build, build.readiness),
            (2, None),
            "a file that cannot be read stands in the way"
        );

        // What is too large takes nobody's place, and many tables in one file are too many.
        maja.add(id, &[("Bundles.csv", &large), ("Tables.md", "|a|\n|b|\n\n".repeat(600).as_bytes())])
            .await
            .unwrap();
        let build = maja.build(id).await;
        assert_eq!((build.files.len(), build.to_build), (8, 2), "the good one is still there");
        assert!(build.files[7].problem.as_ref().unwrap().0.contains("602 tables"), "{:?}", build.files[7]);
        for file in &build.files[6..] {
            let builds = &maja.0.use_cases.site_builds;
            builds.remove(&maja.0.caller, &maja.0.principal, id, file.id).await.unwrap();
        }
        // What is pasted never takes the place of what was pasted before.
        maja.add(id, &[("", b"a,b\n1,2\n"), ("", b"a,b\n3,4\n")]).await.unwrap();
        maja.add(id, &[("", b"a,b\n5,6\n")]).await.unwrap();
        let pasted: Vec<_> = maja.build(id).await.files.into_iter().skip(6).collect();
        let names: Vec<_> = pasted.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["Pasted 1.csv", "Pasted 2.csv", "Pasted 3.csv"]);
        for file in &pasted {
            let builds = &maja.0.use_cases.site_builds;
            builds.remove(&maja.0.caller, &maja.0.principal, id, file.id).await.unwrap();
        }
        // One with the same name takes its place.
        maja.add(id, &[("folder/Empty.csv", BUNDLES.as_bytes())]).await.unwrap();
        assert_eq!(maja.build(id).await.files.len(), 6);
        let builds = &maja.0.use_cases.site_builds;
        for file in maja.build(id).await.files {
            builds.remove(&maja.0.caller, &maja.0.principal, id, file.id).await.unwrap();
        }
        assert_eq!(maja.build(id).await.files, []);
        assert!(maja.add(id, &[]).await.unwrap_err().of_field("sheets").is_some());
        let many: Vec<String> =
            (0..=limits::SPEC_FILES).map(|number| format!("Bundles {number}.csv")).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), BUNDLES.as_bytes())).collect();
        maja.add(id, &many).await.unwrap();
        let refused: Vec<_> =
            maja.build(id).await.files.into_iter().filter(|file| file.problem.is_some()).collect();
        assert_eq!(refused.len(), 1, "the 26th");
        assert!(refused[0].problem.as_ref().unwrap().0.contains("25"), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn the_right_file_takes_the_place_of_one_that_was_too_large() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder(&maja);
        let id = with_sheets(&maja).await;
        let large = vec![b'x'; limits::SPEC_FILE + 1];
        let names = async || {
            let files = maja.build(id).await.files;
            let shown = |file: &SheetFileView| format!("{} {}", file.name, file.problem.is_some());
            files.iter().map(shown).collect::<Vec<_>>()
        };
        maja.add(id, &[("Bundles.csv", &large)]).await.unwrap();
        maja.add(id, &[("Bundles.csv", &large), ("Views.csv", &large)]).await.unwrap();
        let one_of_each = ["Bundles.csv false", "Fields.csv false", "Bundles.csv true", "Views.csv true"];
        assert_eq!(names().await, one_of_each, "too large twice is too large once");

        let bundles = maja.build(id).await.files[0].id;
        maja.add(id, &[("Bundles.csv", BUNDLES.replace("Page", "Site").as_bytes())]).await.unwrap();
        maja.add(id, &[("Views.csv", b"View name,Machine name,X,Base table\nNews,news,a,Content\n")])
            .await
            .unwrap();
        assert_eq!(names().await, ["Bundles.csv false", "Fields.csv false", "Views.csv false"]);
        let now = maja.file(id, WantedFile::Sheet(bundles)).await.unwrap();
        assert!(now.contains("Site"), "the place of the one with its name: {now}");
    })
    .await;
}

#[tokio::test]
async fn a_build_is_its_owners_alone() {
    story(Setup::new(), async |app| {
        let (maja, grace) = (app.member("mkeller").await, app.member("ghopper").await);
        let (maja, grace) = (Builder(&maja), Builder(&grace));
        let id = with_sheets(&maja).await;
        let file = maja.build(id).await.files[0].id;
        let builds = &grace.0.use_cases.site_builds;
        assert_eq!(grace.sheets(id).await.unwrap_err().category, Category::NotFound);
        assert_eq!(grace.add(id, &[("x.csv", b"x")]).await.unwrap_err().category, Category::NotFound);
        assert_eq!(grace.fix(id, 2, None).await.unwrap_err().category, Category::NotFound);
        assert!(grace.file(id, WantedFile::Sheet(file)).await.is_err());
        assert!(builds.remove(&grace.0.caller, &grace.0.principal, id, file).await.is_err());
        assert!(builds.delete(&grace.0.caller, &grace.0.principal, id).await.is_err());
        assert_eq!(builds.builds(&grace.0.principal, Some(id)).await.unwrap().builds, []);
        assert_eq!(maja.build(id).await.files.len(), 2);

        let builds = &maja.0.use_cases.site_builds;
        builds.delete(&maja.0.caller, &maja.0.principal, id).await.unwrap();
        assert!(maja.sheets(id).await.is_err());
        assert_eq!(builds.builds(&maja.0.principal, Some(id)).await.unwrap().deleted.unwrap().id, id);
        builds.restore(&maja.0.caller, &maja.0.principal, id).await.unwrap();
        assert_eq!(maja.build(id).await.files.len(), 2);
        assert!(maja.begin(" ").await.unwrap_err().of_field("name").is_some());
        assert!(maja.begin(&"x".repeat(256)).await.unwrap_err().of_field("name").is_some());
    })
    .await;
}

#[tokio::test]
async fn the_example_is_ready_after_its_fixes_and_without_what_cannot_be_fixed() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let builds = &maja.use_cases.site_builds;
        let id = builds.example(&maja.caller, &maja.principal).await.unwrap();
        let maja = Builder(&maja);
        let build = maja.build(id).await;
        assert_eq!(build.files.len(), 16);
        assert!(build.counts.fixable > 5 && build.counts.errors > 5, "{:?}", build.counts);
        maja.fix(id, build.version, None).await.unwrap();
        assert_eq!(maja.build(id).await.counts.fixable, 0);
        for _ in 0..40 {
            let filter = FindingsFilter { severity: "error".into(), ..FindingsFilter::default() };
            let left = maja.0.use_cases.site_builds.findings(&maja.0.principal, id, filter).await.unwrap();
            let Some(first) = left.findings.iter().find(|finding| finding.place.is_some()) else { break };
            maja.exclude(id, first, Some("a defect on purpose")).await.unwrap();
        }
        let build = maja.build(id).await;
        assert_eq!(build.counts.errors, 0, "{:?}", maja.findings(id).await);
        assert!(build.readiness.is_some() && build.waves > 3, "{build:?}");
        let grouped = build.tickets;
        maja.0.use_cases.site_builds.plan_per_row(&maja.0.caller, &maja.0.principal, id, true).await.unwrap();
        let per_row = maja.build(id).await;
        assert!(per_row.per_row && per_row.tickets > grouped);
        assert_eq!(per_row.tickets, per_row.to_build + per_row.to_remove);

        app.clock.advance(Duration::from_hours(24 * 6));
        let listed = maja.0.use_cases.site_builds.builds(&maja.0.principal, None).await.unwrap();
        assert!(
            listed.builds[0].expires_at.unwrap().since(listed.now) < Duration::from_hours(25),
            "said in time"
        );
        untouched(&app);
    })
    .await;
}
