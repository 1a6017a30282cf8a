//! The use cases, as traits. `services` implements them; the server injects them.

mod accounts;
mod activity;
mod admin;
mod api_tokens;
mod appearance;
mod connections;
mod drafting;
mod failures;
mod jobs;
mod profile;
mod projects;
mod prompts;
mod rules;
mod site_builds;
mod site_tickets;
mod tools;

pub use accounts::{Accounts, Authenticated, Caller, Proved, SignedIn};
pub use activity::Activity;
pub use admin::Admin;
pub use api_tokens::ApiTokens;
pub use appearance::Appearance;
pub use connections::Connections;
pub use drafting::Drafting;
pub use failures::Failures;
pub use jobs::{EventStream, Jobs};
pub use profile::Profile;
pub use projects::Projects;
pub use prompts::Prompts;
pub use rules::Rules;
pub use site_builds::SiteBuilds;
pub use site_tickets::SiteTickets;
pub use tools::Tools;

use std::sync::Arc;

/// Everything pages and routes can ask for.
#[derive(Clone)]
pub struct UseCases {
    /// Registration, sign-in, sessions.
    pub accounts: Arc<dyn Accounts>,
    /// What a person did, and what works for them.
    pub activity: Arc<dyn Activity>,
    /// What administrators see and do.
    pub admin: Arc<dyn Admin>,
    /// How the pages look for one person.
    pub appearance: Arc<dyn Appearance>,
    /// Jira, Confluence, models.
    pub connections: Arc<dyn Connections>,
    /// The issue creator.
    pub drafting: Arc<dyn Drafting>,
    /// Long work.
    pub jobs: Arc<dyn Jobs>,
    /// A person's own account.
    pub profile: Arc<dyn Profile>,
    /// The MCP server's tools.
    pub tools: Arc<dyn Tools>,
    /// Jira's projects.
    pub projects: Arc<dyn Projects>,
    /// Prompts and templates.
    pub prompts: Arc<dyn Prompts>,
    /// People's own rules.
    pub rules: Arc<dyn Rules>,
    /// Specifications on their way to tickets.
    pub site_builds: Arc<dyn SiteBuilds>,
    /// Their tickets, reviewed and sent to Jira.
    pub site_tickets: Arc<dyn SiteTickets>,
    /// What programs come with.
    pub api_tokens: Arc<dyn ApiTokens>,
    /// What went wrong.
    pub failures: Arc<dyn Failures>,
}
