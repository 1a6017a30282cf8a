//! The use cases against a simulated company, one file per area.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod connections;
mod creating;
mod creating_in_doubt;
mod creating_through_mcp;
mod drafting;
mod drafting_troubles;
mod isolation;
mod process_death;
mod registration;
mod registration_refusals;
mod sessions;
mod sign_in;
