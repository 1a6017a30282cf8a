//! Drafts as programs read them.

use super::{DraftFormat, DraftStatus, Failure, Field, IssueKind, Origin, PartOf, Severity, Split, moment};
use crate::views;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Work that has begun: follow the job, read the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Started {
    /// The draft.
    #[schema(format = "uuid", value_type = String)]
    pub draft: String,
    /// The job that works on it.
    #[schema(format = "uuid", value_type = String)]
    pub job: String,
}

impl From<views::Started> for Started {
    fn from(started: views::Started) -> Self {
        Self { draft: started.draft.to_string(), job: started.job.to_string() }
    }
}

/// The draft after an edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Edited {
    /// To be named in the next edit.
    pub version: i32,
    /// Its fields.
    pub fields: DraftFields,
    /// Who wrote which field; what is not listed came from the model.
    pub origins: BTreeMap<Field, Origin>,
    /// Every rule's result.
    pub checks: Vec<Check>,
}

impl From<views::Edited> for Edited {
    fn from(edited: views::Edited) -> Self {
        Self {
            version: edited.version,
            fields: edited.content.into(),
            origins: origins(edited.origins),
            checks: edited.checks.into_iter().map(Check::from).collect(),
        }
    }
}

fn origins(origins: domain::draft::Origins) -> BTreeMap<Field, Origin> {
    origins.into_iter().map(|(field, origin)| (field.into(), origin.into())).collect()
}

/// One Given-When-Then scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Scenario {
    /// What it shows.
    pub name: String,
    /// Preconditions.
    pub given: Vec<String>,
    /// Actions.
    pub when: Vec<String>,
    /// Outcomes.
    pub then: Vec<String>,
}

/// The fields of a draft. Empty text and lists mean "not written".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DraftFields {
    /// One line.
    pub summary: String,
    /// Markdown.
    pub story: String,
    /// One Markdown paragraph each.
    pub acceptance_criteria: Vec<String>,
    /// In order.
    pub scenarios: Vec<Scenario>,
    /// Markdown.
    pub stlc_notes: String,
    /// The estimate.
    pub story_points: Option<f32>,
    /// Without white space.
    pub labels: Vec<String>,
    /// By name, as Jira shows it.
    pub priority: Option<String>,
    /// By name, as Jira shows them.
    pub components: Vec<String>,
}

impl From<domain::draft::DraftContent> for DraftFields {
    fn from(content: domain::draft::DraftContent) -> Self {
        let scenario = |one: domain::draft::Scenario| Scenario {
            name: one.name,
            given: one.given,
            when: one.when,
            then: one.then,
        };
        Self {
            summary: content.summary,
            story: content.story,
            acceptance_criteria: content.acceptance_criteria,
            scenarios: content.scenarios.into_iter().map(scenario).collect(),
            stlc_notes: content.stlc_notes,
            story_points: content.story_points,
            labels: content.labels,
            priority: content.priority,
            components: content.components,
        }
    }
}

impl From<DraftFields> for domain::draft::DraftContent {
    fn from(fields: DraftFields) -> Self {
        let scenario = |one: Scenario| domain::draft::Scenario {
            name: one.name,
            given: one.given,
            when: one.when,
            then: one.then,
        };
        Self {
            summary: fields.summary,
            story: fields.story,
            acceptance_criteria: fields.acceptance_criteria,
            scenarios: fields.scenarios.into_iter().map(scenario).collect(),
            stlc_notes: fields.stlc_notes,
            story_points: fields.story_points,
            labels: fields.labels,
            priority: fields.priority,
            components: fields.components,
        }
    }
}

/// How one rule went for one draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Check {
    /// The rule's stable name.
    pub rule: String,
    /// The field it is about.
    pub field: Field,
    /// Whether the draft keeps it.
    pub passed: bool,
    /// Whether breaking it stands in the way of creation.
    pub severity: Severity,
    /// A short title.
    pub title: String,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// Whether an administrator may let the draft pass in spite of it, in the browser.
    pub bypassable: bool,
}

impl From<domain::rules::Check> for Check {
    fn from(check: domain::rules::Check) -> Self {
        Self {
            rule: check.rule,
            field: check.field.into(),
            passed: check.passed,
            severity: check.severity.into(),
            title: check.title,
            found: check.found,
            expected: check.expected,
            bypassable: check.bypassable,
        }
    }
}

/// An issue in Jira.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Issue {
    /// The key.
    #[schema(example = "CLINIC-245")]
    pub key: String,
    /// Where people see it.
    pub url: String,
    /// When the product learned of it.
    #[schema(format = DateTime, value_type = String)]
    pub created_at: String,
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Draft {
    /// The draft.
    #[schema(format = "uuid", value_type = String)]
    pub id: String,
    /// What was wanted.
    pub requirement: String,
    /// What kind of issue it becomes.
    pub kind: IssueKind,
    /// How its body is written.
    pub format: DraftFormat,
    /// The form of its description, in the format `custom`.
    pub template: Option<String>,
    /// It stands for an epic that was in Jira before it: it cannot be approved, its parts go below that epic.
    pub adopted: bool,
    /// Where it goes.
    pub project: String,
    /// What it belongs to: a sub-task's issue, or an epic.
    pub parent: Option<String>,
    /// Where it is.
    pub status: DraftStatus,
    /// Its fields.
    pub fields: DraftFields,
    /// Who wrote which field; what is not listed came from the model.
    pub origins: BTreeMap<Field, Origin>,
    /// Counts saved changes; an edit names the one it saw.
    pub version: i32,
    /// What the model wrote for fields that were written by hand, as text for an edit. They stay as they are; a person
    /// decides in the browser.
    pub proposals: BTreeMap<Field, String>,
    /// Every rule's result.
    pub checks: Vec<Check>,
    /// The parts that are proposed of it.
    pub split: Option<Split>,
    /// Whether its parts were made.
    pub is_split: bool,
    /// The drafts that its parts became, in order, without those that were deleted.
    pub parts: Vec<DraftSummary>,
    /// The draft that it is a part of.
    pub part_of: Option<PartOf>,
    /// The job that works on it, or the last one.
    #[schema(format = "uuid", value_type = Option<String>)]
    pub job: Option<String>,
    /// What went wrong last.
    pub failure: Option<Failure>,
    /// The issue it became.
    pub issue: Option<Issue>,
    /// When it was started.
    #[schema(format = DateTime, value_type = String)]
    pub created_at: String,
    /// When it last changed.
    #[schema(format = DateTime, value_type = String)]
    pub updated_at: String,
}

impl From<views::DraftView> for Draft {
    fn from(draft: views::DraftView) -> Self {
        let issue = |issue: views::IssueView| Issue {
            key: issue.key.to_string(),
            url: issue.url,
            created_at: moment(issue.created_at),
        };
        Self {
            id: draft.id.to_string(),
            requirement: draft.requirement,
            kind: draft.kind.into(),
            format: draft.format.into(),
            template: draft.template,
            adopted: draft.adopted,
            project: draft.project.to_string(),
            parent: draft.parent.map(|key| key.to_string()),
            status: draft.status.into(),
            fields: draft.content.into(),
            origins: origins(draft.origins),
            version: draft.version,
            proposals: draft.proposals.into_iter().map(proposal).collect(),
            checks: draft.checks.into_iter().map(Check::from).collect(),
            split: draft.split.map(|split| Split::of(*split, draft.format)),
            is_split: draft.is_split,
            parts: draft.parts.into_iter().map(DraftSummary::from).collect(),
            part_of: draft.part_of.map(|of| PartOf::from(*of)),
            job: draft.job.map(|job| job.id.to_string()),
            failure: draft.failure.map(Failure::from),
            issue: draft.issue.map(issue),
            created_at: moment(draft.created_at),
            updated_at: moment(draft.updated_at),
        }
    }
}

/// A proposal is shown word by word against what stands there; what is only there is not in it.
fn proposal(difference: views::FieldDifference) -> (Field, String) {
    let proposed = difference.pieces.into_iter().filter(|piece| piece.kind != views::PieceKind::Removed);
    (difference.field.into(), proposed.map(|piece| piece.text).collect())
}

/// A draft in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DraftSummary {
    /// The draft.
    #[schema(format = "uuid", value_type = String)]
    pub id: String,
    /// The summary, or the beginning of the requirement.
    pub title: String,
    /// Where it goes.
    pub project: String,
    /// Where it is.
    pub status: DraftStatus,
    /// The issue's key.
    pub issue: Option<String>,
    /// When it last changed.
    #[schema(format = DateTime, value_type = String)]
    pub updated_at: String,
}

impl From<views::DraftRow> for DraftSummary {
    fn from(row: views::DraftRow) -> Self {
        Self {
            id: row.id.to_string(),
            title: row.title,
            project: row.project.to_string(),
            status: row.status.into(),
            issue: row.issue.map(|key| key.to_string()),
            updated_at: moment(row.updated_at),
        }
    }
}

/// A page of drafts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DraftList {
    /// The latest change first.
    pub drafts: Vec<DraftSummary>,
    /// Whether older ones follow on the next page.
    pub more: bool,
}

impl From<views::HistoryView> for DraftList {
    fn from(view: views::HistoryView) -> Self {
        Self { drafts: view.drafts.into_iter().map(DraftSummary::from).collect(), more: view.more }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::{FieldDifference, Piece, PieceKind};
    use domain::draft as inside;

    #[test]
    fn a_proposal_is_what_the_model_wrote_and_nothing_of_what_stands_there() {
        let piece = |kind, text: &str| Piece { kind, text: text.to_owned() };
        let pieces = vec![
            piece(PieceKind::Same, "at most "),
            piece(PieceKind::Removed, "24"),
            piece(PieceKind::Added, "48"),
            piece(PieceKind::Same, " hours"),
        ];
        let read = proposal(FieldDifference { field: inside::Field::Story, pieces });
        assert_eq!(read, (Field::Story, "at most 48 hours".to_owned()));
    }

    #[test]
    fn fields_come_back_as_they_were_shown() {
        let scenario = inside::Scenario {
            name: "Move".to_owned(),
            given: vec!["a slot".to_owned()],
            ..inside::Scenario::default()
        };
        let content = inside::DraftContent {
            summary: "One".to_owned(),
            scenarios: vec![scenario],
            story_points: Some(2.0),
            labels: vec!["web".to_owned()],
            priority: Some("High".to_owned()),
            ..inside::DraftContent::default()
        };
        assert_eq!(inside::DraftContent::from(DraftFields::from(content.clone())), content);
    }
}
