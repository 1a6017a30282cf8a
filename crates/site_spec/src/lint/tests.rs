use super::*;
use crate::{reading::Workbook, sheets::Choices};
use domain::failure::Severity;
use std::collections::BTreeSet;

const BUNDLES: &str = "ID,Name,Machine name,X,Type,Description,Mod.\n\
    1,Article,article,a,Content type,News,y\n\
    2,Person,person,a,Content type,,y\n\
    3,Topics,topics,a,Vocabulary,,-\n\
    4,Slideshow,slideshow,d,Paragraph type,,\n\
    5,Portal,portal,w,Content type,,\n";
const VIEWS: &str = "View name,Machine name,X,Base table\nNews,news,a,Content\nEvents,events,a,Content\n";
const WORKFLOWS: &str = "Label,Machine name,X,Type\nEditorial,editorial,a,Content moderation\n";
const STATES: &str =
    "Workflow,Label,Machine name,X\nEditorial,Draft,draft,a\nEditorial,Published,published,a\n";
const STYLES: &str = "Style name,Machine name,X\nCard large,card_large,a\nCard small,card_small,a\n";

fn spec_of<T>(files: &[(&str, &str)], look: impl FnOnce(&Spec<'_>) -> T) -> T {
    let mut workbook = Workbook::new();
    for (name, text) in files {
        workbook.add_text(name, text);
    }
    look(&Spec::of(&workbook, &Choices::new()))
}

fn lint_of(files: &[(&str, &str)]) -> Vec<Finding> {
    spec_of(files, lint)
}

fn field(row: &str) -> String {
    format!(
        "Bundle,Field label,Machine name,X,Field type,Ref. bundle,Req'd,Vals.,Form widget,Trns.,Help text,Bundle machine name\n{row}\n"
    )
}

/// A case: files, and what is expected of one code.
struct Case {
    code: &'static str,
    triggers: Vec<(&'static str, String)>,
    close: Vec<(&'static str, String)>,
}

fn case(code: &'static str, triggers: &[(&'static str, &str)], close: &[(&'static str, &str)]) -> Case {
    let owned = |files: &[(&'static str, &str)]| {
        files.iter().map(|(name, text)| (*name, (*text).to_owned())).collect()
    };
    Case { code, triggers: owned(triggers), close: owned(close) }
}

fn fields_case(code: &'static str, wrong: &str, right: &str) -> Case {
    case(
        code,
        &[("Bundles.csv", BUNDLES), ("Fields.csv", &field(wrong))],
        &[("Bundles.csv", BUNDLES), ("Fields.csv", &field(right))],
    )
}

#[expect(clippy::too_many_lines, reason = "one line per rule")]
fn cases() -> Vec<Case> {
    let migrations = |rows: &str| {
        format!(
            "Label,Machine name,X,Source plugin,Destination plugin,Default bundle,Tags,Depend req,Depend opt\n{rows}\n"
        )
    };
    let transitions = |row: &str| format!("Workflow,Label,Machine name,X,From,To\n{row}\n");
    let responsive = |row: &str| {
        format!("Responsive style,Machine name,Breakpoint Group,Breakpoints Used,Fallback Style,X\n{row}\n")
    };
    let displays = |row: &str| format!("View,Title,Machine name,X,Display plugin,View ID\n{row}\n");
    let mut cases = vec![
        case("file-empty", &[("Views.csv", "  \n")], &[("Views.csv", VIEWS)]),
        case(
            "file-headers-only",
            &[("Views.csv", "View name,Machine name,Base table\n,,\n")],
            &[("Views.csv", VIEWS)],
        ),
        case(
            "file-nul-bytes",
            &[("Views.csv", "View name,Machine name\nNe\0ws,news\n")],
            &[("Views.csv", VIEWS)],
        ),
        case(
            "type-unclear",
            &[("stuff.csv", "Name,Machine name\nA,a\n")],
            &[("user_roles.csv", "Name,Machine name\nA,a\n")],
        ),
        case(
            "column-missing",
            &[
                ("User roles.csv", "Name,X\nA,a\n"),
                ("Views.csv", "View name,Base table,Status\nNews,Content,on\n"),
            ],
            &[("Views.csv", VIEWS)],
        ),
        case(
            "row-ragged",
            &[("Views.csv", "View name,Machine name,Base table\nNews, and more,news,Content\n")],
            &[("Views.csv", "View name,Machine name,Base table\n\"News, and more\",news,Content,,\n")],
        ),
        case(
            "mark-unknown",
            &[("Views.csv", "View name,Machine name,X,Base table\nNews,news,q,Content\n")],
            &[("Views.csv", "View name,Machine name,X,Base table\nNews,news,A,Content\nOld,old,D,Content\n")],
        ),
        case(
            "cell-missing",
            &[("Views.csv", "View name,Machine name,X,Base table\nNews,,a,Content\n")],
            &[("Views.csv", "View name,Machine name,X,Base table\nNews,news,a,\nOld,,d,Content\n,,,\n")],
        ),
        case(
            "formula-failed",
            &[("Views.csv", "View name,Machine name,X,Base table\nNews,#N/A,a,Content\n")],
            &[("Views.csv", "View name,Machine name,X,Base table\nNews,#N/A,d,Content\nOld,old,a,#N/A\n")],
        ),
        case(
            "machine-name-wrong",
            &[("Views.csv", "View name,Machine name,X,Base table\nNews,News List,a,Content\n")],
            &[("Views.csv", "View name,Machine name,X,Base table\nNews,news_list_2,a,Content\n")],
        ),
        case(
            "machine-name-unusual",
            &[("Image styles.csv", "Style name,Machine name,X\nCard,Card_Large,a\n")],
            &[("Image styles.csv", "Style name,Machine name,X\nCard,42x42_1_5x,a\nOther,42x42_non-webp,a\n")],
        ),
        case(
            "machine-name-too-long",
            &[("Bundles.csv", &format!("Name,Machine name,Type\nA,{},Content type\n", "a".repeat(33)))],
            &[("Bundles.csv", &format!("Name,Machine name,Type\nA,{},Content type\n", "a".repeat(32)))],
        ),
        case(
            "machine-name-spaces",
            &[("Views.csv", "View name,Machine name,X,Base table\nNews,news ,a,Content\n")],
            &[("Views.csv", "View name,Machine name,X,Base table\nNews ,news,a,Content\n")],
        ),
        case(
            "machine-name-duplicate",
            &[("Bundles.csv", "Name,Machine name,Type\nImage,image,Media type\nPicture,Image,Media type\n")],
            &[(
                "Bundles.csv",
                "Name,Machine name,Type\nImage,image,Media type\nImage,image,Paragraph type\n",
            )],
        ),
        case(
            "label-duplicate",
            &[("Bundles.csv", "Name,Machine name,Type\nImage,image,Media type\nimage,picture,Media type\n")],
            &[(
                "Bundles.csv",
                "Name,Machine name,Type\nImage,image,Media type\nImage,image,Paragraph type\n",
            )],
        ),
        case(
            "sheet-missing",
            &[("Fields.csv", &field("Article (Content type),Text,field_text,a,Boolean,,n,1,,n,,"))],
            &[
                ("Bundles.csv", BUNDLES),
                ("Fields.csv", &field("Article (Content type),Text,field_text,a,Boolean,,n,1,,n,,")),
            ],
        ),
        case(
            "entity-type-unknown",
            &[(
                "Bundles.csv",
                "Name,Machine name,Type\nArticle,article,Content type\nSite,site,Content type\nOdd,odd,Kontent tipe\n",
            )],
            &[(
                "Bundles.csv",
                "Name,Machine name,Type\nArticle,article,content Type\nHero,hero,Paragraphs\n",
            )],
        ),
        case(
            "display-view-unknown",
            &[("Views.csv", VIEWS), ("View displays.csv", &displays("Press,Page,page_1,a,Page,"))],
            &[("Views.csv", VIEWS), ("View displays.csv", &displays("news,Page,page_1,a,Page,"))],
        ),
        case(
            "state-workflow-unknown",
            &[
                ("Workflows.csv", WORKFLOWS),
                ("Workflow states.csv", "Workflow,Label,Machine name,X\nPress,Draft,draft,a\n"),
            ],
            &[("Workflows.csv", WORKFLOWS), ("Workflow states.csv", STATES)],
        ),
        case(
            "transition-workflow-unknown",
            &[
                ("Workflows.csv", WORKFLOWS),
                ("Workflow states.csv", STATES),
                ("Workflow transitions.csv", &transitions("Press,Publish,publish,a,Draft,Published")),
            ],
            &[
                ("Workflows.csv", WORKFLOWS),
                ("Workflow states.csv", STATES),
                (
                    "Workflow transitions.csv",
                    &transitions("Editorial,Publish,publish,a,\"draft, Published\",Published"),
                ),
            ],
        ),
        case(
            "transition-from-unknown",
            &[
                ("Workflows.csv", WORKFLOWS),
                ("Workflow states.csv", STATES),
                (
                    "Workflow transitions.csv",
                    &transitions("Editorial,Publish,publish,a,\"Draft, Checked\",Published"),
                ),
            ],
            &[
                ("Workflows.csv", WORKFLOWS),
                ("Workflow states.csv", STATES),
                ("Workflow transitions.csv", &transitions("Editorial,Publish,publish,a,Any,Published")),
            ],
        ),
        case(
            "transition-to-unknown",
            &[
                ("Workflows.csv", WORKFLOWS),
                ("Workflow states.csv", STATES),
                ("Workflow transitions.csv", &transitions("Editorial,Publish,publish,a,Draft,Online")),
            ],
            &[
                ("Workflows.csv", WORKFLOWS),
                ("Workflow states.csv", STATES),
                ("Workflow transitions.csv", &transitions("Editorial,Publish,publish,a,Draft,published")),
            ],
        ),
        case(
            "fallback-style-unknown",
            &[
                ("Image styles.csv", STYLES),
                ("Responsive image styles.csv", &responsive("Hero,hero,Theme,Desktop (1),Cinema,a")),
            ],
            &[
                ("Image styles.csv", STYLES),
                (
                    "Responsive image styles.csv",
                    &responsive("Hero,hero,Theme,Desktop (1),- None (original image) -,a"),
                ),
            ],
        ),
        case(
            "breakpoints-unreadable",
            &[(
                "Responsive image styles.csv",
                &responsive("Hero,hero,Theme,\"Mobile (1, 2x), Desktop (1\",Card large,a"),
            )],
            &[(
                "Responsive image styles.csv",
                &responsive("Hero,hero,Theme,\"Mobile (1, 1.5x, 2x), Desktop (1)\",Card large,a"),
            )],
        ),
        case(
            "effect-style-unknown",
            &[("Image styles.csv", STYLES), ("Image effects.csv", "Image style,Effect,X\nCinema,Scale,a\n")],
            &[
                ("Image styles.csv", STYLES),
                ("Image effects.csv", "Image style,Effect,X\ncard_large,Scale,a\nThumbnail,Convert,a\n"),
            ],
        ),
        case(
            "workflow-bundle-unknown",
            &[
                ("Bundles.csv", BUNDLES),
                (
                    "Workflows.csv",
                    "Label,Machine name,X,Type,Bundles\nEditorial,editorial,a,Content moderation,\"Article, Staff\"\n",
                ),
            ],
            &[
                ("Bundles.csv", BUNDLES),
                (
                    "Workflows.csv",
                    "Label,Machine name,X,Type,Bundles\nEditorial,editorial,a,Content moderation,\"Article, Person\"\n",
                ),
            ],
        ),
        case(
            "migration-bundle-unknown",
            &[("Bundles.csv", BUNDLES), ("Migrations.csv", &migrations("A,m_a,a,csv,entity:node,Staff,,,"))],
            &[
                ("Bundles.csv", BUNDLES),
                ("Migrations.csv", &migrations("A,m_a,a,csv,entity:node,article,,,")),
            ],
        ),
        case(
            "migration-required-unknown",
            &[("Migrations.csv", &migrations("A,m_a,a,csv,entity:node,,,m_files,"))],
            &[("Migrations.csv", &migrations("A,m_a,a,csv,entity:node,,,m_b,\nB,m_b,a,csv,entity:node,,,,"))],
        ),
        case(
            "migration-optional-unknown",
            &[("Migrations.csv", &migrations("A,m_a,a,csv,entity:node,,,,m_files"))],
            &[("Migrations.csv", &migrations("A,m_a,a,csv,entity:node,,,,"))],
        ),
        case(
            "mapping-migration-unknown",
            &[
                ("Migrations.csv", &migrations("A,m_a,a,csv,entity:node,,,,")),
                (
                    "Migration mappings.csv",
                    "Destination property,Source property,Migration\ntitle,name,m_keywords\n",
                ),
            ],
            &[
                ("Migrations.csv", &migrations("A,m_a,a,csv,entity:node,,,,")),
                (
                    "Migration mappings.csv",
                    "Destination property,Source property,Migration\ntitle,name,m_a\n",
                ),
            ],
        ),
        case(
            "names-disagree",
            &[("Views.csv", VIEWS), ("View displays.csv", &displays("News,Page,page_1,a,Page,events"))],
            &[("Views.csv", VIEWS), ("View displays.csv", &displays("News,Page,page_1,a,Page,#N/A"))],
        ),
    ];
    let article = "Article (Content type),Text,field_text,a";
    cases.extend([
        fields_case("field-bundle-unknown", "Staff page (Content type),Text,field_text,a,Boolean,,n,1,,n,,", &format!("{article},Boolean,,n,1,,n,,")),
        fields_case("ref-bundle-unknown", &format!("{article},Entity reference,Staff page (Content type),n,1,,n,,"), &format!("{article},Entity reference,\"Person (Content type), topics\",n,1,,n,,")),
        fields_case("reference-misspelt", "Articcle (Content type),Text,field_text,a,Boolean,,n,1,,n,,", "ARTICLE (content type),Text,field_text,a,Boolean,,n,1,,n,,"),
        fields_case("field-type-misspelt", &format!("{article},Text (plaim),,n,1,,n,,"), &format!("{article},text (PLAIN),,n,1,,n,,")),
        fields_case("field-type-unknown", &format!("{article},Hologram,,n,1,,n,,"), &format!("{article},text_with_summary,,n,1,,n,,")),
        fields_case("widget-unknown", &format!("{article},Boolean,,n,1,Big red button,n,,"), &format!("{article},Boolean,,n,1,single on/off Checkbox,n,,")),
        fields_case("flag-unreadable", &format!("{article},Boolean,,perhaps,1,,n,,"), &format!("{article},Boolean,,Yes,1,,-,,")),
        fields_case("cardinality-unreadable", &format!("{article},Boolean,,n,a few,,n,,"), &format!("{article},Boolean,,n,*,,n,,")),
        fields_case("reference-without-target", &format!("{article},Entity reference,,n,1,,n,,"), &format!("{article},Entity reference (user),,n,1,,n,,")),
        fields_case("depends-on-removed", &format!("{article},Entity reference,Slideshow (Paragraph type),n,1,,n,,"), "Article (Content type),Text,field_text,d,Entity reference,Slideshow (Paragraph type),n,1,,n,,"),
        fields_case("depends-on-waiting", &format!("{article},Entity reference,Portal (Content type),n,1,,n,,"), "Article (Content type),Text,field_text,w,Entity reference,Portal (Content type),n,1,,n,,"),
        fields_case(
            "field-storage-conflict",
            &format!("{article},Text (plain),,n,1,,n,,\nPerson (Content type),Text,field_text,a,Boolean,,n,1,,n,,"),
            &format!("{article},Text (plain),,n,1,,n,,\nTopics (Vocabulary),Text,field_text,a,Boolean,,n,*,,n,,\nPerson (Content type),Text,field_text,a,string,,n,,,n,,"),
        ),
        case(
            "reference-ambiguous",
            &[("Bundles.csv", "Name,Machine name,Type\nImage,image,Media type\nImage,image,Paragraph type\n"), ("Fields.csv", &field("Image,Text,field_text,a,Boolean,,n,1,,n,,"))],
            &[("Bundles.csv", "Name,Machine name,Type\nImage,image,Media type\nImage,image,Paragraph type\n"), ("Fields.csv", &field("Image (Media type),Text,field_text,a,Boolean,,n,1,,n,,"))],
        ),
    ]);
    cases
}

#[test]
fn every_rule_has_a_case_that_triggers_it_and_a_close_one_that_does_not() {
    for Case { code, triggers, close } in cases() {
        let borrowed = |files: &[(&'static str, String)]| -> Vec<Finding> {
            let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
            lint_of(&files)
        };
        let found = borrowed(&triggers);
        let about = |findings: &[Finding]| {
            findings.iter().filter(|finding| finding.code == code).cloned().collect::<Vec<_>>()
        };
        assert!(!about(&found).is_empty(), "{code} is not triggered: {found:#?}");
        for finding in about(&found) {
            says_where_and_what_to_do(&finding, &triggers);
        }
        let found = borrowed(&close);
        assert!(about(&found).is_empty(), "{code} is triggered by what is right: {:#?}", about(&found));
    }
}

/// File, row, column and value are those of the sheet, and there are sentences about what is wrong and what to do.
fn says_where_and_what_to_do(finding: &Finding, files: &[(&'static str, String)]) {
    let sentence =
        |text: &str| text.ends_with('.') && text.starts_with(|c: char| c.is_uppercase() || c == '“');
    assert!(sentence(&finding.message) && sentence(&finding.suggestion), "{finding:#?}");
    let (_, text) = files.iter().find(|(name, _)| *name == finding.file).unwrap();
    let Some(row) = finding.row else { return };
    assert!(finding.at.is_some());
    let line = text.lines().nth(row as usize - 1).unwrap();
    let Some(column) = &finding.column else {
        assert_eq!(finding.code, "row-ragged", "names no column");
        return;
    };
    assert!(text.lines().next().unwrap().split(',').any(|title| title == column), "{finding:#?}");
    assert!(line.contains(&finding.value), "{finding:#?}");
    let named = finding.value.is_empty() || finding.value == "*" || finding.message.contains('“');
    assert!(named, "the message does not say what was found: {finding:#?}");
}

#[test]
fn no_code_is_without_a_case() {
    // Their limits are tested where files are read.
    let read = [
        "file-too-large",
        "specification-too-large",
        "too-many-files",
        "too-many-rows",
        "cell-too-large",
        "too-many-columns",
        "file-not-text",
        "file-undecodable",
        "custom-reference-unknown",
    ];
    let tried: BTreeSet<&str> = cases().iter().map(|case| case.code).chain(read).collect();
    let all: BTreeSet<&str> = RULES.iter().flat_map(|rule| rule.codes.iter().copied()).collect();
    assert_eq!(all, tried);
    let relations = crate::types::Kind::ALL.iter().flat_map(|kind| kind.spec().references.iter());
    for relation in relations {
        assert!(all.contains(relation.code), "{} belongs to no rule", relation.code);
    }
}

#[test]
fn a_dirty_sheet_that_is_right_has_no_errors() {
    let fields = field(
        "All (Content type),Teaser,field_teaser,a,\"Text (plain, long)\",,n,1,,y,,#N/A\n\
         ,,,,,,,,,,,#VALUE!\n\
         Article (Content type),Title,-,a,-,,y,1,Text field,y,,article\n\
         \"All except Person (Content type)\",Note,field_note,c,Boolean,,n,1,,-,,#N/A\n\
         Gone (Content type),#N/A,#N/A,d,#N/A,,,,,,,#N/A\n\
         #N/A,,,,,,,,,,,#REF!\n\
         Article (Content type),\"Related, all\",field_related,x,Entity reference,\"Person (Content type)\nTopics (Vocabulary)\",n,*,Autocomplete,n,\"<b>Two</b>\nlines\",article",
    );
    let found = lint_of(&[("Bundles.csv", BUNDLES), ("Fields.csv", &fields)]);
    let errors: Vec<_> = found.iter().filter(|finding| finding.severity == Severity::Blocking).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn what_would_block_is_a_warning_on_rows_that_are_not_built() {
    for (mark, severity) in [("a", Severity::Blocking), ("x", Severity::Warning), ("h", Severity::Warning)] {
        let views = format!("View name,Machine name,X,Base table\nNews,News List,{mark},Content\n");
        let found = lint_of(&[("Views.csv", &views)]);
        assert_eq!(found[0].severity, severity, "{mark}");
    }
}

#[test]
fn an_excluded_row_blocks_nothing_and_those_that_need_it_are_warned() {
    let bundles = "Name,Machine name,Type\nArticle,article,Content type\nStory,article,Content type\nPage,page,Content type\n";
    let fields = field("Page (Content type),A,field_a,a,Entity reference,Story (Content type),n,1,,n,,");
    for (excluded, code) in [(0, None), (1, Some("depends-on-waiting"))] {
        let mut workbook = Workbook::new();
        workbook.add_text("Bundles.csv", bundles);
        workbook.add_text("Fields.csv", &fields);
        let mut choices = Choices::new();
        assert!(
            lint(&Spec::of(&workbook, &choices)).iter().any(|finding| finding.severity == Severity::Blocking)
        );
        choices.entry(0).or_default().excluded.insert(excluded, "decided".to_owned());
        let found = lint(&Spec::of(&workbook, &choices));
        assert!(found.iter().all(|finding| finding.severity == Severity::Warning), "{found:#?}");
        let about_fields = found.iter().find(|finding| finding.file == "Fields.csv");
        assert_eq!(about_fields.map(|finding| finding.code.as_ref()), code);
    }
}

#[test]
fn in_a_ragged_row_nothing_is_certain() {
    let found = lint_of(&[(
        "Views.csv",
        "View name,Machine name,X,Base table\nNews, More News,a,b,Content\n\"Old,old,a,Content\nLast,last,a,Content\n",
    )]);
    assert!(
        found.iter().any(|finding| finding.code == "machine-name-wrong" || finding.code == "mark-unknown")
    );
    assert!(found.iter().all(|finding| finding.fix.is_none()), "{found:#?}");
    let unclosed = found.iter().rfind(|finding| finding.code == "row-ragged").unwrap();
    assert_eq!(unclosed.row, Some(3));
    assert_eq!(unclosed.suggestion, "Close the quotation mark in the cell that holds the lines behind it.");
}

#[test]
fn a_finding_says_where_it_is_what_was_found_and_what_would_be_right() {
    let found = lint_of(&[
        ("Views.csv", VIEWS),
        (
            "View displays.csv",
            "View,Title,Machine name,X,Display plugin\n\nNews,A,a,a,Page\nPress,B,b,a,Page\n",
        ),
    ]);
    let finding = found.iter().find(|finding| finding.code == "display-view-unknown").unwrap();
    assert_eq!((finding.file.as_str(), finding.row), ("View displays.csv", Some(4)));
    assert_eq!((finding.column.as_deref(), finding.value.as_str()), (Some("View"), "Press"));
    assert_eq!(finding.message, "There is no view “Press”. A display is a part of its view.");
    assert_eq!(finding.suggestion, "Add it to Views, or use one that exists: “News”, “Events”.");
}

#[test]
fn what_is_written_most_alike_is_listed_first() {
    let widget = field("Article (Content type),A,field_a,a,Boolean,,n,1,Single checkbox,n,,");
    let found = lint_of(&[("Bundles.csv", BUNDLES), ("Fields.csv", &widget)]);
    assert!(found[0].suggestion.contains("such as “Single on/off checkbox”, "), "{}", found[0].suggestion);
    let reference = field("Article (Content type),A,field_a,a,Entity reference,Topic list,n,1,,n,,");
    let found = lint_of(&[("Bundles.csv", BUNDLES), ("Fields.csv", &reference)]);
    assert!(found[0].suggestion.contains("that exists: “Topics”, “Article”, "), "{}", found[0].suggestion);
}

#[test]
fn at_most_ten_valid_values_are_listed() {
    let views =
        (0..30).map(|number| format!("Name {number},name_{number},a,Content")).collect::<Vec<_>>().join("\n");
    let found = lint_of(&[
        ("Views.csv", &format!("View name,Machine name,X,Base table\n{views}")),
        ("View displays.csv", "View,Title,Machine name,X,Display plugin\nPress,B,b,a,Page\n"),
    ]);
    let finding = found.iter().find(|finding| finding.code == "display-view-unknown").unwrap();
    assert_eq!(finding.suggestion.matches('“').count(), 10);
    assert!(finding.suggestion.contains("and 20 more"));
}
