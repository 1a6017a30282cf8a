//! What went wrong.

use super::{Category, Severity, moment};
use crate::views;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    /// The field's name in the request, or in Jira.
    pub field: String,
    /// What is wrong and how to fix it.
    pub message: String,
}

/// Every answer that is not a success: a stable code, words, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Failure {
    /// Stable, `area.reason`.
    #[schema(example = "draft.changed_elsewhere")]
    pub code: String,
    /// Who can fix it.
    pub category: Category,
    /// How much it stands in the way.
    pub severity: Severity,
    /// What happened and what it means for the work.
    pub message: String,
    /// What to do next; empty when the message says it.
    pub next: String,
    /// Problems of single fields.
    pub fields: Vec<FieldProblem>,
    /// Seconds after which a try makes sense; also in `Retry-After`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub retry_after: Option<u32>,
    /// The request it happened in; also in `X-Request-ID`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub request_id: Option<String>,
}

impl From<domain::failure::Failure> for Failure {
    fn from(failure: domain::failure::Failure) -> Self {
        let fields = failure.fields.into_iter();
        Self {
            code: failure.code,
            category: failure.category.into(),
            severity: failure.severity.into(),
            message: failure.message,
            next: failure.next,
            fields: fields.map(|one| FieldProblem { field: one.field, message: one.message }).collect(),
            retry_after: failure.retry_after,
            request_id: failure.request_id,
        }
    }
}

/// The same thing going wrong, once or several times. Kept over retries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FailureGroup {
    /// The draft it is about.
    #[schema(format = "uuid", value_type = Option<String>)]
    pub draft: Option<String>,
    /// As it was the last time.
    pub failure: Failure,
    /// How often it happened.
    #[schema(minimum = 1)]
    pub times: u32,
    /// The first time.
    #[schema(format = DateTime, value_type = String)]
    pub first_at: String,
    /// The last time.
    #[schema(format = DateTime, value_type = String)]
    pub last_at: String,
    /// When the work went well after all.
    #[schema(format = DateTime, value_type = Option<String>)]
    pub resolved_at: Option<String>,
}

impl From<views::FailureGroup> for FailureGroup {
    fn from(group: views::FailureGroup) -> Self {
        Self {
            draft: group.draft.map(|draft| draft.to_string()),
            failure: group.failure.into(),
            times: group.times,
            first_at: moment(group.first_at),
            last_at: moment(group.last_at),
            resolved_at: group.resolved_at.map(moment),
        }
    }
}

/// What went wrong, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FailureList {
    /// The groups.
    pub groups: Vec<FailureGroup>,
}

impl From<views::FailuresView> for FailureList {
    fn from(view: views::FailuresView) -> Self {
        Self { groups: view.groups.into_iter().map(FailureGroup::from).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_programs_read_the_same_failure() {
        let failure = domain::failure::Failure::field("a.b", "name", "Say it.").with_next("Then go on.");
        let sent = serde_json::to_string(&Failure::from(failure.clone())).unwrap();
        assert_eq!(serde_json::from_str::<domain::failure::Failure>(&sent).unwrap(), failure);
        let sent: serde_json::Value = serde_json::from_str(&sent).unwrap();
        assert_eq!(sent["category"], "user_fixable");
        assert!(sent.get("retry_after").is_none());
    }
}
