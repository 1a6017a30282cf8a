use super::*;
use crate::{
    plan::{Granularity, Options, plan, template_prose},
    reading::Workbook,
    sheets::Choices,
};
use std::{fs, path::PathBuf};

const BUNDLES: &str = "Name,Machine name,X,Type,URL alias pattern\nArticle,article,a,Content type,/news/[node:title]\nPerson,person,a,Content type,\nSecret plan,secret_plan,a,Content type,\n";
const FIELDS: &str = "Bundle,Field label,Machine name,X,Field type,Ref. bundle,Notes\nArticle (Content type),Author,field_author,a,Entity reference,Person (Content type),Widths 42x42_1_5x and 800px; see https://specs.example/a\nPerson (Content type),Mail,field_mail,a,E-mail,,\nSecret plan (Content type),Hidden,field_hidden,a,Boolean,,\n";

/// What is strange in a text about the fields of articles.
fn strange(text: &str) -> Vec<String> {
    let mut workbook = Workbook::new();
    workbook.add_text("Bundles.csv", BUNDLES);
    workbook.add_text("Fields.csv", FIELDS);
    let spec = Spec::of(&workbook, &Choices::new());
    let plan = plan(&spec, &Options::default());
    let ticket = plan.tickets.iter().find(|ticket| ticket.title.contains("fields of Article")).unwrap();
    strange_words(&spec, ticket, &plan, text)
}

#[test]
fn names_of_the_rows_and_of_what_they_refer_to_are_known() {
    for text in [
        "As an editor, I want `field_author` on `article`, so that readers know the person (`person`).",
        "The alias is `/news/[node:title]`, as in Bundles.csv; field_author refers to Person (Content type).",
        "It looks right with 42x42_1_5x, 800px, 3rd, 16:9, 1.5, WCAG2, h2, e.g. and i.e. in mind.",
        "Run `drush config:status` and `drush config:export`.",
        "The column “Ref. bundle” of Fields.csv is followed.",
        "",
    ] {
        assert_eq!(strange(text), [""; 0], "{text}");
    }
}

#[test]
fn names_that_nobody_gave_are_strange() {
    for (text, words) in [
        ("field_subtitle exists; so does field_subtitle.", vec!["field_subtitle"]),
        ("It has `subtitle`.", vec!["subtitle"]),
        ("Change node.type.article and core:status.", vec!["node.type.article", "core:status"]),
        ("Sizes 42x42_2x and card2 exist", vec!["42x42_2x", "card2"]),
        ("`Field_author` and FIELD_AUTHOR are something else", vec!["Field_author", "FIELD_AUTHOR"]),
        ("Also `field_hidden` of `secret_plan`", vec!["field_hidden", "secret_plan"]),
        (
            "field_author_2, field_authors, xfield_author",
            vec!["field_author_2", "field_authors", "xfield_author"],
        ),
        ("field_author/field_editor", vec!["field_editor"]),
        ("(field_editor), “field_editor”: 'field_place'!", vec!["field_editor", "field_place"]),
    ] {
        assert_eq!(strange(text), words, "{text}");
    }
}

#[test]
fn disguises_do_not_help() {
    for text in [
        "field\u{ff3f}subtitle",
        "field\u{203f}subtitle",
        "f\u{456}eld_author",
        "field_\u{200b}author",
        "field\\_author",
        "field&#95;sub1",
        "_subtitle_",
        "*field_subtitle*",
        "`` `subtitle` ``",
        "`subtitle",
        "x ` `subtitle` y",
        "`\u{202e}` `subtitle`",
        "`one``subtitle`",
        "node\u{ff0e}type",
    ] {
        assert!(!strange(text).is_empty(), "{text}");
    }
}

#[test]
fn addresses_are_strange_however_they_are_dressed() {
    for text in [
        "See https://evil.example/x",
        "[Sign in](https://evil.example)",
        "<https://evil.example>",
        "see:HTTPS://evil.example",
        "www.evil.example",
        "mail admin@evil.example",
        "javascript:alert(1)",
        "//evil.example/x",
        "Open /admin/config now",
        "As https://specs.example/a says, which is a cell",
        "[the plan](https://specs.example/a) holds |",
    ] {
        assert!(!strange(text).is_empty(), "{text}");
    }
}

#[test]
fn a_word_is_named_once_and_in_its_order() {
    assert_eq!(strange("b_b a_a b_b `c` a_a"), ["b_b", "a_a", "c"]);
}

#[test]
fn the_templates_of_the_example_always_pass() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../config/example-site");
    let mut workbook = Workbook::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "csv") {
            workbook.add_bytes(path.file_name().unwrap().to_str().unwrap(), &fs::read(&path).unwrap());
        }
    }
    let spec = Spec::of(&workbook, &Choices::new());
    for granularity in [Granularity::Grouped, Granularity::PerRow] {
        let plan = plan(&spec, &Options { granularity });
        assert!(plan.tickets.len() > 50);
        for ticket in &plan.tickets {
            let names = Names::of(&spec, ticket, &plan);
            let prose = template_prose(&spec, ticket);
            for text in prose.criteria.iter().chain([&prose.story]) {
                assert_eq!(names.strange_words(text), [""; 0], "{}: {text}", ticket.title);
            }
        }
    }
}
