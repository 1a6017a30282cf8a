//! Jira, Confluence, models.

mod check_certificates;
mod distrust;
mod hide;
mod overview;
mod replace_jira_token;
mod reveal;
mod save_confluence;
mod save_llm;
mod test_confluence;
mod test_jira;
mod test_llm;
mod trust;

pub use check_certificates::*;
pub use distrust::*;
pub use hide::*;
pub use overview::*;
pub use replace_jira_token::*;
pub use reveal::*;
pub use save_confluence::*;
pub use save_llm::*;
pub use test_confluence::*;
pub use test_jira::*;
pub use test_llm::*;
pub use trust::*;
