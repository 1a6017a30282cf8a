//! What a person did, and what works for them.

mod log;
mod stop_job;
mod timeline;
mod work;

pub use log::*;
pub use stop_job::*;
pub use timeline::*;
pub use work::*;
