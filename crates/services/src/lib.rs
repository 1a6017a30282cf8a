#![doc = include_str!("../README.md")]

pub mod accounts;
mod audit;
pub mod connections;
pub mod drafting;
pub mod exporting;
mod failures;
pub mod long_work;
mod models;
mod resources;
mod upstream;

pub use models::Guards;
pub use resources::{ExportTiming, Resources};

use contract::services::UseCases;
use jobs::{EventHub, Runner};
use std::sync::Arc;

/// All use cases over one set of resources.
pub fn use_cases(resources: &Arc<Resources>, runner: &Runner, hub: &EventHub) -> UseCases {
    UseCases {
        accounts: Arc::new(accounts::AccountsService::new(Arc::clone(resources))),
        connections: Arc::new(connections::ConnectionsService::new(Arc::clone(resources))),
        drafting: Arc::new(drafting::DraftingService::new(Arc::clone(resources), runner.clone())),
        jobs: Arc::new(long_work::LongWork::new(Arc::clone(resources), runner.clone(), hub.clone())),
    }
}
