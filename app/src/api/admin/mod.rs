//! What administrators see and do.

mod cancel_job;
mod configuration;
mod disable_user;
mod enable_user;
mod everybody;
mod queue;
mod sign_out_user;
mod users;

pub use cancel_job::*;
pub use configuration::*;
pub use disable_user::*;
pub use enable_user::*;
pub use everybody::*;
pub use queue::*;
pub use sign_out_user::*;
pub use users::*;
