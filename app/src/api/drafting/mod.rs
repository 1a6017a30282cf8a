//! The issue creator.

mod answer;
mod approve;
mod continue_draft;
mod create_issue;
mod dashboard;
mod delete_draft;
mod draft;
mod edit_field;
mod history;
mod new_draft;
mod restore_draft;
mod start;
mod stop;
mod withdraw;

pub use answer::*;
pub use approve::*;
pub use continue_draft::*;
pub use create_issue::*;
pub use dashboard::*;
pub use delete_draft::*;
pub use draft::*;
pub use edit_field::*;
pub use history::*;
pub use new_draft::*;
pub use restore_draft::*;
pub use start::*;
pub use stop::*;
pub use withdraw::*;
