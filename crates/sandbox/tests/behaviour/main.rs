//! What the sandbox promises, one file per behaviour, over real connections.

mod actors;
mod attachments_and_links;
mod bulk_creation;
mod cloud;
mod company_llm;
mod confluence;
mod control;
mod create_screens;
mod faults;
mod hosted_llm;
mod identity;
mod issue_creation;
mod mcp;
mod obedient_llm;
mod pages;
mod people;
mod search;
mod sprints;
mod streaming;
