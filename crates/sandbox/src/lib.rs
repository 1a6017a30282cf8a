#![doc = include_str!("../README.md")]

mod cloud;
mod confluence;
mod control;
mod faults;
mod gate;
mod jira;
mod ledger;
mod llm;
mod mcp;
mod oracle;
mod people;
mod serve;
mod state;

pub use cloud::people::CloudPerson;
pub use mcp::{StdioEnvironment, serve_stdio};
pub use people::Person;
pub use serve::{Addresses, Options, Sandbox, Witness, serve};
