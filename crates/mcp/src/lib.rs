#![doc = include_str!("../README.md")]

mod config;
mod create_issue;
mod error;
mod gateway;
mod http_server;
mod lease;
mod person;
mod pool;
mod process;
mod products;
mod tool_call;
mod tools;
mod witness;

pub use config::McpConfig;
pub use create_issue::{CreateIssueArgs, CreateReport, Witnessed};
pub use error::McpError;
pub use gateway::Gateway;
pub use http_server::McpHttpServer;
pub use lease::{Lease, ToolAnswer};
pub use person::{Person, Upstream};
pub use pool::{McpPool, NewNonce};
pub use products::{Products, ToolList};
pub use tools::ToolInfo;
pub use witness::{CreateOutcome, CreateWitness, Marks, NotWitnessed};
