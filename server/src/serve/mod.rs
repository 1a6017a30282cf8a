//! Accepting connections and stopping in good order.

mod listener;
mod shutdown;

pub use listener::{ConnectionLimits, Drained, Peer, serve};
pub use shutdown::{Shutdown, stop_signal};
