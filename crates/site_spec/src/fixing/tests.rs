use super::*;
use crate::{
    lint::{Finding, lint},
    sheets::{Choices, Spec},
};

fn workbook(files: &[(&str, &str)]) -> Workbook {
    let mut workbook = Workbook::new();
    for (name, text) in files {
        workbook.add_text(name, text);
    }
    workbook
}

fn findings(workbook: &Workbook) -> Vec<Finding> {
    lint(&Spec::of(workbook, &Choices::new()))
}

#[test]
fn whatever_is_not_changed_stays_byte_for_byte() {
    let text = "Sheet of views;;\r\n\"View name\";Machine name;\"Base table\"\r\n\r\n\"News \"\"today\"\"\";News List;\"Con\ntent\"\r\n  Old ;old;\r\n;;";
    let workbook = workbook(&[("Views.csv", text)]);
    let found = findings(&workbook);
    let corrected = apply(&workbook, found.iter().filter_map(|finding| finding.fix.as_ref()));
    assert_eq!(corrected.texts[&0], text.replace("News List", "news_list"));
}

#[test]
fn a_machine_name_takes_along_whoever_refers_to_it() {
    let workbook = workbook(&[
        ("Views.csv", "View name,Machine name,Base table\nThe news,News-List,Content\n"),
        (
            "View displays.csv",
            "View,Title,Machine name,Display plugin\n News-List ,Page,page_1,Page\nThe news,Feed,feed_1,Feed\n",
        ),
    ]);
    let found = findings(&workbook);
    let fix = found.iter().find_map(|finding| finding.fix.as_ref()).unwrap();
    let corrected = apply(&workbook, [fix]);
    assert!(corrected.texts[&0].contains("The news,news_list,Content"));
    assert!(corrected.texts[&1].contains("\n news_list ,Page"));
    assert!(corrected.texts[&1].contains("The news,Feed"));
}

#[test]
fn a_corrected_machine_name_keeps_no_spaces_around_it() {
    let workbook =
        workbook(&[("Views.csv", "View name,Machine name,Base table\nNews, News List ,Content\n")]);
    let found = findings(&workbook);
    let corrected = apply(&workbook, found.iter().filter_map(|finding| finding.fix.as_ref()));
    assert!(corrected.texts[&0].contains("News,news_list,Content"));
}

#[test]
fn a_reference_counts_names_as_they_will_be() {
    let migrations =
        "Label,Machine name,Source plugin,Depend req\nA,a,csv,event_page\nEvents,Event Page,csv,\n";
    let found = findings(&workbook(&[("Migrations.csv", migrations)]));
    let codes: Vec<&str> = found.iter().map(|finding| finding.code.as_ref()).collect();
    assert_eq!(codes, ["machine-name-wrong"], "the reference is right already");
    let bundles = "Name,Machine name,X,Type\nA,Event Page,a,Content type\nB,event_page,a,Paragraph type\n";
    let fields = "Bundle,Field label,Machine name,Field type\nevent_page,A,field_a,Boolean\n";
    let found = findings(&workbook(&[("Bundles.csv", bundles), ("Fields.csv", fields)]));
    let codes: Vec<&str> = found.iter().map(|finding| finding.code.as_ref()).collect();
    assert_eq!(codes, ["machine-name-wrong", "reference-ambiguous"], "both will be called so");
}

#[test]
fn a_name_is_only_put_right_when_it_then_means_the_same() {
    let bundles =
        "Name,Machine name,X,Type\nevent_page,old,d,Content type\nImage,event_page,a,Content type\n";
    let migrations = "Label,Machine name,Source plugin,Default bundle\nA,a,csv,Evemt page\n";
    let found = findings(&workbook(&[("Bundles.csv", bundles), ("Migrations.csv", migrations)]));
    assert_eq!(found[0].code, "migration-bundle-unknown");
    let bundles = "Name,Machine name,Type\n\"News, old\",news_old,Content type\nPerson,person,Content type\n";
    let fields = |cell: &str| {
        format!(
            "Bundle,Field label,Machine name,Field type,Ref. bundle\nperson,A,field_a,Entity reference,{cell}\n"
        )
    };
    let fix_of = |cell: &str| {
        let found = findings(&workbook(&[("Bundles.csv", bundles), ("Fields.csv", &fields(cell))]));
        assert_eq!(found[0].code, "reference-misspelt");
        found[0].fix.is_some()
    };
    assert!(fix_of("News - old"));
    assert!(!fix_of("News - old; Person"), "a comma in a list would make two of it");
}

#[test]
fn one_of_several_names_in_a_cell_is_put_right_alone() {
    let workbook = workbook(&[
        (
            "Bundles.csv",
            "Name,Machine name,Type\nPerson,person,Content type\nCall to action,cta,Paragraph type\n",
        ),
        (
            "Fields.csv",
            "Bundle,Field label,Machine name,Field type,Ref. bundle\nPerson (Content type),A,field_a,Entity reference,\"Perrson (Content type); Call-to-action (Paragraph type)\"\n",
        ),
    ]);
    let found = findings(&workbook);
    let corrected = apply(&workbook, found.iter().filter_map(|finding| finding.fix.as_ref()));
    assert_eq!(corrected.applied, 2);
    assert!(corrected.texts[&1].contains("\"Person (Content type); Call to action (Paragraph type)\""));
}

#[test]
fn tables_of_pipes_keep_their_form() {
    let text = "| View name | Machine name | Base table |\n|---|---|---|\n| News \\| more |  News List   | Content |\n";
    let workbook = workbook(&[("Views.md", text)]);
    let found = findings(&workbook);
    let corrected = apply(&workbook, found.iter().filter_map(|finding| finding.fix.as_ref()));
    assert_eq!(corrected.texts[&0], text.replace("News List", "news_list"));
}

#[test]
fn nothing_is_changed_where_something_else_stands_or_a_formula_would_begin() {
    let workbook = workbook(&[("Views.csv", "View name,Machine name,Base table\nNews,news,Content\n")]);
    let edit = |from: &str, to: &str| Fix {
        title: String::new(),
        edits: vec![Edit { table: 0, row: 0, column: 0, at: 0, from: from.to_owned(), to: to.to_owned() }],
    };
    for fix in [edit("Events", "x"), edit("News", "=1+1")] {
        let corrected = apply(&workbook, [&fix]);
        assert_eq!((corrected.applied, corrected.skipped, corrected.texts.len()), (0, 1, 0));
    }
    assert_eq!(
        apply(&workbook, [&edit("News", "The, news")]).texts[&0].lines().nth(1),
        Some("\"The, news\",news,Content")
    );
}
