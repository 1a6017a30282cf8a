//! What operators can see of the whole product while people use it, and what nobody may see: traces, metrics, the log.
//! Each test is the only one in its process (nextest), because log and metrics belong to a process.
// Views of whole pages are deep types, and they are put together here.
#![recursion_limit = "512"]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "what a test cannot prepare ends it")]

mod browser;
mod canaries;
mod collector;
mod measured;
mod traced;
