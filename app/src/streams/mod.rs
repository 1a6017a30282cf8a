//! Following a job while it runs.

mod job_stream;
mod live_text;

pub(crate) use job_stream::{JobStream, StreamState};
pub(crate) use live_text::{Applied, LiveText};
