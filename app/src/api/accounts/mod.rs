//! Registration, sign-in, sessions.

mod confirm_identity;
mod forget_identity;
mod pending;
mod prove_identity;
mod session;
mod set_password;
mod sign_in;
mod sign_out;
mod sign_out_everywhere;
mod welcome;

pub use confirm_identity::*;
pub use forget_identity::*;
pub use pending::*;
pub use prove_identity::*;
pub use session::*;
pub use set_password::*;
pub use sign_in::*;
pub use sign_out::*;
pub use sign_out_everywhere::*;
pub use welcome::*;
