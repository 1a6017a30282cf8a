//! Files to tables: encodings, delimiters, pipes, and every limit.

#[cfg(feature = "native")]
mod decode;
pub(crate) mod delimited;
mod header;
pub(crate) mod pipes;
mod problem;

pub use problem::ReadError;

use crate::table::Table;
use domain::limits;

/// How a file's text was written as bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8.
    Utf8 {
        /// With a byte order mark.
        mark: bool,
    },
    /// UTF-16, little end first.
    Utf16Le {
        /// With a byte order mark.
        mark: bool,
    },
    /// UTF-16, big end first.
    Utf16Be {
        /// With a byte order mark.
        mark: bool,
    },
    /// An older encoding by its name, nearly always Windows-1252.
    Other(String),
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its name, only ever shown.
    pub name: String,
    /// All of its text.
    pub text: String,
    /// How it was written.
    pub encoding: TextEncoding,
}

impl SourceFile {
    /// The bytes of `text` in this file's encoding.
    #[cfg(feature = "native")]
    pub fn encode(&self, text: &str) -> Vec<u8> {
        decode::encode(text, &self.encoding)
    }
}

/// A file that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its name.
    pub name: String,
    /// Why.
    pub error: ReadError,
}

/// All files of one specification. One bad file leaves the others as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Workbook {
    /// Files that were read.
    pub files: Vec<SourceFile>,
    /// Their tables.
    pub tables: Vec<Table>,
    /// Files that were not.
    pub refused: Vec<Refused>,
    bytes: usize,
    rows: usize,
}

impl Workbook {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }
    /// Reads one file in whatever encoding it is.
    #[cfg(feature = "native")]
    pub fn add_bytes(&mut self, name: &str, bytes: &[u8]) {
        let added = self.room_for(bytes.len()).and_then(|()| {
            let (text, encoding) = decode::decode(bytes)?;
            self.add(name, text, encoding, bytes.len())
        });
        self.remember(name, added);
    }
    /// Reads text that is decoded already, such as what somebody pasted.
    pub fn add_text(&mut self, name: &str, text: &str) {
        let added = self.room_for(text.len()).and_then(|()| {
            if let Some(at) = text.find('\0') {
                return Err(ReadError::NulBytes { at });
            }
            let (text, mark) = text.strip_prefix('\u{feff}').map_or((text, false), |text| (text, true));
            self.add(name, text.to_owned(), TextEncoding::Utf8 { mark }, text.len())
        });
        self.remember(name, added);
    }
    fn remember(&mut self, name: &str, added: Result<(), ReadError>) {
        if let Err(error) = added {
            self.refused.push(Refused { name: name.to_owned(), error });
        }
    }
    fn room_for(&self, bytes: usize) -> Result<(), ReadError> {
        if self.files.len() >= limits::SPEC_FILES {
            return Err(ReadError::TooManyFiles);
        }
        if bytes > limits::SPEC_FILE {
            return Err(ReadError::TooLarge { bytes });
        }
        let bytes = self.bytes + bytes;
        if bytes > limits::SPEC_BYTES { Err(ReadError::TooMuch { bytes }) } else { Ok(()) }
    }
    fn add(
        &mut self,
        name: &str,
        text: String,
        encoding: TextEncoding,
        bytes: usize,
    ) -> Result<(), ReadError> {
        let tables = tables(self.files.len(), name, &text)?;
        let count = self.tables.len() + tables.len();
        if count > limits::SPEC_TABLES {
            return Err(ReadError::TooManyTables { tables: count });
        }
        let rows = self.rows + tables.iter().map(|table| table.rows.len()).sum::<usize>();
        if rows > limits::SPEC_ROWS {
            return Err(ReadError::TooManyRows { rows });
        }
        self.rows = rows;
        self.bytes += bytes;
        self.tables.extend(tables);
        self.files.push(SourceFile { name: name.to_owned(), text, encoding });
        Ok(())
    }
}

/// Every table in one file's text.
fn tables(file: usize, name: &str, text: &str) -> Result<Vec<Table>, ReadError> {
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    let mut found = Vec::new();
    if pipes::is_written_with_pipes(text) {
        let blocks = pipes::blocks(text)?;
        let several = blocks.len() > 1;
        for (index, block) in blocks.into_iter().enumerate() {
            let heading = block.heading.as_ref().map(|heading| format!(", {heading}")).unwrap_or_default();
            let name =
                if several { format!("{name} (table {}{heading})", index + 1) } else { name.to_owned() };
            let table = header::table(file, name, crate::table::Notation::Pipes, block.rows);
            found.extend(table.map(|table| Table { heading: block.heading, ..table }));
        }
    } else {
        let delimiter = delimited::delimiter(text);
        let records = delimited::records(text, delimiter)?;
        let notation = crate::table::Notation::Delimited(delimiter);
        found.extend(header::table(file, name.to_owned(), notation, records));
    }
    if found.is_empty() { Err(ReadError::HeadersOnly) } else { Ok(found) }
}

/// Refuses rows that are wider, or cells that are longer, than any specification needs.
fn check_size<'a>(number: u32, cells: impl Iterator<Item = &'a str>) -> Result<(), ReadError> {
    let mut columns = 0;
    for (column, cell) in cells.enumerate() {
        columns += 1;
        if cell.len() > limits::SPEC_CELL {
            return Err(ReadError::CellTooLarge { row: number, column: column + 1, bytes: cell.len() });
        }
    }
    if columns > limits::SPEC_COLUMNS {
        return Err(ReadError::TooManyColumns { row: number, columns });
    }
    Ok(())
}

#[cfg(all(test, feature = "native"))]
mod tests;
