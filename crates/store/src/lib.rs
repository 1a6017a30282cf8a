#![doc = include_str!("../README.md")]

#[macro_use]
mod connection;
mod decode;
mod error;
mod instance_lock;
mod migrations;
mod schema;
mod scope;
mod snapshot;
mod tx;
mod url;

pub mod accounts;
pub mod api_tokens;
pub mod approvals;
pub mod audit;
pub mod connection_trust;
pub mod connections;
pub mod create_screens;
pub mod directory;
pub mod draft_contexts;
pub mod drafts;
pub mod failures;
pub mod ids;
pub mod issue_statuses;
pub mod jobs;
pub mod model_calls;
pub mod operations;
pub mod preferences;
pub mod projects;
pub mod prompts;
pub mod registrations;
pub mod rotation;
pub mod rule_sets;
pub mod sessions;
pub mod sign_in_counters;
pub mod site_builds;
pub mod site_tickets;
pub mod tool_cache;
pub mod tool_definitions;
pub mod upkeep;

pub use error::StoreError;
pub use instance_lock::InstanceLock;
pub use migrations::MigrationState;
pub use scope::{Fill, PoolState, Scope, Store, SystemScope};
pub use snapshot::{FileState, look_into, newest_schema};
pub use tx::{SystemTx, Tx};
pub use url::DatabaseUrl;
