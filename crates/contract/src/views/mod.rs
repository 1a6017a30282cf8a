//! What pages show.

mod accounts;
mod activity;
mod admin;
mod connections;
mod drafts;
mod jobs;
mod profile;

pub use accounts::*;
pub use activity::*;
pub use admin::*;
pub use connections::*;
pub use drafts::*;
pub use jobs::*;
pub use profile::*;
