#![doc = include_str!("../README.md")]

pub mod accounts;
pub mod activity;
pub mod admin;
pub mod api_tokens;
pub mod appearance;
mod audit;
pub mod connections;
mod context;
mod delimiters;
mod difference;
pub mod drafting;
pub mod exporting;
mod failures;
mod issue_text;
pub mod kept_failures;
pub mod keys;
pub mod long_work;
mod models;
mod people;
pub mod projects;
pub mod prompts;
mod resources;
mod rich_text;
pub mod rules;
pub mod site_builds;
pub mod site_tickets;
pub mod tools;
mod upstream;
mod usage;

pub use models::Guards;
pub use resources::{ExportTiming, Resources};

use contract::services::UseCases;
use jobs::{EventHub, Runner};
use std::sync::Arc;

/// All use cases over one set of resources.
pub fn use_cases(resources: &Arc<Resources>, runner: &Runner, hub: &EventHub) -> UseCases {
    UseCases {
        accounts: Arc::new(accounts::AccountsService::new(Arc::clone(resources))),
        activity: Arc::new(activity::ActivityService::new(Arc::clone(resources), runner.clone())),
        admin: Arc::new(admin::AdminService::new(Arc::clone(resources), runner.clone())),
        appearance: Arc::new(appearance::AppearanceService::new(Arc::clone(resources))),
        connections: Arc::new(connections::ConnectionsService::new(Arc::clone(resources))),
        drafting: Arc::new(drafting::DraftingService::new(Arc::clone(resources), runner.clone())),
        profile: Arc::new(accounts::profile::ProfileService::new(Arc::clone(resources))),
        jobs: Arc::new(long_work::LongWork::new(Arc::clone(resources), hub.clone())),
        tools: Arc::new(tools::ToolsService::new(Arc::clone(resources), runner.clone())),
        projects: Arc::new(projects::ProjectsService::new(Arc::clone(resources))),
        rules: Arc::new(rules::RulesService::new(Arc::clone(resources))),
        site_builds: Arc::new(site_builds::SiteBuildsService::new(Arc::clone(resources))),
        site_tickets: Arc::new(site_tickets::SiteTicketsService::new(Arc::clone(resources), runner.clone())),
        prompts: Arc::new(prompts::PromptsService::new(Arc::clone(resources))),
        api_tokens: Arc::new(api_tokens::ApiTokensService::new(Arc::clone(resources))),
        failures: Arc::new(kept_failures::KeptFailures::new(Arc::clone(resources))),
    }
}
