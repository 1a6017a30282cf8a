//! Tickets as Gherkin, read by a parser that is not ours, and again by ours.

use site_spec::{
    plan::{Options, feature, plan, versions},
    reading::Workbook,
    sheets::{Choices, Spec},
};
use std::path::Path;

const BUNDLES: &str = "ID,Name,Machine name,X,Dev,QA,Type,Description\n\
    1,Article,article,a,MK,,Content type,\"News, | and\nmore \\ \"\n\
    2,Old,old,d,,,Content type,\n";
const FIELDS: &str = "ID,Field label,Machine name,X,Bundle,Field type\n\
    1,Teaser,field_teaser,a,Article (Content type),Text (plain)\n";

fn read(files: &[(&str, &str)]) -> Workbook {
    let mut workbook = Workbook::new();
    for (name, text) in files {
        workbook.add_bytes(name, text.as_bytes());
    }
    workbook
}

fn parsed(text: &str) -> gherkin::Feature {
    gherkin::Feature::parse(text, gherkin::GherkinEnv::default())
        .unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn a_feature_has_a_scenario_for_each_sheet_of_a_ticket() {
    let workbook = read(&[("Bundles.csv", BUNDLES), ("Fields.csv", FIELDS)]);
    let spec = Spec::of(&workbook, &Choices::new());
    let plan = plan(&spec, &Options::default());
    let text = feature(&spec, &plan, "Relaunch\nof the site", &plan.order);
    let feature = parsed(&text);
    assert_eq!(feature.name, "Relaunch of the site");
    let said: Vec<_> =
        feature.scenarios.iter().map(|one| (one.name.as_str(), one.steps[0].value.as_str())).collect();
    assert!(said.contains(&("Bundles", "the following bundles should exist")), "{said:?}");
    assert!(said.contains(&("Bundles", "the following bundles should not exist")), "{said:?}");
    assert!(said.contains(&("Fields", "the following fields should exist")), "{said:?}");
    let bundles = feature.scenarios.iter().find(|one| one.steps[0].value.ends_with("should exist")).unwrap();
    let table = &bundles.steps[0].table.as_ref().unwrap().rows;
    assert_eq!(table[0], ["Name", "Machine name", "Type", "Description"], "no marks and no initials");
    assert_eq!(table[1][3], "News, | and\nmore \\");
}

#[test]
fn the_example_becomes_a_feature_that_is_read_as_the_same_rows() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/example-site");
    let mut workbook = Workbook::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|kind| kind == "csv") {
            workbook.add_bytes(&path.file_name().unwrap().to_string_lossy(), &std::fs::read(&path).unwrap());
        }
    }
    let spec = Spec::of(&workbook, &Choices::new());
    let plan = plan(&spec, &Options::default());
    let text = feature(&spec, &plan, "Example", &plan.order);
    let feature = parsed(&text);
    let rows: usize =
        feature.scenarios.iter().map(|one| one.steps[0].table.as_ref().unwrap().rows.len() - 1).sum();
    let planned: usize = plan.tickets.iter().map(|ticket| versions::rows(&spec, ticket).len()).sum();
    assert_eq!(rows, planned);
    let again = read(&[("tickets.feature", &text)]);
    let there: usize = again.tables.iter().map(|table| table.rows.len()).sum();
    assert_eq!(there, planned, "and by our own reader");
}
