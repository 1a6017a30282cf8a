//! What operators do: backups, restores, stopping the real program.
#![expect(clippy::unwrap_used, reason = "what a test cannot prepare ends it")]

mod backups;
mod program;
mod stopping;
mod workers;
