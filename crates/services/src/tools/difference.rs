//! What changed between two texts, line by line.

use contract::views::{DifferenceLine, LineKind};

/// Lines of one text that are compared; definitions are much shorter.
const LINES: usize = 1_500;

/// The lines of both, in order, each with where it stands. Nothing that is the same is called different.
pub(super) fn difference(before: &str, after: &str) -> Vec<DifferenceLine> {
    let old: Vec<&str> = before.lines().take(LINES).collect();
    let new: Vec<&str> = after.lines().take(LINES).collect();
    // `common[i][j]`: the most lines that the rests from `i` and `j` on have in common.
    let mut common = vec![vec![0_u16; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = if old[i] == new[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut lines = Vec::with_capacity(old.len().max(new.len()));
    let mut push = |kind, text: &str| lines.push(DifferenceLine { kind, text: text.to_owned() });
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            push(LineKind::Same, old[i]);
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            push(LineKind::Old, old[i]);
            i += 1;
        } else {
            push(LineKind::New, new[j]);
            j += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_texts_can_be_read_from_their_difference() {
        for (before, after) in [("a\nb\nc", "a\nx\nc\nd"), ("", "a"), ("a\nb", ""), ("a\na\nb", "b\na")] {
            let lines = difference(before, after);
            let without = |other| {
                let kept = lines.iter().filter(|line| line.kind != other).map(|line| line.text.as_str());
                kept.collect::<Vec<_>>().join("\n")
            };
            assert_eq!((without(LineKind::New).as_str(), without(LineKind::Old).as_str()), (before, after));
        }
        let same = difference("a\nb", "a\nb");
        assert!(same.iter().all(|line| line.kind == LineKind::Same));
    }
}
