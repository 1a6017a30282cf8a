//! Server functions: what pages ask the server for. Each asks one use case.

mod access;
pub mod accounts;
pub mod activity;
pub mod admin;
pub mod api_tokens;
pub mod appearance;
pub mod connections;
pub mod drafting;
mod error;
pub mod failures;
pub mod profile;
pub mod projects;
pub mod prompts;
pub mod rules;
pub mod site_builds;
pub mod site_tickets;
pub mod tools;

#[cfg(feature = "ssr")]
mod context;
#[cfg(feature = "ssr")]
mod redirect;

pub use access::{Access, REGISTERED};
#[cfg(feature = "ssr")]
pub use context::{CookieName, Cookies};
pub use error::ApiError;
