//! Sheets of no known type: a person says which of their columns point where.

use site_spec::{
    columns::Column,
    fixing,
    lint::{Finding, lint},
    plan::{Options, plan},
    reading::Workbook,
    sheets::{Choice, Choices, Reference, Spec},
    types::Kind,
};

const BUNDLES: &str = "ID,Name,Machine name,X,Type\n1,Article,article,a,Content type\n2,Person,person,a,Content type\n3,Old,old,d,Content type\n4,Image,image,a,Media type\n5,Image,image,a,Paragraph type\n";

fn workbook(rows: &str) -> Workbook {
    let mut workbook = Workbook::new();
    workbook.add_text("Bundles.csv", BUNDLES);
    workbook.add_text("Teasers.csv", &format!("What,Ref\n{rows}\n"));
    workbook
}

fn pointing(to: Kind, by: Option<Column>) -> Choices {
    let references = vec![Reference { column: 1, to, by }];
    [(1, Choice { kind: Some(Kind::Custom), references, ..Choice::default() })].into()
}

/// What is found in the second column.
fn found(rows: &str, by: Option<Column>) -> Vec<Finding> {
    let workbook = workbook(rows);
    let findings = lint(&Spec::of(&workbook, &pointing(Kind::Bundles, by)));
    findings.into_iter().filter(|finding| finding.column.as_deref() == Some("Ref")).collect()
}

fn codes(rows: &str, by: Option<Column>) -> Vec<String> {
    found(rows, by).into_iter().map(|finding| finding.code.into_owned()).collect()
}

#[test]
fn cells_are_names_of_the_column_that_was_said_and_of_no_other() {
    assert_eq!(codes("A,Article\nB,person", None), Vec::<String>::new());
    assert_eq!(
        codes("A,article\nB,\"article, person\"\nC,n/a", Some(Column::MachineName)),
        Vec::<String>::new()
    );
    assert_eq!(codes("A,1", Some(Column::Id)), Vec::<String>::new());
    assert_eq!(codes("A,7", Some(Column::Id)), ["custom-reference-unknown"]);
    assert_eq!(codes("A,article", Some(Column::Id)), ["custom-reference-unknown"]);
    assert_eq!(codes("A,Image", None), ["reference-ambiguous"]);
    assert_eq!(codes("A,old", Some(Column::MachineName)), ["depends-on-removed"]);
}

#[test]
fn a_slip_is_put_right_in_the_words_of_the_column() {
    for (by, slip, right) in [
        (Some(Column::MachineName), "artiicle", "article"),
        (Some(Column::MachineName), "Article", "article"),
        (Some(Column::Name), "Artiicle", "Article"),
    ] {
        let rows = format!("A,{slip}");
        let found = found(&rows, by);
        assert_eq!(found[0].code, "reference-misspelt", "{slip}");
        let corrected = fixing::apply(&workbook(&rows), found[0].fix.as_ref());
        assert_eq!(corrected.texts[&1], format!("What,Ref\nA,{right}\n"));
    }
}

#[test]
fn the_ticket_of_the_sheet_waits_for_those_of_what_it_names() {
    let workbook = workbook("A,article\nB,person");
    for by in [None, Some(Column::MachineName)] {
        let choices = pointing(Kind::Bundles, by);
        let spec = Spec::of(&workbook, &choices);
        let plan = plan(&spec, &Options::default());
        let teasers = plan.tickets.iter().find(|ticket| ticket.kind == Kind::Custom).unwrap();
        let mut after: Vec<&str> =
            teasers.dependencies.iter().map(|before| plan.tickets[before.on].name.as_str()).collect();
        after.sort_unstable();
        assert_eq!(after, ["Article", "Person"]);
        assert_eq!(teasers.wave, 2);
        assert!(teasers.dependencies[0].because.contains("Teasers.csv, row 2, Ref: article"));
    }
}

#[test]
fn a_sheet_that_is_not_there_is_one_warning() {
    let workbook = workbook("A,front\nB,back");
    let findings = lint(&Spec::of(&workbook, &pointing(Kind::Views, None)));
    let codes: Vec<_> = findings.iter().map(|finding| finding.code.as_ref()).collect();
    assert!(codes.contains(&"sheet-missing") && !codes.contains(&"custom-reference-unknown"), "{codes:?}");
}

#[test]
fn rows_of_a_custom_sheet_can_name_each_other() {
    let mut workbook = Workbook::new();
    workbook.add_text("Pages.csv", "Name,Parent\nHome,\nNews,Home\nPress,Nowhere\n");
    let references = vec![Reference { column: 1, to: Kind::Custom, by: None }];
    let choices = [(0, Choice { kind: Some(Kind::Custom), references, ..Choice::default() })].into();
    let spec = Spec::of(&workbook, &choices);
    let findings = lint(&spec);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].row, Some(4));
    assert_eq!(plan(&spec, &Options::default()).cycles, []);
}

#[test]
fn more_columns_than_can_be_told_apart_are_not_followed() {
    let references =
        (0..300).map(|column| Reference { column, to: Kind::Bundles, by: None }).collect::<Vec<_>>();
    let choices: Choices = [(1, Choice { kind: Some(Kind::Custom), references, ..Choice::default() })].into();
    let workbook = workbook("A,article");
    assert!(!lint(&Spec::of(&workbook, &choices)).is_empty());
}
