//! How the pages look for one person.

use serde::{Deserialize, Serialize};

/// The navigation at the side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sidebar {
    /// It stays open; otherwise it is a strip of icons that opens under the pointer and the focus.
    pub pinned: bool,
    /// Its width when it is open, in quarters of a rem.
    pub width: u8,
}

impl Sidebar {
    /// The narrowest that shows every word.
    pub const NARROWEST: u8 = 44;
    /// The widest that leaves the page its room.
    pub const WIDEST: u8 = 80;
    /// Widths come in steps of this, so that each is a class of the style sheet.
    pub const STEP: u8 = 2;

    /// The nearest width there is.
    pub const fn width_near(width: u8) -> u8 {
        let width = if width < Self::NARROWEST {
            Self::NARROWEST
        } else if width > Self::WIDEST {
            Self::WIDEST
        } else {
            width
        };
        width - width % Self::STEP
    }
}

impl Default for Sidebar {
    fn default() -> Self {
        Self { pinned: true, width: 52 }
    }
}

#[cfg(test)]
mod tests {
    use super::Sidebar;

    #[test]
    fn every_width_asked_for_becomes_one_that_the_style_sheet_has() {
        for asked in 0..=u8::MAX {
            let width = Sidebar::width_near(asked);
            assert!((Sidebar::NARROWEST..=Sidebar::WIDEST).contains(&width), "{asked}");
            assert_eq!((width - Sidebar::NARROWEST) % Sidebar::STEP, 0, "{asked}");
        }
        assert_eq!(Sidebar::width_near(Sidebar::default().width), Sidebar::default().width);
    }
}
