//! What holds for any specification: random ones, with dirt, slips, cycles and nonsense.

#![expect(clippy::unwrap_used, reason = "what a test cannot prepare ends it")]

use proptest::{collection::vec, prelude::*};
use site_spec::{
    fixing::{self, Corrected},
    lint::{Finding, lint},
    marks::has_content,
    plan::{
        Granularity, Options, Prose, body, body_with, guard::Names, plan, reference_tables, template_prose,
    },
    reading::Workbook,
    sheets::{Choices, RowRef, Spec},
};
use std::collections::{BTreeMap, BTreeSet};

/// Names that meet each other, slip, and nearly meet.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "Article",
            "Person",
            "Event page",
            "Event-page",
            "event_page",
            "Evemt page",
            "Image",
            "Course list",
            "Course List",
            "Cource list",
            "Level 1",
            "Level 2",
            "#N/A",
            "",
            "-",
            "All",
            "All except Article",
            "Größe",
            "a|b",
            "x\ny",
        ])
        .prop_map(str::to_owned),
        "[A-Za-z]{1,3}[a-z ]{0,12}",
    ]
}

fn machine_name() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "article",
            "person",
            "event_page",
            "Event Page",
            "event-page",
            "image",
            "course_list",
            "",
            "-",
            " news "
        ])
        .prop_map(str::to_owned),
        "[a-z_]{1,10}",
        "[A-Za-z /-]{1,8}",
    ]
}

fn mark() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["a", "a", "a", "c", "", "d", "x", "w", "h", "q"])
}

fn entity() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["Content type", "Paragraph type", "Media type", "Vocabulary", ""])
}

type Sheets = Vec<(&'static str, Vec<Vec<String>>)>;

prop_compose! {
    fn bundles()(rows in vec((name(), machine_name(), mark(), entity()), 0..8)) -> Vec<Vec<String>> {
        let header = ["Name", "Machine name", "X", "Type", "URL alias pattern"].map(str::to_owned).to_vec();
        std::iter::once(header)
            .chain(rows.into_iter().map(|(name, machine, mark, entity)| vec![name, machine, mark.into(), entity.into(), String::new()]))
            .collect()
    }
}

prop_compose! {
    fn fields()(rows in vec((name(), entity(), name(), machine_name(), mark(), vec((name(), entity()), 0..3), 0..6_usize), 0..10)) -> Vec<Vec<String>> {
        let header = ["Bundle", "Field label", "Machine name", "X", "Field type", "Ref. bundle", "Vals.", "Form widget"].map(str::to_owned).to_vec();
        let typed = |name: String, entity: &str| if entity.is_empty() { name } else { format!("{name} ({entity})") };
        std::iter::once(header)
            .chain(rows.into_iter().map(|(bundle, entity, label, machine, mark, references, kind)| {
                let kinds = ["Entity reference", "Boolean", "Text (plian)", "", "Text (plain)", "Entity reverence"];
                let references: Vec<String> = references.into_iter().map(|(name, entity)| typed(name, entity)).collect();
                vec![typed(bundle, entity), label, machine, mark.into(), kinds[kind].into(), references.join(", "), "1".into(), String::new()]
            }))
            .collect()
    }
}

prop_compose! {
    fn migrations()(rows in vec((machine_name(), mark(), vec(machine_name(), 0..3), vec(machine_name(), 0..2), name()), 0..10)) -> Vec<Vec<String>> {
        let header = ["Label", "Machine name", "X", "Source plugin", "Destination plugin", "Default bundle", "Depend req", "Depend opt"].map(str::to_owned).to_vec();
        std::iter::once(header)
            .chain(rows.into_iter().enumerate().map(|(number, (machine, mark, hard, soft, bundle))| {
                vec![format!("Migration {number}"), machine, mark.into(), "csv".into(), "entity:node".into(), bundle, hard.join(", "), soft.join(", ")]
            }))
            .collect()
    }
}

prop_compose! {
    fn views()(rows in vec((name(), machine_name(), mark()), 0..6), displays in vec((name(), machine_name(), mark()), 0..6)) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
        let views = std::iter::once(["View name", "Machine name", "X", "Base table"].map(str::to_owned).to_vec())
            .chain(rows.into_iter().map(|(name, machine, mark)| vec![name, machine, mark.into(), "Content".into()]))
            .collect();
        let displays = std::iter::once(["View", "Title", "Machine name", "X", "Display plugin"].map(str::to_owned).to_vec())
            .chain(displays.into_iter().map(|(view, machine, mark)| vec![view, "Page".into(), machine, mark.into(), "Page".into()]))
            .collect();
        (views, displays)
    }
}

fn sheets() -> impl Strategy<Value = Sheets> {
    (bundles(), fields(), migrations(), views()).prop_map(
        |(bundles, fields, migrations, (views, displays))| {
            vec![
                ("Bundles.csv", bundles),
                ("Fields.csv", fields),
                ("Migrations.csv", migrations),
                ("Views.csv", views),
                ("View displays.csv", displays),
            ]
        },
    )
}

fn csv_text(rows: &[Vec<String>]) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn workbook(sheets: &Sheets) -> Workbook {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        workbook.add_text(name, &csv_text(rows));
    }
    workbook
}

/// The same sheets with their fixes; those that were refused as they are.
fn corrected_workbook(sheets: &Sheets, workbook: &Workbook, corrected: &Corrected) -> Workbook {
    let mut again = Workbook::new();
    for (name, rows) in sheets {
        let file = workbook.files.iter().position(|file| file.name == *name);
        let text = file.and_then(|file| corrected.texts.get(&file)).cloned();
        again.add_text(name, &text.unwrap_or_else(|| csv_text(rows)));
    }
    again
}

fn findings(workbook: &Workbook) -> Vec<Finding> {
    lint(&Spec::of(workbook, &Choices::new()))
}

/// How often each kind of finding is at each place.
fn places(findings: &[Finding]) -> BTreeMap<(String, Option<u32>, Option<String>, String), usize> {
    let mut places = BTreeMap::new();
    for finding in findings {
        let place =
            (finding.file.clone(), finding.row, finding.column.clone(), finding.code.clone().into_owned());
        *places.entry(place).or_default() += 1;
    }
    places
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_buildable_row_is_in_exactly_one_ticket_and_the_plan_has_no_cycle(sheets in sheets(), per_row in any::<bool>()) {
        let workbook = workbook(&sheets);
        let spec = Spec::of(&workbook, &Choices::new());
        let granularity = if per_row { Granularity::PerRow } else { Granularity::Grouped };
        let plan = plan(&spec, &Options { granularity });
        let mut seen: BTreeMap<RowRef, usize> = BTreeMap::new();
        for row in plan.tickets.iter().flat_map(|ticket| &ticket.rows) {
            *seen.entry(*row).or_default() += 1;
        }
        let buildable: BTreeMap<RowRef, usize> = spec.sheets.iter().enumerate().flat_map(|(number, sheet)| {
            sheet.rows().filter(|row| sheet.state(*row).is_planned()).map(move |row| {
                (RowRef { sheet: u32::try_from(number).unwrap(), row: u32::try_from(row).unwrap() }, 1)
            })
        }).collect();
        prop_assert_eq!(&seen, &buildable);
        let position: BTreeMap<usize, usize> = plan.order.iter().enumerate().map(|(at, ticket)| (*ticket, at)).collect();
        prop_assert_eq!(position.len(), plan.tickets.len());
        for (index, ticket) in plan.tickets.iter().enumerate() {
            for dependency in &ticket.dependencies {
                prop_assert!(position[&dependency.on] < position[&index]);
                prop_assert!(plan.tickets[dependency.on].wave < ticket.wave);
            }
        }
        let keys: BTreeSet<&str> = plan.tickets.iter().map(|ticket| ticket.key.as_str()).collect();
        prop_assert_eq!(keys.len(), plan.tickets.len());
    }

    #[test]
    fn reference_tables_hold_every_filled_cell_of_their_rows_and_nothing_else(sheets in sheets()) {
        let workbook = workbook(&sheets);
        let spec = Spec::of(&workbook, &Choices::new());
        for ticket in &plan(&spec, &Options::default()).tickets {
            let mut expected: Vec<String> = ticket.rows.iter().flat_map(|row| {
                spec.sheet(*row).table.rows[row.row as usize].cells().filter(|cell| has_content(cell)).map(|cell| cell.trim().to_owned())
            }).collect();
            let tables = reference_tables(&spec, ticket);
            let mut held: Vec<String> = tables.iter().flat_map(|table| table.rows.iter().flatten().filter(|cell| !cell.is_empty()).cloned()).collect();
            expected.sort();
            held.sort();
            prop_assert_eq!(held, expected);
            for table in &tables {
                prop_assert!(table.rows.iter().all(|row| row.len() == table.header.len()));
            }
            prop_assert!(!body(&spec, ticket).is_empty());
        }
    }

    #[test]
    fn what_templates_say_is_never_strange_and_what_nobody_said_always_is(sheets in sheets(), per_row in any::<bool>()) {
        let workbook = workbook(&sheets);
        let spec = Spec::of(&workbook, &Choices::new());
        let granularity = if per_row { Granularity::PerRow } else { Granularity::Grouped };
        let plan = plan(&spec, &Options { granularity });
        for ticket in &plan.tickets {
            let names = Names::of(&spec, ticket, &plan);
            let Prose { story, criteria } = template_prose(&spec, ticket);
            for text in criteria.iter().chain([&story]) {
                prop_assert_eq!(names.strange_words(text), Vec::<String>::new(), "{}", text);
            }
            let invented = format!("{story} It needs field_0invented.");
            prop_assert_eq!(names.strange_words(&invented), ["field_0invented"]);
        }
    }

    #[test]
    fn prose_of_anybody_stays_on_its_lines(sheets in sheets(), words in "[-#>+|*`~_=<&!\\[\\]\\(\\)\\\\:\n a1.é]{0,40}") {
        let workbook = workbook(&sheets);
        let spec = Spec::of(&workbook, &Choices::new());
        if let Some(ticket) = plan(&spec, &Options::default()).tickets.first() {
            let harmless = Prose { story: "x".to_owned(), criteria: vec!["y".to_owned()] };
            let hostile = Prose { story: words.clone(), criteria: vec![words.clone()] };
            let (one, other) = (body_with(&spec, ticket, &harmless), body_with(&spec, ticket, &hostile));
            prop_assert_eq!(one.lines().count(), other.lines().count());
            let first = other.lines().next().unwrap_or_default();
prop_assert!(!first.starts_with(['#', '>', '-', '+', '=', '|', '~', '*', '_', '<', '[']), "{}", first);
            prop_assert!(!first.starts_with('`') || first.matches('`').count() >= 2, "{}", first);
        }
    }

    #[test]
    fn fixes_take_their_findings_away_and_bring_no_new_ones(sheets in sheets()) {
        let workbook = workbook(&sheets);
        let before = findings(&workbook);
        let corrected = fixing::apply(&workbook, before.iter().filter_map(|finding| finding.fix.as_ref()));
        prop_assert_eq!(corrected.skipped, 0);
        let again = corrected_workbook(&sheets, &workbook, &corrected);
        let unfixable: Vec<Finding> = before.iter().filter(|finding| finding.fix.is_none()).cloned().collect();
        prop_assert_eq!(places(&findings(&again)), places(&unfixable));
    }

    #[test]
    fn one_fix_alone_brings_no_new_findings_either(sheets in sheets(), which in any::<prop::sample::Index>()) {
        let workbook = workbook(&sheets);
        let before = findings(&workbook);
        let fixable: Vec<&Finding> = before.iter().filter(|finding| finding.fix.is_some()).collect();
        prop_assume!(!fixable.is_empty());
        let chosen = which.get(&fixable);
        let corrected = fixing::apply(&workbook, chosen.fix.as_ref());
        let again = corrected_workbook(&sheets, &workbook, &corrected);
        let (before, after) = (places(&before), places(&findings(&again)));
        for (place, count) in &after {
            prop_assert!(before.get(place).is_some_and(|there| there >= count), "new: {place:?}");
        }
        prop_assert!(after.values().sum::<usize>() < before.values().sum::<usize>());
    }

    #[test]
    fn arbitrary_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..2000)) {
        everything(&bytes);
    }

    #[test]
    fn arbitrary_tables_are_read_or_refused(text in "([A-Za-z|,;\"\n\t()é-]{0,12}[,;|\n\t\"]){0,80}") {
        everything(text.as_bytes());
    }
}

/// All there is to do with a file of unknown content.
fn everything(bytes: &[u8]) {
    let mut workbook = Workbook::new();
    workbook.add_bytes("Fields.csv", bytes);
    let spec = Spec::of(&workbook, &Choices::new());
    let found = lint(&spec);
    let planned = plan(&spec, &Options::default());
    for ticket in &planned.tickets {
        body(&spec, ticket);
    }
    fixing::apply(&workbook, found.iter().filter_map(|finding| finding.fix.as_ref()));
}

/// What the fuzzer found interesting (`fuzz/corpus`), replayed.
#[test]
fn the_corpus_of_the_fuzzer_is_read_or_refused() {
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/read");
    let mut count = 0;
    for entry in std::fs::read_dir(corpus).unwrap() {
        everything(&std::fs::read(entry.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count >= 10, "{count}");
}
