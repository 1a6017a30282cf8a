//! What people bring who have no Spec Tool: reports of Drupal modules and Markdown.

use site_spec::{
    lint::lint,
    plan::{Options, plan},
    reading::Workbook,
    sheets::{Choices, Spec},
    types::Kind,
};

const BUNDLES: &str = "Name,Machine name,Type\nArticle,article,Content type\nCard,card,Paragraph type\n";

fn kinds_and_findings(files: &[(&str, &str)]) -> (Vec<Kind>, Vec<String>, usize) {
    let mut workbook = Workbook::new();
    for (name, text) in files {
        workbook.add_text(name, text);
    }
    let spec = Spec::of(&workbook, &Choices::new());
    let found =
        lint(&spec).into_iter().map(|finding| format!("{} {:?}", finding.code, finding.row)).collect();
    let kinds = spec.sheets.iter().map(|sheet| sheet.kind).collect();
    (kinds, found, plan(&spec, &Options::default()).coverage.built)
}

#[test]
fn an_entity_report_is_fields_by_machine_names_of_types_and_bundles() {
    let report = "Entity type,Bundle label,Bundle machine name,Field name,Data type,Machine name,Description,Required,Translatable,Cardinality
node,Article,article,Tags,entity_reference,field_tags,Enter tags,No,No,Unlimited values
node,Article,article,Image,image,field_image,,No,No,3 values
node,Article,article,Body,text_with_summary,body,,Yes,Yes,One value
";
    let (kinds, found, built) =
        kinds_and_findings(&[("Bundles.csv", BUNDLES), ("entity_reports_2026.csv", report)]);
    assert_eq!(kinds, [Kind::Bundles, Kind::Fields]);
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(built, 5);
}

#[test]
fn a_site_analysis_is_fields_by_entity_and_bundle_in_one_cell() {
    let analysis = "entity:bundle,field_name,label,required,translatable,field_type,storage_type,cardinality,storage_settings,form_widget
node:article,field_tags,Tags,0,1,entity_reference,entity_reference,-1,\"{\"\"target_type\"\":\"\"taxonomy_term\"\"}\",entity_reference_autocomplete_tags
node:article,body,Body,0,1,text_with_summary,text_with_summary,1,,text_textarea_with_summary
paragraph:card,field_title,Title,1,0,string,string,1,,string_textfield
";
    let (kinds, found, built) = kinds_and_findings(&[("Bundles.csv", BUNDLES), ("export.csv", analysis)]);
    assert_eq!(kinds, [Kind::Bundles, Kind::Fields]);
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(built, 5);
    let (_, found, _) = kinds_and_findings(&[
        ("Bundles.csv", BUNDLES),
        ("export.csv", &analysis.replace("paragraph:card", "paragraph:hero")),
    ]);
    assert_eq!(found, ["field-bundle-unknown Some(4)"]);
}

#[test]
fn a_markdown_page_holds_several_sheets_under_its_headings() {
    let page = "# Our site\n\nSome words.\n\n## Content types\n\n| Name | Machine name | Type |\n| --- | --- | --- |\n| News | news | Content type |\n\n## Roles\n\n| Name | Machine name |\n|---|---|\n| Editor | editor |\n\n## Fields of news\n\n| Bundle | Field label | Machine name | Field type | Vals. |\n|---|---|---|---|---|\n| News (Content type) | Text | field_text | Text (plain) | 1 |\n";
    let (kinds, found, built) = kinds_and_findings(&[("page.md", page)]);
    assert_eq!(kinds, [Kind::Bundles, Kind::UserRoles, Kind::Fields]);
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(built, 3);
}

#[test]
fn a_spreadsheet_program_says_its_delimiter_above_the_header() {
    let views = "sep=;\r\nView name;Machine name;Base table\r\nNews;news;Content\r\n";
    let (kinds, found, built) = kinds_and_findings(&[("Views.csv", views)]);
    assert_eq!((kinds, found.len(), built), (vec![Kind::Views], 0, 1));
}
