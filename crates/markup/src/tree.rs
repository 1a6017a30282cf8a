//! What a text consists of, independent of how it is written.

use serde::{Deserialize, Serialize};

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// `code`
    Code(String),
    /// **strong**
    Strong(Vec<Inline>),
    /// *emphasis*
    Emphasis(Vec<Inline>),
    /// ~~struck out~~
    Strike(Vec<Inline>),
    /// A link with its text.
    Link {
        /// Where it leads.
        href: String,
        /// What it says.
        content: Vec<Inline>,
    },
    /// A line break inside a paragraph.
    Break,
}

/// How a table's column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Align {
    /// As the reader likes.
    None,
    /// Left.
    Left,
    /// Centred.
    Center,
    /// Right.
    Right,
}

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Item {
    /// A task's box, when it is one.
    pub checked: Option<bool>,
    /// Its content.
    pub blocks: Vec<Block>,
}

/// A block of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A heading of level 1 to 6.
    Heading(u8, Vec<Inline>),
    /// A list.
    List {
        /// Numbered or not.
        ordered: bool,
        /// Its entries.
        items: Vec<Item>,
    },
    /// Quoted blocks.
    Quote(Vec<Block>),
    /// A code block with its language, if named.
    Code {
        /// Language as written after the fence.
        language: Option<String>,
        /// The text, without a final newline.
        text: String,
    },
    /// A table; the first row is the header.
    Table {
        /// One per column.
        align: Vec<Align>,
        /// The header's cells.
        head: Vec<Vec<Inline>>,
        /// The other rows' cells.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A horizontal rule.
    Rule,
}
