//! What pages show.

mod accounts;
mod connections;
mod drafts;
mod jobs;

pub use accounts::*;
pub use connections::*;
pub use drafts::*;
pub use jobs::*;
