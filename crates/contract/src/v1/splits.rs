//! Drafts in parts. What is said of criteria and parts names their places in their lists, from 0.

use super::{Check, DraftFields, DraftSummary, Shape};
use crate::views;
use domain::{
    draft::DraftFormat,
    split::{self, criteria},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Asking the model for parts of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitDraft {
    /// The version of the draft that was read; another one in between answers 409.
    #[schema(minimum = 0)]
    pub version: i32,
    /// How it shall be split, in anybody's own words.
    #[serde(default)]
    #[schema(default = "", max_length = 4_000, example = "By kind of user")]
    pub instructions: String,
}

/// A split as it was read, for what is done with all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitSeen {
    /// The version of the split that was read; another one in between answers 409.
    #[schema(minimum = 0)]
    pub version: i32,
}

/// One part of a draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its fields, each with the limits that it has in an edit. Criteria and scenarios are of the draft's format.
    pub fields: DraftFields,
    /// The places of the criteria that it covers. Places that are not there are left out.
    #[serde(default)]
    pub covers: Vec<usize>,
    /// The places of the parts that have to be done before it. Places that are not there, and what would make a
    /// circle, are left out.
    #[serde(default)]
    pub after: Vec<usize>,
}

impl From<split::Part> for Part {
    fn from(part: split::Part) -> Self {
        Self {
            fields: part.content.into(),
            covers: part.covers.into_iter().collect(),
            after: part.after.into_iter().collect(),
        }
    }
}

impl From<Part> for split::Part {
    fn from(part: Part) -> Self {
        Self {
            content: part.fields.into(),
            covers: part.covers.into_iter().collect(),
            after: part.after.into_iter().collect(),
        }
    }
}

/// Changing the parts that are proposed of a draft: these take the place of those that were read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "version": 1,
    "shape": "epic",
    "parts": [
        {
            "fields": {
                "summary": "Book an examination room",
                "story": "As a patient I want to book a room.",
                "acceptance_criteria": ["A free room can be booked."],
                "scenarios": [],
                "stlc_notes": "Regression of the calendar.",
                "story_points": 3,
                "labels": ["portal"],
                "priority": "High",
                "components": [],
            },
            "covers": [0],
            "after": [],
        },
        {
            "fields": {
                "summary": "Cancel a booking",
                "story": "As a patient I want to cancel a booking.",
                "acceptance_criteria": ["A booking can be cancelled until 24 hours before."],
                "scenarios": [],
                "stlc_notes": "Regression of the calendar.",
                "story_points": 2,
                "labels": ["portal"],
                "priority": "High",
                "components": [],
            },
            "covers": [1],
            "after": [0],
        },
    ],
}))]
pub struct EditSplit {
    /// The version of the split that was read; another one in between answers 409.
    #[schema(minimum = 0)]
    pub version: i32,
    /// How the parts belong together: one of the split's `shapes`.
    pub shape: Shape,
    /// In the order in which they are done.
    #[schema(min_items = 1, max_items = 40)]
    pub parts: Vec<Part>,
}

/// A draft in parts that are proposed. They can be changed until they are made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Split {
    /// Counts saved changes of the split; a change names the one it saw.
    pub version: i32,
    /// How the parts belong together.
    pub shape: Shape,
    /// The shapes that the draft can have.
    pub shapes: Vec<Shape>,
    /// What the parts have to cover: the draft's acceptance criteria, or the names of its scenarios, as it was split.
    pub criteria: Vec<String>,
    /// Whether the draft has other criteria by now. The parts have to be renewed then before they can be made.
    pub stale: bool,
    /// In the order in which they are done.
    pub parts: Vec<Part>,
    /// What is known of them together.
    pub report: SplitReport,
}

/// Whether the parts are together what they came from, and each of them what its rules want.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SplitReport {
    /// Whether the parts can be made as they are.
    pub can_be_made: bool,
    /// The places of the criteria that no part covers.
    pub uncovered: Vec<usize>,
    /// The draft's own estimate.
    pub whole_points: Option<f32>,
    /// The sum of the parts' estimates.
    pub points: f32,
    /// Whether that sum is the draft's own estimate. Worth a look, and in the way of nothing.
    pub adds_up: bool,
    /// Every rule's result for each part.
    pub checks: Vec<Vec<Check>>,
}

impl Split {
    /// The split of a draft of this format.
    pub fn of(view: views::SplitView, format: DraftFormat) -> Self {
        let rules = view.rules(view.split.shape).cloned().unwrap_or_default();
        let found = split::report(&view.whole, format, &rules, &view.split.parts);
        let report = SplitReport {
            can_be_made: found.is_sound() && !view.stale,
            adds_up: found.adds_up(),
            uncovered: found.uncovered,
            whole_points: found.whole_points,
            points: found.points,
            checks: found.checks.into_iter().map(|one| one.into_iter().map(Check::from).collect()).collect(),
        };
        Self {
            version: view.split.version,
            shape: view.split.shape.into(),
            shapes: view.shapes.into_iter().map(|(shape, _)| shape.into()).collect(),
            criteria: criteria(&view.whole, format),
            stale: view.stale,
            parts: view.split.parts.into_iter().map(Part::from).collect(),
            report,
        }
    }
}

/// Parts that were made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MadeParts {
    /// The drafts that they became, in order.
    pub parts: Vec<DraftSummary>,
}

impl From<views::DraftView> for MadeParts {
    fn from(whole: views::DraftView) -> Self {
        Self { parts: whole.parts.into_iter().map(DraftSummary::from).collect() }
    }
}

/// What a draft is a part of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartOf {
    /// The draft that was split.
    #[schema(format = "uuid", value_type = String)]
    pub draft: String,
    /// The place of this part.
    pub part: usize,
    /// How many there are.
    pub parts: usize,
    /// Whether that draft becomes the issue above this one and has to be created first.
    pub waits: bool,
    /// The drafts that have to be done before this one.
    pub after: Vec<String>,
}

impl From<views::PartOf> for PartOf {
    fn from(of: views::PartOf) -> Self {
        Self {
            draft: of.whole.to_string(),
            // People count from 1.
            part: of.part.saturating_sub(1),
            parts: of.parts,
            waits: of.waits,
            after: of.after.into_iter().map(|(draft, _)| draft.to_string()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{draft::DraftContent, rules::RuleSet};
    use std::collections::BTreeSet;

    fn part(summary: &str, covers: &[usize], points: f32) -> split::Part {
        let content = DraftContent {
            summary: summary.to_owned(),
            story: "As a patient".to_owned(),
            acceptance_criteria: vec!["It is booked.".to_owned()],
            stlc_notes: "Regression".to_owned(),
            story_points: Some(points),
            ..DraftContent::default()
        };
        split::Part { content, covers: covers.iter().copied().collect(), after: BTreeSet::new() }
    }

    fn view(parts: Vec<split::Part>) -> views::SplitView {
        let whole = DraftContent {
            acceptance_criteria: vec!["It is booked.".to_owned(), "It is cancelled.".to_owned()],
            story_points: Some(5.0),
            ..DraftContent::default()
        };
        let shape = split::Shape::SubTasks;
        views::SplitView {
            split: split::Split { shape, parts, of_version: 1, version: 7, made_of: None },
            whole,
            stale: false,
            shapes: vec![(split::Shape::Epic, RuleSet::NONE), (shape, RuleSet::default())],
        }
    }

    #[test]
    fn a_split_says_what_is_in_the_way_of_its_parts() {
        let good = view(vec![part("One", &[0], 3.0), part("Two", &[1], 2.0)]);
        let seen = Split::of(good.clone(), DraftFormat::Classic);
        assert_eq!(
            (seen.version, seen.shape, seen.shapes),
            (7, Shape::SubTasks, vec![Shape::Epic, Shape::SubTasks])
        );
        assert_eq!(seen.criteria, ["It is booked.", "It is cancelled."]);
        let report = seen.report;
        assert!(report.can_be_made && report.adds_up && report.uncovered.is_empty(), "{report:?}");
        assert_eq!((report.whole_points, report.points, report.checks.len()), (Some(5.0), 5.0, 2));

        let stale = views::SplitView { stale: true, ..good };
        assert!(!Split::of(stale, DraftFormat::Classic).report.can_be_made);
        let lacking = view(vec![part("One", &[0], 3.0), part("", &[], 1.0)]);
        let report = Split::of(lacking, DraftFormat::Classic).report;
        assert!(!report.can_be_made && !report.adds_up);
        assert_eq!(report.uncovered, [1]);
        assert!(report.checks[1].iter().any(|check| !check.passed), "held against the rules of its shape");
    }

    #[test]
    fn parts_come_back_as_they_were_shown_and_with_nothing_else() {
        let mut inside = part("One", &[0, 1], 3.0);
        inside.after = BTreeSet::from([1]);
        let shown = serde_json::to_value(Part::from(inside.clone())).unwrap();
        let read: Part = serde_json::from_value(shown.clone()).unwrap();
        assert_eq!(split::Part::from(read), inside);
        let mut more = shown;
        more["approved"] = true.into();
        assert!(serde_json::from_value::<Part>(more).is_err());
    }
}
