//! The example specification in `config/example-site`: what its README promises about it.

#![expect(clippy::unwrap_used, reason = "what a test cannot prepare ends it")]

use domain::failure::Severity;
use site_spec::{
    fixing,
    lint::{Finding, lint},
    plan::{Options, plan},
    reading::Workbook,
    sheets::{Choices, Spec},
    types::Kind,
};
use std::{collections::BTreeSet, fs, path::PathBuf};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../config/example-site")
}

fn example() -> Workbook {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut workbook = Workbook::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "csv")) {
        workbook.add_bytes(path.file_name().unwrap().to_str().unwrap(), &fs::read(path).unwrap());
    }
    workbook
}

fn findings(workbook: &Workbook) -> Vec<Finding> {
    lint(&Spec::of(workbook, &Choices::new()))
}

/// The lines `| file | row | code |` of the README's table.
fn promised(heading: &str) -> Vec<(String, u32, String)> {
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    let section = readme.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    section
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let row = cells.get(1)?.parse().ok()?;
            Some((cells[0].to_owned(), row, cells[2].trim_matches('`').to_owned()))
        })
        .collect()
}

fn places(findings: &[&Finding]) -> Vec<(String, u32, String)> {
    let mut places: Vec<_> = findings
        .iter()
        .map(|finding| (finding.file.clone(), finding.row.unwrap_or(0), finding.code.clone().into_owned()))
        .collect();
    places.sort();
    places
}

#[test]
fn every_type_of_sheet_is_there_and_recognised() {
    let workbook = example();
    assert!(workbook.refused.is_empty(), "{:?}", workbook.refused);
    let spec = Spec::of(&workbook, &Choices::new());
    for kind in Kind::detectable() {
        assert_eq!(spec.of_kind(kind).count(), 1, "{kind:?}; unclear: {:?}", spec.unclear);
    }
    assert_eq!(spec.unclear.len(), 1, "the overview alone is left out");
    let rows: usize = workbook.tables.iter().map(|table| table.rows.len()).sum();
    assert!(rows >= 400, "{rows}");
}

#[test]
fn its_defects_are_those_that_its_readme_lists() {
    let workbook = example();
    let found = findings(&workbook);
    let (fixable, others): (Vec<&Finding>, Vec<&Finding>) =
        found.iter().partition(|finding| finding.fix.is_some());
    let sorted = |mut promised: Vec<(String, u32, String)>| {
        promised.sort();
        promised
    };
    assert_eq!(places(&fixable), sorted(promised("Put right by")), "fixable");
    assert_eq!(places(&others), sorted(promised("Left for people")), "others");
}

#[test]
fn fixing_leaves_the_others_and_changes_nothing_else() {
    let workbook = example();
    let before = findings(&workbook);
    let fixes = before.iter().filter_map(|finding| finding.fix.as_ref());
    let corrected = fixing::apply(&workbook, fixes);
    assert_eq!(corrected.skipped, 0);
    let mut again = Workbook::new();
    let mut lines = 0;
    for (index, file) in workbook.files.iter().enumerate() {
        let text = corrected.texts.get(&index).unwrap_or(&file.text);
        lines += file.text.lines().zip(text.lines()).filter(|(old, new)| old != new).count();
        again.add_bytes(&file.name, &file.encode(text));
        assert_eq!(again.files[index].encoding, file.encoding, "{}", file.name);
    }
    let rows: usize =
        before.iter().filter_map(|finding| finding.fix.as_ref()).map(|fix| fix.edits.len()).sum();
    assert!(lines <= rows, "{lines} lines changed for {rows} edits");
    let key = |finding: &Finding| (finding.file.clone(), finding.row, finding.code.clone());
    let expected: Vec<_> = before.iter().filter(|finding| finding.fix.is_none()).map(key).collect();
    assert_eq!(findings(&again).iter().map(key).collect::<Vec<_>>(), expected);
}

#[test]
fn what_fixes_leave_can_be_excluded_row_by_row_until_nothing_blocks() {
    let before = example();
    let corrected =
        fixing::apply(&before, findings(&before).iter().filter_map(|finding| finding.fix.as_ref()));
    let mut workbook = Workbook::new();
    for (index, file) in before.files.iter().enumerate() {
        workbook.add_text(&file.name, corrected.texts.get(&index).unwrap_or(&file.text));
    }
    let mut choices = Choices::new();
    for finding in findings(&workbook) {
        if finding.severity == Severity::Blocking {
            let (table, row) = finding.at.unwrap();
            choices.entry(table).or_default().excluded.insert(row, format!("decided: {}", finding.code));
        }
    }
    let spec = Spec::of(&workbook, &choices);
    let found = lint(&spec);
    let blocking: Vec<_> = found.iter().filter(|finding| finding.severity == Severity::Blocking).collect();
    assert!(blocking.is_empty(), "{blocking:#?}");
    let plan = plan(&spec, &Options::default());
    let excluded: usize = choices.values().map(|choice| choice.excluded.len()).sum();
    let listed =
        plan.coverage.left_out.iter().filter(|row| row.reason.starts_with("excluded: decided")).count();
    assert_eq!(listed, excluded);
}

#[test]
fn its_plan_covers_every_row_and_explains_its_cycles() {
    let workbook = example();
    let spec = Spec::of(&workbook, &Choices::new());
    let plan = plan(&spec, &Options::default());
    let rows: usize = spec.sheets.iter().map(|sheet| sheet.rows().count()).sum();
    let overview = plan.coverage.left_out.iter().filter(|row| row.reason == "summary tab").count();
    assert_eq!(plan.coverage.built + plan.coverage.removed + plan.coverage.left_out.len() - overview, rows);
    assert_eq!(plan.order.len(), plan.tickets.len());
    // People need departments and departments need people; articles and events only prefer each other.
    assert!(plan.cycles.iter().any(|cycle| cycle.explanation.contains("“People”")), "{:?}", plan.cycles);
    let mut keys = BTreeSet::new();
    for ticket in &plan.tickets {
        assert!(ticket.hours > 0.0 && !ticket.title.is_empty());
        assert!(keys.insert(&ticket.key), "{} twice", ticket.key);
    }
}
