//! How the pages look for this person.

mod choose_theme;
mod keep_sidebar;

pub use choose_theme::*;
pub use keep_sidebar::*;
