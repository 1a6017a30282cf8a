//! CSV with `,`, `;` or tab.

use super::{ReadError, check_size, header};
use crate::table::Row;
use csv::{ReaderBuilder, StringRecord};
use std::ops::Range;

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// Records looked at to find the delimiter.
const SAMPLE: usize = 30;

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes())
}

/// The delimiter with which the text reads like a sheet: known headers first, then even rows.
pub(super) fn delimiter(text: &str) -> u8 {
    let score = |delimiter: u8| {
        let records: Vec<StringRecord> =
            reader(text, delimiter).into_records().take(SAMPLE).map_while(Result::ok).collect();
        let hits = records.iter().take(header::LOOK_AT).map(|row| header::hits(row.iter())).max();
        let widest = records.iter().map(StringRecord::len).max().unwrap_or(0);
        let even = records.iter().filter(|row| row.len() == widest).count();
        (hits.unwrap_or(0), if widest > 1 { even * 100 / records.len() } else { 0 }, widest)
    };
    let mut best = (DELIMITERS[0], score(DELIMITERS[0]));
    for other in &DELIMITERS[1..] {
        let its = score(*other);
        if its > best.1 {
            best = (*other, its);
        }
    }
    best.0
}

/// All records, with the numbers a spreadsheet would show. Blank lines count as rows and are left out.
pub(super) fn records(text: &str, delimiter: u8) -> Result<Vec<Row>, ReadError> {
    let mut reader = reader(text, delimiter);
    let mut record = StringRecord::new();
    let (mut rows, mut number) = (Vec::new(), 0_u32);
    loop {
        let start = position(&reader);
        // The text is valid UTF-8 and rows may differ in length, so nothing else can go wrong.
        if !reader.read_record(&mut record).unwrap_or(false) {
            return Ok(rows);
        }
        let end = position(&reader).min(text.len());
        let blank = leading_blank_lines(text, start..end);
        number = number.saturating_add(blank.lines).saturating_add(1);
        check_size(number, record.iter())?;
        rows.push(Row::new(number, span(start + blank.bytes, end), record.iter()));
    }
}

fn position(reader: &csv::Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

fn span(start: usize, end: usize) -> Range<u32> {
    u32::try_from(start).unwrap_or(u32::MAX)..u32::try_from(end).unwrap_or(u32::MAX)
}

struct Blank {
    lines: u32,
    bytes: usize,
}

/// The CSV reader skips empty lines; a spreadsheet shows them as rows. It stops after `\r`, so the `\n` that ends the
/// record before is no line of its own.
fn leading_blank_lines(text: &str, within: Range<usize>) -> Blank {
    let bytes = &text.as_bytes()[..within.end];
    let (mut at, mut lines) = (within.start, 0);
    if at > 0 && bytes[at - 1] == b'\r' && bytes.get(at) == Some(&b'\n') {
        at += 1;
    }
    while at < bytes.len() && matches!(bytes[at], b'\r' | b'\n') {
        if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
            at += 1;
        }
        at += 1;
        lines += 1;
    }
    Blank { lines, bytes: at - within.start }
}

/// Where each cell of one record stands in the record's own text, without the line's end.
pub(crate) fn raw_cells(text: &str, delimiter: u8) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let (mut cells, mut start, mut at, mut quoted) = (Vec::new(), 0, 0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'"' if quoted && bytes.get(at + 1) == Some(&b'"') => at += 1,
            b'"' if quoted => quoted = false,
            b'"' if at == start => quoted = true,
            b'\r' | b'\n' if !quoted => break,
            byte if byte == delimiter && !quoted => {
                cells.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    cells.push(start..at);
    cells
}

/// A cell as it is written, quoted where it has to be.
pub(crate) fn write_cell(cell: &str, delimiter: u8, quoted: bool) -> String {
    let special = |c: char| c == '"' || c == '\r' || c == '\n' || c == char::from(delimiter);
    if quoted || cell.contains(special) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
