//! Why a file cannot be used, in words.

use domain::limits;

/// Why one file was refused. The other files are not touched by it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// No bytes, or only white space.
    #[error("The file is empty.")]
    Empty,
    /// A header and nothing below it.
    #[error("The file has headers only, and no rows below them.")]
    HeadersOnly,
    /// Over the limit of one file.
    #[error("The file is too large: a file may have {} bytes.", limits::SPEC_FILE)]
    TooLarge {
        /// Its size, as far as it was read.
        bytes: usize,
    },
    /// The files together are over their limit.
    #[error(
        "With this file the specification has {bytes} bytes; all files together may have {}.",
        limits::SPEC_BYTES
    )]
    TooMuch {
        /// Their size with this one.
        bytes: usize,
    },
    /// One file too many.
    #[error("There are {} files already, and a specification may have no more.", limits::SPEC_FILES)]
    TooManyFiles,
    /// Too many tables over all files.
    #[error(
        "With this file the specification has {tables} tables; all files together may have {}.",
        limits::SPEC_TABLES
    )]
    TooManyTables {
        /// Their number with this file.
        tables: usize,
    },
    /// Too many rows over all files.
    #[error(
        "With this file the specification has {rows} rows; all files together may have {}.",
        limits::SPEC_ROWS
    )]
    TooManyRows {
        /// Their number with this file.
        rows: usize,
    },
    /// A cell over the limit.
    #[error("Row {row}, column {column} has {bytes} bytes; a cell may have {}.", limits::SPEC_CELL)]
    CellTooLarge {
        /// As a spreadsheet counts.
        row: u32,
        /// From 1.
        column: usize,
        /// Its size.
        bytes: usize,
    },
    /// More columns than any sheet has.
    #[error("Row {row} has {columns} columns; a sheet may have {}.", limits::SPEC_COLUMNS)]
    TooManyColumns {
        /// As a spreadsheet counts.
        row: u32,
        /// How many.
        columns: usize,
    },
    /// A workbook or another archive.
    #[error("This is {what}, not a CSV file.")]
    NotText {
        /// What it seems to be.
        what: &'static str,
    },
    /// Binary data.
    #[error("The file holds NUL bytes (the first one at byte {at}), so it is no text.")]
    NulBytes {
        /// Where, from 0.
        at: usize,
    },
    /// No encoding fits.
    #[error("The file's text cannot be read as {encoding}.")]
    Undecodable {
        /// The encoding that fitted best.
        encoding: String,
    },
}

impl ReadError {
    /// Stable, for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file-empty",
            Self::HeadersOnly => "file-headers-only",
            Self::TooLarge { .. } => "file-too-large",
            Self::TooMuch { .. } => "specification-too-large",
            Self::TooManyFiles => "too-many-files",
            Self::TooManyTables { .. } => "too-many-tables",
            Self::TooManyRows { .. } => "too-many-rows",
            Self::CellTooLarge { .. } => "cell-too-large",
            Self::TooManyColumns { .. } => "too-many-columns",
            Self::NotText { .. } => "file-not-text",
            Self::NulBytes { .. } => "file-nul-bytes",
            Self::Undecodable { .. } => "file-undecodable",
        }
    }
    /// The row it is about, and the column from 1, where it is about one.
    pub const fn place(&self) -> (Option<u32>, Option<usize>) {
        match self {
            Self::CellTooLarge { row, column, .. } => (Some(*row), Some(*column)),
            Self::TooManyColumns { row, .. } => (Some(*row), None),
            _ => (None, None),
        }
    }
    /// What to do about it.
    pub const fn next(&self) -> &'static str {
        match self {
            Self::Empty | Self::HeadersOnly => "Export the sheet again, or leave this file out.",
            Self::TooLarge { .. }
            | Self::TooMuch { .. }
            | Self::TooManyTables { .. }
            | Self::TooManyRows { .. } => {
                "Split the specification, or leave out sheets and columns that are not needed."
            }
            Self::TooManyFiles => "Leave out a file that is not needed, then add this one.",
            Self::CellTooLarge { .. } => {
                "Shorten the cell. When it holds other cells too, a quotation mark is missing near its beginning."
            }
            Self::TooManyColumns { .. } => "Remove the columns that are not needed, or a stray delimiter.",
            Self::NotText { .. } => "Open it in the program it came from and export each sheet as CSV.",
            Self::NulBytes { .. } | Self::Undecodable { .. } => "Export the sheet as CSV in UTF-8.",
        }
    }
}
