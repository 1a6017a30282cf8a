//! Drafts in parts.

use domain::{
    draft::DraftContent,
    ids::DraftId,
    rules::RuleSet,
    split::{Shape, Split},
};
use serde::{Deserialize, Serialize};

/// A split that can be changed until its parts are made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SplitView {
    /// The parts.
    pub split: Split,
    /// The draft's fields as they were split: what the parts cover are its criteria.
    pub whole: DraftContent,
    /// The draft's criteria are others by now: the parts have to be held against them first.
    pub stale: bool,
    /// The shapes that fit the draft, each with the rules of its parts, so that the browser can evaluate them.
    pub shapes: Vec<(Shape, RuleSet)>,
}

impl SplitView {
    /// The rules that the parts are held against.
    pub fn rules(&self, shape: Shape) -> Option<&RuleSet> {
        self.shapes.iter().find(|(found, _)| *found == shape).map(|(_, rules)| rules)
    }
}

/// What a draft is a part of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartOf {
    /// The draft that was split.
    pub whole: DraftId,
    /// Its name in lists.
    pub title: String,
    /// Which part this is, counted from 1.
    pub part: usize,
    /// How many there are.
    pub parts: usize,
    /// The whole becomes the issue above this one and is not in Jira yet: it is created first.
    pub waits: bool,
    /// The next part, in order and then from the first, that is not in Jira yet.
    pub next: Option<(DraftId, String)>,
    /// Parts that have to be done before this one, as id and title.
    pub after: Vec<(DraftId, String)>,
}
