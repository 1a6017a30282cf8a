//! What the `X` column decides, and cells that hold nothing.

use serde::{Deserialize, Serialize};

/// What is to be done with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowState {
    /// Built: approved, changed, or not marked at all.
    Build,
    /// Taken away from the site.
    Remove,
    /// Built already.
    Done,
    /// Waits for something.
    Wait,
    /// On hold.
    Hold,
    /// A person took it out.
    Excluded,
    /// A spacer: nothing in it, or only a running number and errors of computed columns.
    Spacer,
}

impl RowState {
    /// The row becomes part of a ticket.
    pub const fn is_planned(self) -> bool {
        matches!(self, Self::Build | Self::Remove)
    }
    /// It will be on the site, or is already.
    pub const fn is_on_site(self) -> bool {
        matches!(self, Self::Build | Self::Done)
    }
    /// Why it does not, for people.
    pub const fn reason_to_skip(self) -> Option<&'static str> {
        match self {
            Self::Build | Self::Remove => None,
            Self::Done => Some("done already (x)"),
            Self::Wait => Some("waits (w)"),
            Self::Hold => Some("on hold (h)"),
            Self::Excluded => Some("excluded"),
            Self::Spacer => Some("spacer row"),
        }
    }
}

/// The meaning of a mark, or `None` when it has none.
pub fn read_mark(mark: &str) -> Option<RowState> {
    match mark.trim().to_ascii_lowercase().as_str() {
        "" | "a" | "c" | "-" => Some(RowState::Build),
        "d" => Some(RowState::Remove),
        "x" => Some(RowState::Done),
        "w" => Some(RowState::Wait),
        "h" => Some(RowState::Hold),
        _ => None,
    }
}

/// What a spreadsheet shows where a formula failed.
pub fn is_error_value(cell: &str) -> bool {
    let cell = cell.trim();
    cell.starts_with('#')
        && matches!(
            cell,
            "#VALUE!" | "#N/A" | "#REF!" | "#NAME?" | "#DIV/0!" | "#NULL!" | "#NUM!" | "#ERROR!" | "#SPILL!"
        )
}

/// Neither blank nor a failed formula: what counts as content everywhere.
pub fn has_content(cell: &str) -> bool {
    let cell = cell.trim();
    !cell.is_empty() && !is_error_value(cell)
}

/// The machine name of a base field, which Drupal brings itself.
pub fn is_base_name(machine_name: &str) -> bool {
    matches!(machine_name.trim(), "-" | "–" | "—")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_say_what_happens_to_a_row() {
        for (mark, state) in [
            ("a", RowState::Build),
            (" C ", RowState::Build),
            ("", RowState::Build),
            ("D", RowState::Remove),
            ("x", RowState::Done),
            ("w", RowState::Wait),
            ("h", RowState::Hold),
        ] {
            assert_eq!(read_mark(mark), Some(state), "{mark}");
        }
        assert_eq!(read_mark("q"), None);
    }

    #[test]
    fn failed_formulas_hold_nothing_but_a_hash_tag_does() {
        assert!(!has_content(" #N/A "));
        assert!(has_content("#campus"));
    }
}
