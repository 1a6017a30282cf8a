//! Every repository, on both databases.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should say where")]

mod accounts;
mod api_tokens;
mod connection_trust;
mod databases;
mod drafts;
mod isolation;
mod job_events;
mod job_runs;
mod ledger;
mod library;
mod model_calls;
mod people;
mod queue;
mod schemas;
mod transactions;
mod two_processes;
mod upkeep;
