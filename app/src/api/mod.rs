//! Server functions: what pages ask the server for. Each asks one use case.

mod access;
pub mod accounts;
pub mod appearance;
pub mod connections;
pub mod drafting;
mod error;

#[cfg(feature = "ssr")]
mod context;
#[cfg(feature = "ssr")]
mod redirect;

pub use access::{Access, REGISTERED};
#[cfg(feature = "ssr")]
pub use context::{CookieName, Cookies};
pub use error::ApiError;
