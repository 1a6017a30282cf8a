//! What pages show.

mod accounts;
mod api_tokens;
mod appearance;
mod connections;
mod drafts;
mod failures;
mod jobs;
mod projects;
mod prompts;
mod tools;

pub use accounts::*;
pub use api_tokens::*;
pub use appearance::*;
pub use connections::*;
pub use drafts::*;
pub use failures::*;
pub use jobs::*;
pub use projects::*;
pub use prompts::*;
pub use tools::*;
