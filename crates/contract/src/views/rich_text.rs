//! Text as it will be read: typed nodes, never HTML.

use serde::{Deserialize, Serialize};

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RichInline {
    /// Plain text.
    Text(String),
    /// Code.
    Code(String),
    /// Strong.
    Strong(Vec<RichInline>),
    /// Emphasised.
    Emphasis(Vec<RichInline>),
    /// Struck out.
    Strike(Vec<RichInline>),
    /// A link: where it leads, and what it says.
    Link(String, Vec<RichInline>),
    /// A new line.
    Break,
}

/// A block of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RichBlock {
    /// A paragraph.
    Paragraph(Vec<RichInline>),
    /// A heading.
    Heading(Vec<RichInline>),
    /// A list, numbered or not, and its entries.
    List(bool, Vec<Vec<RichBlock>>),
    /// A quotation.
    Quote(Vec<RichBlock>),
    /// Code.
    Code(String),
    /// A table: the cells of its header, and of its rows.
    Table(Vec<Vec<RichInline>>, Vec<Vec<Vec<RichInline>>>),
    /// A line across.
    Rule,
}
