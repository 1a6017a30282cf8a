//! Personal API tokens.

mod create;
mod overview;
mod revoke;

pub use create::*;
pub use overview::*;
pub use revoke::*;
