//! What changed between two texts, or two versions of a draft, word by word.

use contract::views::{FieldDifference, Piece, PieceKind};
use domain::draft::{DraftContent, DraftFormat, Field, as_text, same};
use similar::{ChangeTag, TextDiff};
use std::time::Duration;

/// After so long a coarser difference is good enough.
const PATIENCE: Duration = Duration::from_millis(50);

/// The fields that differ, in reading order.
pub(crate) fn between(
    older: &DraftContent,
    newer: &DraftContent,
    format: DraftFormat,
) -> Vec<FieldDifference> {
    Field::ALL
        .into_iter()
        .filter(|field| field.belongs_to(format) && !same(older, newer, *field))
        .map(|field| of_field(older, newer, field))
        .collect()
}

/// One field.
pub(crate) fn of_field(older: &DraftContent, newer: &DraftContent, field: Field) -> FieldDifference {
    FieldDifference { field, pieces: pieces(&as_text(older, field), &as_text(newer, field)) }
}

/// Two texts.
pub(crate) fn pieces(older: &str, newer: &str) -> Vec<Piece> {
    let difference = TextDiff::configure().timeout(PATIENCE).diff_unicode_words(older, newer);
    let mut pieces: Vec<Piece> = Vec::new();
    for change in difference.iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => PieceKind::Same,
            ChangeTag::Insert => PieceKind::Added,
            ChangeTag::Delete => PieceKind::Removed,
        };
        match pieces.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(change.value()),
            _ => pieces.push(Piece { kind, text: change.value().to_owned() }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use PieceKind::{Added, Removed, Same};

    fn shown(older: &str, newer: &str) -> Vec<(PieceKind, String)> {
        pieces(older, newer).into_iter().map(|piece| (piece.kind, piece.text)).collect()
    }

    fn side(pieces: &[Piece], without: PieceKind) -> String {
        pieces.iter().filter(|piece| piece.kind != without).map(|piece| piece.text.as_str()).collect()
    }

    #[test]
    fn words_are_told_apart_and_not_letters() {
        assert_eq!(
            shown("at most 24 hours", "at most 48 hours"),
            [
                (Same, "at most ".to_owned()),
                (Removed, "24".to_owned()),
                (Added, "48".to_owned()),
                (Same, " hours".to_owned())
            ]
        );
    }

    #[test]
    fn both_texts_can_be_read_out_of_the_difference() {
        for (older, newer) in [
            ("", "new"),
            ("one\ntwo", "one\nthree\ntwo"),
            ("Öl ändern", "Öl wechseln ändern"),
            ("日本語の文", "日本の文"),
            ("a  b", "a b"),
        ] {
            let pieces = pieces(older, newer);
            assert_eq!((side(&pieces, Added), side(&pieces, Removed)), (older.to_owned(), newer.to_owned()));
        }
    }

    #[test]
    fn only_what_differs_is_listed() {
        let older =
            DraftContent { summary: "Move".into(), story: "As a patient".into(), ..DraftContent::default() };
        let newer = DraftContent { summary: "Move it".into(), ..older.clone() };
        let fields: Vec<_> =
            between(&older, &newer, DraftFormat::Classic).into_iter().map(|d| d.field).collect();
        assert_eq!(fields, [Field::Summary]);
    }
}
