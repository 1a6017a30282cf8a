//! A sheet as it was read: a header, rows, and where each row stands in its file.

use crate::marks::has_content;
use std::ops::Range;

/// One row. Its cells share one allocation; a specification has millions of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    number: u32,
    span: Range<u32>,
    text: Box<str>,
    ends: Box<[u32]>,
}

impl Row {
    pub(crate) fn new<'a>(number: u32, span: Range<u32>, cells: impl Iterator<Item = &'a str>) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for cell in cells {
            text.push_str(cell);
            ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        Self { number, span, text: text.into_boxed_str(), ends: ends.into_boxed_slice() }
    }
    /// The number that a spreadsheet shows beside the row; for Markdown and Gherkin the line in the file.
    pub const fn number(&self) -> u32 {
        self.number
    }
    /// Where the row stands in its file's text.
    pub(crate) fn span(&self) -> Range<usize> {
        self.span.start as usize..self.span.end as usize
    }
    /// One cell as it was written; empty beyond the end.
    pub fn cell(&self, column: usize) -> &str {
        let Some(end) = self.ends.get(column) else { return "" };
        let start = if column == 0 { 0 } else { self.ends[column - 1] };
        self.text.get(start as usize..*end as usize).unwrap_or_default()
    }
    /// How many cells the row has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }
    /// No cell at all, not even an empty one.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
    /// All cells, in order.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|column| self.cell(column))
    }
}

/// How a table is written in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// Cells between delimiters, quoted where needed.
    Delimited(u8),
    /// Cells between `|`: Markdown and Gherkin.
    Pipes,
}

/// One sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The file it came from, an index into [`Workbook::files`](crate::reading::Workbook::files).
    pub file: usize,
    /// The sheet's name: its file's, with a number when the file holds several tables.
    pub name: String,
    /// What stands above it in Markdown or Gherkin: `Scenario: User roles` is `User roles`.
    pub heading: Option<String>,
    /// How it is written.
    pub notation: Notation,
    /// Column titles as written.
    pub header: Vec<String>,
    /// The header's own row number.
    pub header_row: u32,
    /// Rows below the header, spacers included.
    pub rows: Vec<Row>,
}

impl Table {
    /// Whether a row has fewer cells than the header, or content beyond it. Blank cells beyond it do no harm.
    pub fn is_ragged(&self, row: usize) -> bool {
        let (cells, columns) = (&self.rows[row], self.header.len());
        cells.len() < columns || (columns..cells.len()).any(|column| has_content(cells.cell(column)))
    }
    /// A column's title, or its number when it has none.
    pub fn title(&self, column: usize) -> String {
        match self.header.get(column).map(|title| title.trim()) {
            Some(title) if !title.is_empty() => domain::text::one_line(title),
            _ => format!("Column {}", column + 1),
        }
    }
}
