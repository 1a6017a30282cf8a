#![doc = include_str!("../README.md")]
// Views of whole pages are deep types, and they are put together here.
#![recursion_limit = "512"]

pub mod cli;
pub mod compose;
pub mod http;
pub mod serve;
pub mod system_clock;
pub mod telemetry;
mod upkeep;
