use super::*;
use domain::limits;

fn read(name: &str, text: &str) -> Workbook {
    let mut workbook = Workbook::new();
    workbook.add_bytes(name, text.as_bytes());
    workbook
}

fn refusal(name: &str, bytes: &[u8]) -> ReadError {
    let mut workbook = Workbook::new();
    workbook.add_bytes("Views.csv", b"View name,Machine name\nNews,news\n");
    workbook.add_bytes(name, bytes);
    assert_eq!(workbook.tables.len(), 1, "the other file stays");
    workbook.refused.remove(0).error
}

fn cells(workbook: &Workbook, row: usize) -> Vec<&str> {
    workbook.tables[0].rows[row].cells().collect()
}

#[test]
fn quoted_cells_keep_delimiters_lines_and_markup() {
    let workbook = read("a.csv", "Name,Machine name,Notes\n\"A, b\",a,\"<p>One</p>\n\"\"two\"\"\"\nC,c,\n");
    assert_eq!(cells(&workbook, 0), ["A, b", "a", "<p>One</p>\n\"two\""]);
    assert_eq!(workbook.tables[0].rows[1].number(), 3);
}

#[test]
fn every_delimiter_is_found_even_when_another_one_is_frequent() {
    for (delimiter, text) in [
        (b',', "Name,Machine name,Notes\nA;b;c,a,x;y\n"),
        (b';', "Name;Machine name;Notes\n\"A,b\";a;1,2,3\nB;b;4,5,6\n"),
        (b'\t', "Name\tMachine name\tNotes\nA, b, c\ta\t;;;\n"),
    ] {
        assert_eq!(
            read("a.csv", text).tables[0].notation,
            crate::table::Notation::Delimited(delimiter),
            "{text}"
        );
    }
}

#[test]
fn a_title_above_the_header_is_no_header_and_rows_keep_their_numbers() {
    let workbook =
        read("a.csv", "Views of the site,,\n\nView name,Machine name,Base table\n\n\nNews,news,Content\n");
    let table = &workbook.tables[0];
    assert_eq!(table.header, ["View name", "Machine name", "Base table"]);
    assert_eq!((table.header_row, table.rows[0].number()), (3, 6));
}

#[test]
fn rows_have_the_same_numbers_however_lines_end() {
    let text = "View name,Machine name\nNews,news\n\n\"Two\nlines\",two\nLast,last\n";
    for ending in ["\n", "\r\n", "\r"] {
        let workbook = read("a.csv", &text.replace('\n', ending));
        let numbers: Vec<u32> = workbook.tables[0].rows.iter().map(crate::table::Row::number).collect();
        assert_eq!(numbers, [2, 4, 5], "{ending:?}");
    }
}

#[test]
fn a_row_of_data_that_sounds_like_headers_does_not_replace_them() {
    let workbook = read("a.csv", "Name,Machine name,X\nStatus,status,a\nType,type,a\n");
    assert_eq!(workbook.tables[0].header, ["Name", "Machine name", "X"]);
}

#[test]
fn tables_of_markdown_and_gherkin_are_read() {
    let markdown = "| Name | Machine name |\n|:--|--:|\n| A \\| b | a |\n";
    assert_eq!(cells(&read("a.md", markdown), 0), ["A | b", "a"]);
    let gherkin = "Feature: Content model\n  Scenario: Fields\n    Then exactly the following fields should exist\n    | Bundle | Field label | Machine name |\n| Article | Two\\nlines | field_a |\n\n  Scenario: Views\n    Then these views exist\n    | Name | Machine name |\n    | News | news |\n";
    let workbook = read("model.feature", gherkin);
    assert_eq!(workbook.tables.len(), 2);
    assert_eq!(cells(&workbook, 0), ["Article", "Two\nlines", "field_a"]);
    assert_eq!(workbook.tables[1].name, "model.feature (table 2, Views)");
    assert_eq!(workbook.tables[1].rows[0].number(), 10);
}

#[test]
fn one_byte_one_file_or_one_row_too_many_is_named() {
    let sized = |bytes: usize| {
        let mut text = b"View name,Machine name\nNews,news\n".to_vec();
        text.resize(bytes, b'\n');
        text
    };
    assert_eq!(
        refusal("b.csv", &sized(limits::SPEC_FILE + 1)),
        ReadError::TooLarge { bytes: limits::SPEC_FILE + 1 }
    );
    let mut workbook = Workbook::new();
    for _ in 0..limits::SPEC_FILES {
        workbook.add_bytes("a.csv", &sized(limits::SPEC_FILE));
    }
    assert_eq!((workbook.files.len(), workbook.refused.len()), (limits::SPEC_FILES, 0));
    workbook.add_bytes("b.csv", &sized(100));
    assert_eq!(workbook.refused[0].error, ReadError::TooManyFiles);
    assert_eq!(workbook.files.len(), limits::SPEC_FILES);
}

#[test]
fn the_sum_of_all_files_is_limited_too() {
    let mut workbook = Workbook::new();
    workbook.bytes = limits::SPEC_BYTES - 10;
    workbook.add_bytes("a.csv", b"Name,Machine name\nA,a\n");
    assert_eq!(workbook.refused[0].error, ReadError::TooMuch { bytes: limits::SPEC_BYTES + 12 });
    let mut workbook = Workbook::new();
    workbook.rows = limits::SPEC_ROWS;
    workbook.add_bytes("a.csv", b"Name,Machine name\nA,a\n");
    assert_eq!(workbook.refused[0].error, ReadError::TooManyRows { rows: limits::SPEC_ROWS + 1 });
    workbook.rows = limits::SPEC_ROWS - 1;
    workbook.add_bytes("b.csv", b"Name,Machine name\nA,a\n");
    assert_eq!(workbook.files.len(), 1);
}

#[test]
fn a_cell_may_have_64_kib_and_not_one_byte_more() {
    let with = |bytes: usize| format!("Name,Machine name\nA,a\nB,{}\n", "b".repeat(bytes)).into_bytes();
    assert_eq!(
        refusal("a.csv", &with(limits::SPEC_CELL + 1)),
        ReadError::CellTooLarge { row: 3, column: 2, bytes: limits::SPEC_CELL + 1 }
    );
    let mut workbook = Workbook::new();
    workbook.add_bytes("a.csv", &with(limits::SPEC_CELL));
    assert!(workbook.refused.is_empty());
}

#[test]
fn what_is_no_sheet_is_refused_with_the_reason() {
    assert_eq!(refusal("a.csv", b""), ReadError::Empty);
    assert_eq!(refusal("a.csv", b"\xef\xbb\xbf \r\n"), ReadError::Empty);
    assert_eq!(refusal("a.csv", b"Name,Machine name\n"), ReadError::HeadersOnly);
    assert_eq!(refusal("a.csv", b"Name,Machine name\n,\n , \n"), ReadError::HeadersOnly);
    assert!(matches!(refusal("a.csv", b"PK\x03\x04\x14\0\0\0"), ReadError::NotText { .. }));
    assert!(matches!(refusal("a.csv", b"Name,Machine name\nA\0,b\n"), ReadError::NulBytes { .. }));
    let wide = format!("{}\n{}\n", "a,".repeat(limits::SPEC_COLUMNS), "b,".repeat(limits::SPEC_COLUMNS));
    assert!(matches!(refusal("a.csv", wide.as_bytes()), ReadError::TooManyColumns { row: 1, .. }));
    for error in [ReadError::Empty, ReadError::TooManyFiles, ReadError::NulBytes { at: 3 }] {
        assert!(!error.next().is_empty() && !error.code().is_empty());
    }
}
