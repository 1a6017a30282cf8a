//! Jira, Confluence, models.

mod overview;
mod replace_jira_token;
mod save_llm;
mod test_jira;
mod test_llm;

pub use overview::*;
pub use replace_jira_token::*;
pub use save_llm::*;
pub use test_jira::*;
pub use test_llm::*;
