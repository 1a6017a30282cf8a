//! The names in a cell, and where in the cell they stand.

use std::ops::Range;

/// The cell without the spaces around it.
pub(super) fn whole(cell: &str) -> Range<usize> {
    trimmed(cell, 0..cell.len())
}

/// Cut at commas, semicolons and line ends that are not in parentheses.
pub(super) fn split(cell: &str, within: Range<usize>) -> Vec<Range<usize>> {
    let (mut parts, mut start, mut open) = (Vec::new(), within.start, 0_u32);
    for (at, c) in cell[within.clone()].char_indices() {
        let at = within.start + at;
        match c {
            '(' => open += 1,
            ')' => open = open.saturating_sub(1),
            '\n' | ',' | ';' if open == 0 || c == '\n' => {
                parts.push(trimmed(cell, start..at));
                (start, open) = (at + 1, 0);
            }
            _ => {}
        }
    }
    parts.push(trimmed(cell, start..within.end));
    parts.retain(|part| !part.is_empty());
    // `and` before the last of a list, and bullets, are no part of a name.
    parts.iter().map(|part| without_glue(cell, part.clone())).filter(|part| !part.is_empty()).collect()
}

fn without_glue(cell: &str, part: Range<usize>) -> Range<usize> {
    let text = &cell[part.clone()];
    let rest =
        ["and ", "& ", "- ", "* ", "• "].iter().find_map(|glue| text.strip_prefix(glue)).unwrap_or(text);
    trimmed(cell, part.end - rest.len()..part.end)
}

fn trimmed(cell: &str, range: Range<usize>) -> Range<usize> {
    let text = &cell[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    start..start.max(range.start + text.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_cut_outside_parentheses() {
        let cell = " Person (Content type, staff), Event;\nand Hero ";
        let parts: Vec<&str> = split(cell, whole(cell)).into_iter().map(|part| &cell[part]).collect();
        assert_eq!(parts, ["Person (Content type, staff)", "Event", "Hero"]);
    }
}
