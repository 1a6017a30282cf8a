//! Made-up versions of a draft.

use crate::samples::{NOW, content, id_of, minutes_ago};
use contract::views::{
    DraftStatus, FieldDifference, ModelCallView, ModelCallsView, ModelUse, Piece, PieceKind, RevisionRow,
    RevisionView, RevisionsView, SaidView,
};
use domain::draft::Field;

pub(crate) fn difference(field: Field) -> FieldDifference {
    let piece = |kind, text: &str| Piece { kind, text: text.to_owned() };
    let pieces = vec![
        piece(PieceKind::Same, "As a **patient**, I want to move my appointment up to "),
        piece(PieceKind::Removed, "24"),
        piece(PieceKind::Added, "48"),
        piece(PieceKind::Same, " hours before it starts."),
    ];
    FieldDifference { field, pieces }
}

/// Three versions, the last one as it was asked for.
pub(crate) fn revisions() -> RevisionsView {
    let row = |version: i32, reason: &str, instructions: Option<&str>| RevisionRow {
        version,
        reason: reason.to_owned(),
        instructions: instructions.map(str::to_owned),
        at: minutes_ago(i64::from(10 - version)),
    };
    let rows = vec![
        row(3, "Revised by the model", Some("Patients may move it until 48 hours before.")),
        row(2, "You changed the story", None),
        row(1, "Written by the model", None),
    ];
    RevisionsView { rows, more: false, now: NOW }
}

/// One of them.
pub(crate) fn revision(version: i32) -> Option<RevisionView> {
    let row = revisions().rows.into_iter().find(|row| row.version == version)?;
    Some(RevisionView {
        title: content().summary,
        row,
        current: 3,
        against: (version > 1).then_some(version - 1),
        differences: vec![difference(Field::Story), difference(Field::AcceptanceCriteria)],
        restorable: version < 3,
        now: NOW,
    })
}

/// Two calls, the first of which was cut.
pub(crate) fn model_calls() -> ModelCallsView {
    let said = |by: &str, text: &str| SaidView { by: by.to_owned(), text: text.to_owned() };
    let call = |step: &str, outcome: &str, minutes| ModelCallView {
        step: step.to_owned(),
        provider: "Company LLM".to_owned(),
        model: "company-chat-1".to_owned(),
        prompt_tokens: 1_842,
        completion_tokens: 411,
        estimated: true,
        first_token_ms: Some(420),
        duration_ms: 6_300,
        cost: Some("0.01 EUR".to_owned()),
        outcome: outcome.to_owned(),
        sent: vec![
            said("system", "You help software teams turn what they know into well-formed Jira issues."),
            said(
                "user",
                "Write the issue for this requirement.\n\n<requirement>\nPatients move appointments.\n</requirement>",
            ),
        ],
        answer: "{\"summary\": \"Move an appointment\"}".to_owned(),
        at: minutes_ago(minutes),
    };
    let used = ModelUse {
        calls: 2,
        tokens: 4_506,
        estimated: true,
        duration_ms: 12_600,
        costs: vec!["0.02 EUR".to_owned()],
    };
    let calls = vec![call("revise", "ok", 3), call("draft", "cut", 9)];
    ModelCallsView { draft: id_of(DraftStatus::Ready), title: content().summary, used, calls }
}
