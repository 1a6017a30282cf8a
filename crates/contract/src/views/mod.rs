//! What pages show.

mod accounts;
mod appearance;
mod connections;
mod drafts;
mod jobs;

pub use accounts::*;
pub use appearance::*;
pub use connections::*;
pub use drafts::*;
pub use jobs::*;
