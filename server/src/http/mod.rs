//! The HTTP side: one router, shared by the program and its tests.

mod access;
pub mod assets;
mod avatar;
mod cookies;
mod csrf;
mod downloads;
mod errors;
mod foreign_links;
pub mod forwarded;
mod headers;
pub mod health;
mod host;
pub mod limits;
pub mod matrix;
mod pages;
mod prompts_file;
pub mod public_url;
mod requests;
pub mod rest_v1;
mod router;
mod session;
mod sheets;
mod state;
mod streams;

pub use cookies::RequestCookies;
pub use router::{Unlisted, router};
pub use session::SESSION_COOKIE;
pub use state::{AppState, HostParts, Mode};
pub use streams::{HEARTBEAT, RECHECK};
