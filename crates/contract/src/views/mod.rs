//! What pages show.

mod accounts;
mod activity;
mod admin;
mod api_tokens;
mod appearance;
mod connections;
mod contexts;
mod create_screens;
mod drafts;
mod failures;
mod jobs;
mod profile;
mod projects;
mod prompts;
mod revisions;
mod rules;
mod splits;
mod tools;

pub use accounts::*;
pub use activity::*;
pub use admin::*;
pub use api_tokens::*;
pub use appearance::*;
pub use connections::*;
pub use contexts::*;
pub use create_screens::*;
pub use drafts::*;
pub use failures::*;
pub use jobs::*;
pub use profile::*;
pub use projects::*;
pub use prompts::*;
pub use revisions::*;
pub use rules::*;
pub use splits::*;
pub use tools::*;
