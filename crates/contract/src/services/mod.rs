//! The use cases, as traits. `services` implements them; the server injects them.

mod accounts;
mod connections;
mod drafting;
mod jobs;

pub use accounts::{Accounts, Authenticated, Caller, Proved, SignedIn};
pub use connections::Connections;
pub use drafting::Drafting;
pub use jobs::{EventStream, Jobs};

use std::sync::Arc;

/// Everything pages and routes can ask for.
#[derive(Clone)]
pub struct UseCases {
    /// Registration, sign-in, sessions.
    pub accounts: Arc<dyn Accounts>,
    /// Jira, Confluence, models.
    pub connections: Arc<dyn Connections>,
    /// The issue creator.
    pub drafting: Arc<dyn Drafting>,
    /// Long work.
    pub jobs: Arc<dyn Jobs>,
}
