//! The example with slips in it: what people do to their sheets between two exports.

#![expect(clippy::unwrap_used, reason = "what a test cannot prepare ends it")]

use proptest::prelude::*;
use site_spec::{
    fixing,
    lint::{Finding, lint},
    plan::{Options, body, plan},
    reading::Workbook,
    sheets::{Choices, Spec},
};
use std::{collections::BTreeMap, path::PathBuf, sync::LazyLock};

type Rows = Vec<Vec<String>>;

/// The sheets of the example as cells, without encodings and delimiters.
static EXAMPLE: LazyLock<Vec<(String, Rows)>> = LazyLock::new(|| {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../config/example-site");
    let mut workbook = Workbook::new();
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "csv")) {
        workbook.add_bytes(path.file_name().unwrap().to_str().unwrap(), &std::fs::read(path).unwrap());
    }
    let cells = |cells: &mut dyn Iterator<Item = &str>| cells.map(str::to_owned).collect::<Vec<_>>();
    let rows = |table: &site_spec::table::Table| {
        let header = cells(&mut table.header.iter().map(String::as_str));
        std::iter::once(header).chain(table.rows.iter().map(|row| cells(&mut row.cells()))).collect()
    };
    workbook.tables.iter().map(|table| (table.name.clone(), rows(table))).collect()
});

/// What happens to one cell.
fn slipped(cell: &str, how: usize) -> String {
    let swapped = |cell: &str| {
        let mut letters: Vec<char> = cell.chars().collect();
        let middle = letters.len() / 2;
        if middle + 1 < letters.len() {
            letters.swap(middle, middle + 1);
        }
        letters.into_iter().collect::<String>()
    };
    match how {
        0 => format!(" {cell} "),
        1 => cell.to_uppercase(),
        2 => cell.replace('_', " "),
        3 => cell.replace(' ', "-"),
        4 => swapped(cell),
        5 => cell.chars().skip(1).collect(),
        6 => format!("{cell}{cell}"),
        7 => String::new(),
        8 => "#REF!".to_owned(),
        9 => format!("{cell}, {cell}"),
        10 => format!("-{cell}"),
        11 => format!("=\"{cell}\""),
        12 => format!("{cell}\r\n"),
        13 => "d".to_owned(),
        14 => format!("All except {cell}"),
        _ => cell.replace(['a', 'e'], "é"),
    }
}

fn text(rows: &Rows) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn counted(findings: &[Finding]) -> BTreeMap<(String, Option<u32>, Option<String>, String), usize> {
    let mut places = BTreeMap::new();
    for finding in findings {
        let place = (finding.file.clone(), finding.row, finding.column.clone(), finding.code.to_string());
        *places.entry(place).or_default() += 1;
    }
    places
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn slips_are_survived_and_fixes_bring_no_new_findings(
        slips in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..16_usize), 1..40)
    ) {
        let mut sheets = EXAMPLE.clone();
        for (sheet, row, column, how) in slips {
            let rows = &mut sheet.get_mut(&mut sheets).1;
            let row = row.index(rows.len() - 1) + 1;
            let column = column.index(rows[row].len());
            rows[row][column] = slipped(&rows[row][column], how);
        }
        let mut workbook = Workbook::new();
        for (name, rows) in &sheets {
            workbook.add_text(name, &text(rows));
        }
        let spec = Spec::of(&workbook, &Choices::new());
        let before = lint(&spec);
        let plan = plan(&spec, &Options::default());
        for ticket in &plan.tickets {
            prop_assert!(!body(&spec, ticket).is_empty());
        }
        prop_assert_eq!(plan.order.len(), plan.tickets.len());
        let corrected = fixing::apply(&workbook, before.iter().filter_map(|finding| finding.fix.as_ref()));
        let mut again = Workbook::new();
        for (index, file) in workbook.files.iter().enumerate() {
            again.add_text(&file.name, corrected.texts.get(&index).unwrap_or(&file.text));
        }
        prop_assert_eq!(workbook.files.len(), sheets.len());
        let left: Vec<Finding> = before.iter().filter(|finding| finding.fix.is_none()).cloned().collect();
        let (after, left) = (counted(&lint(&Spec::of(&again, &Choices::new()))), counted(&left));
        for (place, count) in &after {
            prop_assert!(left.get(place).is_some_and(|there| there >= count), "new: {:?}", place);
        }
        prop_assert_eq!(corrected.skipped, 0);
    }
}
