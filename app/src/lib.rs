#![doc = include_str!("../README.md")]
#![expect(unreachable_pub, reason = "#[component] and #[server] repeat `pub` on items they nest")]
// Views of whole pages are deep types.
#![recursion_limit = "512"]

pub mod api;
mod local_path;
mod pages;
mod session;
mod shell;
mod streams;

pub use local_path::LocalPath;
pub use shell::App;
#[cfg(feature = "ssr")]
pub use shell::shell;
