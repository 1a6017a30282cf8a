use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::views::Started;
use domain::ids::{DraftId, QuestionId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The answer to one field of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerLine {
    /// The field's label.
    pub label: String,
    /// What was filled in.
    pub value: String,
}

/// Answers the question a draft waits on: as one text, or per field.
#[server(prefix = "/api/fn", endpoint = "drafting/answer")]
pub async fn answer(
    /// The draft.
    draft: DraftId,
    /// The question.
    question: QuestionId,
    /// One free text.
    #[server(default)]
    text: String,
    /// Or one line per field.
    #[server(default)]
    lines: Vec<AnswerLine>,
) -> Result<Started, ApiError> {
    let text = if lines.is_empty() { text } else { joined(&lines) };
    let command = contract::commands::Answer { draft, question, text };
    Ok(use_cases()?.drafting.answer(&caller()?, &principal()?, command).await?)
}

/// `label: value` lines of what was filled in, as the command wants them.
#[cfg(feature = "ssr")]
fn joined(lines: &[AnswerLine]) -> String {
    let line = |line: &AnswerLine| format!("{}: {}", line.label, domain::text::one_line(&line.value));
    let filled = lines.iter().filter(|line| !line.value.trim().is_empty());
    filled.map(line).collect::<Vec<_>>().join("\n")
}
