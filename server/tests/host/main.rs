//! The HTTP host with made-up use cases behind it.
// Views of whole pages are deep types, and they are put together here.
#![recursion_limit = "512"]
#![expect(clippy::unwrap_used, reason = "what a test cannot prepare ends it")]

mod access;
mod api;
mod browser_side;
mod connections;
mod downloads;
mod fakes;
mod fakes_of_library;
mod fakes_of_people;
mod fakes_of_site_builds;
mod fakes_of_site_tickets;
mod programs;
mod prompts_file;
mod sessions;
mod sheets;
mod sockets;
mod streams;
mod test_host;
