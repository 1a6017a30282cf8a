//! What people do with a draft in parts.

use domain::{
    draft::{DraftFormat, Field, as_text},
    ids::DraftId,
    split::{Part, Shape, Split},
};
use serde::{Deserialize, Serialize};

/// A part as a form shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PartForm {
    /// One line.
    pub summary: String,
    /// A number.
    pub points: String,
    /// Markdown.
    pub story: String,
    /// Criteria, a line each, or scenarios as Gherkin-like lines.
    pub criteria: String,
    /// Markdown.
    pub notes: String,
    /// The whole's criteria that it covers, counted from 0.
    pub covers: Vec<usize>,
    /// The parts that have to be done before it, counted from 0.
    pub after: Vec<usize>,
}

/// A split as a form shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SplitForm {
    /// A shape's stable name.
    pub shape: String,
    /// In order.
    pub parts: Vec<PartForm>,
}

impl PartForm {
    /// A part as it is.
    pub fn of(part: &Part, format: DraftFormat) -> Self {
        let text = |field| as_text(&part.content, field);
        Self {
            summary: text(Field::Summary),
            points: text(Field::StoryPoints),
            story: text(Field::Story),
            criteria: match format {
                DraftFormat::Classic => text(Field::AcceptanceCriteria),
                DraftFormat::Bdd => text(Field::Scenarios),
            },
            notes: text(Field::StlcNotes),
            covers: part.covers.iter().copied().collect(),
            after: part.after.iter().copied().collect(),
        }
    }
}

impl SplitForm {
    /// A split as it is.
    pub fn of(split: &Split, format: DraftFormat) -> Self {
        Self {
            shape: split.shape.as_str().to_owned(),
            parts: split.parts.iter().map(|part| PartForm::of(part, format)).collect(),
        }
    }
}

/// What becomes of a split when it is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SplitStep {
    /// It is kept.
    Save,
    /// It gets another, empty part.
    Add,
    /// The part of this number, counted from 0, goes.
    Remove(usize),
    /// It is held against the draft's criteria as they are now.
    Renew,
    /// Its parts become drafts of their own.
    Make,
    /// It is thrown away; the draft stays as it is.
    Drop,
}

impl SplitStep {
    /// From a button: `save`, `add`, `remove:2`, `renew`, `make`, `drop`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "save" => Some(Self::Save),
            "add" => Some(Self::Add),
            "renew" => Some(Self::Renew),
            "make" => Some(Self::Make),
            "drop" => Some(Self::Drop),
            _ => text.strip_prefix("remove:")?.parse().ok().map(Self::Remove),
        }
    }
}

/// How a split shall be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum SplitWish {
    /// As it is.
    AsItIs,
    /// As a form says; what a form does not show stays.
    Form(SplitForm),
    /// Like this, with as many parts as stand here.
    Whole(Shape, Vec<Part>),
}

/// Changing a split that is not made yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EditSplit {
    /// The draft.
    pub draft: DraftId,
    /// The version of the split that the person saw.
    pub seen: i32,
    /// What [`SplitStep::parse`] reads.
    pub step: String,
    /// How it shall be.
    pub wish: SplitWish,
}
