//! Made-up versions of a draft.

use crate::samples::{NOW, content, minutes_ago};
use contract::views::{FieldDifference, Piece, PieceKind, RevisionRow, RevisionView, RevisionsView};
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
