//! One person's access to one Confluence.

mod cloud;
mod dc;
mod error;
mod user;

pub use cloud::ConfluenceCloud;
pub use dc::{ConfluenceDc, Found, Page};
pub use error::ConfluenceError;
pub use user::ConfluenceUser;
