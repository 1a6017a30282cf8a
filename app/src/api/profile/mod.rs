//! A person's own account.

mod change_password;
mod overview;
mod revoke_session;

pub use change_password::*;
pub use overview::*;
pub use revoke_session::*;
