#![doc = include_str!("../README.md")]
// Views of whole pages are deep types, and they are put together here.
#![recursion_limit = "512"]

pub mod backup;
pub mod cli;
pub mod compose;
mod cron;
pub mod http;
mod sampled;
pub mod serve;
pub mod system_clock;
pub mod telemetry;
mod upkeep;
