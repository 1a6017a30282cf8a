use super::*;

const BUNDLES: &str = "Name,Machine name,X,Type\nArticle,article,a,Content type\nImage,image,a,Media type\nImage,image,a,Paragraph type\nAll Hands,all_hands,a,Content type\nText,text,d,Paragraph type\nText,text_new,a,Paragraph type\nVariation,variation,a,Product variation type\n";

/// What the first reference of each field becomes: the target's machine name, or what else it is.
fn places(cells: &[&str]) -> Vec<String> {
    let rows =
        cells.iter().map(|cell| format!("\"{cell}\",A,field_a,Boolean")).collect::<Vec<_>>().join("\n");
    let mut workbook = Workbook::new();
    workbook.add_text("Bundles.csv", BUNDLES);
    workbook.add_text("Fields.csv", &format!("Bundle,Field label,Machine name,Field type\n{rows}"));
    let spec = Spec::of(&workbook, &Choices::new());
    let sheet = &spec.sheets[1];
    (0..cells.len())
        .map(|row| match sheet.place(row) {
            Place::Row(place) => {
                format!("{} {}", sheet.entity(row).unwrap_or("?"), spec.value(place, Column::MachineName))
            }
            Place::Named(text) => format!("named {text}"),
            Place::Shared(text) => format!("shared {text} {}", sheet.entity(row).unwrap_or("?")),
            Place::Nowhere => "nowhere".to_owned(),
        })
        .collect()
}

#[test]
fn bundles_are_found_by_label_and_type_then_by_machine_name() {
    let found = places(&[
        "Article (Content type)",
        "ARTICLE (content type)",
        "article",
        "Image (Media type)",
        "image (Paragraph type)",
        "All Hands (Content type)",
        "Artikle",
        "Variation (Product variation type)",
        "Nothing (Content type)",
        "User (User)",
    ]);
    assert_eq!(
        found,
        [
            "node article",
            "node article",
            "node article",
            "media image",
            "paragraph image",
            "node all_hands",
            "node article",
            "Product variation type variation",
            "named Nothing (Content type)",
            "named User (User)",
        ]
    );
}

#[test]
fn wildcards_and_lists_belong_to_several() {
    let found = places(&["All (Content type)", "All except Article (Content type)", "Article, Text", "All"]);
    assert_eq!(found[0], "shared All (Content type) node");
    assert!(found[1].starts_with("shared All except"));
    assert!(found[2].starts_with("shared Article, Text"));
    assert!(found[3].starts_with("shared All"));
}

#[test]
fn a_row_that_stays_is_meant_rather_than_one_that_goes() {
    assert_eq!(places(&["Text (Paragraph type)"]), ["paragraph text_new"]);
}

#[test]
fn spacers_are_rows_without_content_whatever_their_computed_columns_show() {
    let mut workbook = Workbook::new();
    workbook.add_text(
        "Views.csv",
        "ID,View name,Machine name,X,Base table,Notes\n1,News,news,a,Content,\n2,,,,,#VALUE!\n,,,a,,#N/A\n,,,,,see below\n",
    );
    let spec = Spec::of(&workbook, &Choices::new());
    let states: Vec<_> = (0..4).map(|row| spec.sheets[0].state(row)).collect();
    assert_eq!(states, [RowState::Build, RowState::Spacer, RowState::Spacer, RowState::Build]);
}

#[test]
fn a_person_can_say_the_type_map_columns_and_point_custom_columns_at_types() {
    let mut workbook = Workbook::new();
    workbook.add_text("Bundles.csv", BUNDLES);
    workbook.add_text("Rollen.csv", "Bezeichnung,Kennung\nRedaktion,editor\n");
    workbook.add_text("Teasers.csv", "What,Where\nBox,Article\nBar,Nowhere at all\n");
    let mut choices = Choices::new();
    choices.insert(
        1,
        Choice {
            kind: Some(Kind::UserRoles),
            columns: vec![(Column::Name, 0), (Column::MachineName, 1)],
            ..Choice::default()
        },
    );
    choices.insert(
        2,
        Choice {
            kind: Some(Kind::Custom),
            references: vec![Reference { column: 1, to: Kind::Bundles, by: None }],
            ..Choice::default()
        },
    );
    let spec = Spec::of(&workbook, &choices);
    assert_eq!(spec.sheets[1].value(0, Column::MachineName), "editor");
    let targets: Vec<Target> = spec.links().iter().map(|link| link.target).collect();
    assert!(matches!(targets[0], Target::Row(RowRef { sheet: 0, row: 0 }, Spelling::Label)));
    assert_eq!(targets[1], Target::Unknown);
    let codes: Vec<_> =
        crate::lint::lint(&spec).into_iter().map(|finding| finding.code.into_owned()).collect();
    assert!(codes.contains(&"custom-reference-unknown".to_owned()), "{codes:?}");
}

#[test]
fn what_a_person_says_about_a_column_wins_over_its_header() {
    let mut workbook = Workbook::new();
    workbook.add_text("Roles.csv", "Role,Name,Machine name,X\nEditor,Redaktion,editor,a\n");
    let of = |choice: Choice| {
        let choices = [(0, Choice { kind: Some(Kind::UserRoles), ..choice })].into();
        let spec = Spec::of(&workbook, &choices);
        let sheet = &spec.sheets[0];
        (sheet.value(0, Column::Name).to_owned(), sheet.columns.has(Column::Mark))
    };
    assert_eq!(of(Choice::default()), ("Editor".to_owned(), true));
    let mapped = Choice { columns: vec![(Column::Name, 1)], unused: vec![0, 3], ..Choice::default() };
    assert_eq!(of(mapped), ("Redaktion".to_owned(), false));
    // What only other types have means nothing here.
    let foreign = Choice { columns: vec![(Column::Widget, 0)], ..Choice::default() };
    assert_eq!(of(foreign), ("Editor".to_owned(), true));
}

#[test]
fn what_was_said_before_columns_could_be_unused_is_still_read() {
    let old =
        r#"{"kind":"custom","columns":[["name",2]],"references":[[1,"bundles"]],"excluded":{"4":"later"}}"#;
    let choice: Choice = serde_json::from_str(old).unwrap();
    assert_eq!(choice.references, [Reference { column: 1, to: Kind::Bundles, by: None }]);
    assert_eq!((choice.columns[0], choice.unused.len()), ((Column::Name, 2), 0));
    let again: Choice = serde_json::from_str(&serde_json::to_string(&choice).unwrap()).unwrap();
    assert_eq!(again, choice);
    assert!(serde_json::from_str::<Choice>(r#"{"excluded":{}}"#).unwrap() == Choice::default());
}
