//! What pages show.

mod accounts;
mod connections;
mod drafts;
mod jobs;
mod projects;
mod prompts;
mod tools;

pub use accounts::*;
pub use connections::*;
pub use drafts::*;
pub use jobs::*;
pub use projects::*;
pub use prompts::*;
pub use tools::*;
