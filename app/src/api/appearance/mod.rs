//! How the pages look for this person.

mod choose_theme;

pub use choose_theme::*;
