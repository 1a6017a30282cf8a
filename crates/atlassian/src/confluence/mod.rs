//! One person's access to one Confluence.

mod dc;
mod error;

pub use dc::{ConfluenceDc, ConfluenceUser, Found, Page};
pub use error::ConfluenceError;
