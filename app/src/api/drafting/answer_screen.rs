use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use domain::ids::DraftId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The value of one field that Jira demands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldValue {
    /// The field's id in Jira.
    pub id: String,
    /// Its value; several for a field that takes several, none when nothing is chosen.
    #[serde(default)]
    pub chosen: Vec<String>,
}

/// Answers what Jira asks for before it takes a draft.
#[server(prefix = "/api/fn", endpoint = "drafting/answer_screen")]
pub async fn answer_screen(
    /// The draft.
    draft: DraftId,
    /// The issue type's id, where none fits by its name.
    #[server(default)]
    issue_type: String,
    /// Every field that is shown.
    #[server(default)]
    fields: Vec<FieldValue>,
) -> Result<(), ApiError> {
    let answer = |field: FieldValue| contract::commands::FieldAnswer { id: field.id, chosen: field.chosen };
    let fields = fields.into_iter().map(answer).collect();
    let command = contract::commands::AnswerScreen { draft, issue_type, fields };
    Ok(use_cases()?.drafting.answer_screen(&caller()?, &principal()?, command).await?)
}
