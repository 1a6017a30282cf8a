//! Versions of a draft, and how they differ.

use domain::{draft::Field, time::Timestamp};
use serde::{Deserialize, Serialize};

/// What became of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    /// In both.
    Same,
    /// Only in the newer one.
    Added,
    /// Only in the older one.
    Removed,
}

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// What became of it.
    pub kind: PieceKind,
    /// The words, with the white space between them.
    pub text: String,
}

/// How one field differs between two versions, word by word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDifference {
    /// The field.
    pub field: Field,
    /// In reading order.
    pub pieces: Vec<Piece>,
}

/// A version of a draft in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionRow {
    /// Which one.
    pub version: i32,
    /// How it came about, in words.
    pub reason: String,
    /// What the model was asked to change.
    pub instructions: Option<String>,
    /// When it was saved.
    pub at: Timestamp,
}

/// The versions of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionsView {
    /// Newest first.
    pub rows: Vec<RevisionRow>,
    /// Whether older ones are not listed.
    pub more: bool,
    /// When this was read, for relative times.
    pub now: Timestamp,
}

/// One version of a draft, against another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RevisionView {
    /// The draft's name in lists.
    pub title: String,
    /// The version.
    pub row: RevisionRow,
    /// The draft's current version.
    pub current: i32,
    /// The version it is compared with; none for the first one.
    pub against: Option<i32>,
    /// The fields that differ.
    pub differences: Vec<FieldDifference>,
    /// Whether it can be made the current one now.
    pub restorable: bool,
    /// When this was read, for relative times.
    pub now: Timestamp,
}
