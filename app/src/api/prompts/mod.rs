//! Prompts and templates.

mod delete_prompt;
mod duplicate_prompt;
mod list_prompts;
mod prompt;
mod restore_prompt;
mod save_prompt;

pub use delete_prompt::*;
pub use duplicate_prompt::*;
pub use list_prompts::*;
pub use prompt::*;
pub use restore_prompt::*;
pub use save_prompt::*;
