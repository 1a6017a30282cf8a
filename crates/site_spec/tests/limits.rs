//! What is too much or no sheet at all: said clearly, and nothing else suffers.

use domain::{failure::Severity, limits};
use site_spec::{
    lint::{Finding, lint},
    plan::{Options, plan},
    reading::Workbook,
    sheets::{Choices, Spec},
};

const VIEWS: &[u8] = b"View name,Machine name,X,Base table\nNews,news,a,Content\n";

/// Adds a good file, the bad one and another good one, and returns what is said about the bad one.
fn said(name: &str, bytes: &[u8]) -> Finding {
    let mut workbook = Workbook::new();
    workbook.add_bytes("Views.csv", VIEWS);
    workbook.add_bytes(name, bytes);
    workbook.add_bytes("Menus.csv", b"Menu name,Machine name\nFooter,footer\n");
    let spec = Spec::of(&workbook, &Choices::new());
    assert_eq!(plan(&spec, &Options::default()).coverage.built, 2, "the other files are intact");
    let mut found = lint(&spec);
    assert_eq!(found.len(), 1, "{found:#?}");
    let finding = found.remove(0);
    assert_eq!((finding.file.as_str(), finding.severity), (name, Severity::Blocking));
    assert!(!finding.suggestion.is_empty());
    finding
}

#[test]
fn a_file_may_have_2_mib_and_not_one_byte_more() {
    let sized = |bytes: usize| {
        let mut text = VIEWS.to_vec();
        text.resize(bytes, b'\n');
        text
    };
    let finding = said("Large.csv", &sized(limits::SPEC_FILE + 1));
    assert_eq!(finding.message, "The file is too large: a file may have 2097152 bytes.");
    let mut workbook = Workbook::new();
    workbook.add_bytes("Views.csv", &sized(limits::SPEC_FILE));
    assert!(workbook.refused.is_empty());
}

#[test]
fn the_26th_file_and_whatever_follows_50_mib_is_refused_by_name() {
    let mut full = VIEWS.to_vec();
    full.resize(limits::SPEC_FILE, b'\n');
    let mut workbook = Workbook::new();
    for number in 0..25 {
        workbook.add_bytes(&format!("Views {number}.csv"), &full);
    }
    assert_eq!((workbook.files.len(), workbook.refused.len()), (25, 0), "exactly 50 MiB");
    workbook.add_bytes("One more.csv", VIEWS);
    assert_eq!(workbook.files.len(), 25);
    assert_eq!(workbook.refused[0].name, "One more.csv");
    assert_eq!(
        workbook.refused[0].error.to_string(),
        "There are 25 files already, and a specification may have no more."
    );
}

#[test]
fn row_200_001_is_refused_with_its_file_and_the_rows_before_stay() {
    let header = "View name,Machine name\n";
    let rows = |count: usize| header.to_owned() + &"n,n\n".repeat(count);
    let mut workbook = Workbook::new();
    for number in 0..4 {
        workbook.add_text(&format!("Views {number}.csv"), &rows(50_000));
    }
    assert!(workbook.refused.is_empty(), "{:?}", workbook.refused);
    workbook.add_text("More.csv", &rows(1));
    assert_eq!(workbook.files.len(), 4);
    assert_eq!(workbook.refused[0].error.code(), "too-many-rows");
    assert!(
        workbook.refused[0].error.to_string().contains("200001 rows; all files together may have 200000")
    );
}

#[test]
fn a_cell_of_64_kib_and_one_byte_is_named_with_its_row_and_column() {
    let text = format!("View name,Machine name\nA,a\nB,{}\n", "b".repeat(limits::SPEC_CELL + 1));
    let finding = said("Cell.csv", text.as_bytes());
    assert_eq!((finding.row, finding.column.as_deref()), (Some(3), Some("Column 2")));
    assert!(finding.message.contains("65537 bytes; a cell may have 65536"));
}

#[test]
fn whatever_is_no_text_is_named_for_what_it_is() {
    let workbook = [b"PK\x03\x04".as_slice(), &[0; 400]].concat();
    for (bytes, code, words) in [
        (workbook.as_slice(), "file-not-text", "a zip archive or an Excel workbook, not a CSV file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file-not-text", "an old Excel workbook"),
        (b"%PDF-1.7\n", "file-not-text", "a PDF file"),
        (b"View name,Machine name\nNe\0ws,news\n", "file-nul-bytes", "NUL bytes"),
        (b"", "file-empty", "empty"),
        (b"\xff\xfe", "file-empty", "empty"),
        (b"View name,Machine name\n", "file-headers-only", "headers only"),
    ] {
        let finding = said("Sheet.csv", bytes);
        assert_eq!(finding.code, code);
        assert!(finding.message.contains(words), "{}", finding.message);
    }
}

#[test]
fn ragged_rows_are_named_one_by_one_and_the_others_are_read() {
    let mut workbook = Workbook::new();
    workbook.add_bytes(
        "Views.csv",
        b"View name,Machine name,X,Base table\nNews,news,a,Content\nOld, and more,old,a,Content\nShort,short\nLast,last,a,Content\n",
    );
    let spec = Spec::of(&workbook, &Choices::new());
    let found = lint(&spec);
    let ragged: Vec<Option<u32>> =
        found.iter().filter(|finding| finding.code == "row-ragged").map(|finding| finding.row).collect();
    assert_eq!(ragged, [Some(3), Some(4)]);
    assert_eq!(plan(&spec, &Options::default()).coverage.built, 4);
}
