#![doc = include_str!("../README.md")]

mod confluence;
mod control;
mod faults;
mod gate;
mod jira;
mod ledger;
mod llm;
mod mcp;
mod people;
mod serve;
mod state;

pub use mcp::{StdioEnvironment, serve_stdio};
pub use people::Person;
pub use serve::{Addresses, Options, Sandbox, serve};
