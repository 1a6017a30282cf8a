//! What the process says about itself.

mod json_lines;
mod panics;
mod redaction;
pub mod request_id;

pub use json_lines::JsonLines;
pub use redaction::{is_secret_name, scrub};

use domain::time::Clock;
use std::{io, sync::Arc};
use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

/// The log could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The level is not one `tracing` knows.
    #[error("LOG_LEVEL is not understood: {0}. Examples: info, debug, warn,services=debug")]
    Level(#[from] tracing_subscriber::filter::ParseError),
    /// Somebody set a log up before.
    #[error("the log is already set up")]
    Twice(#[from] tracing_subscriber::util::TryInitError),
}

/// Writes JSON lines to standard output from now on; panics become log lines too. `level` is a filter such as
/// `info` or `info,services=debug`.
pub fn init(clock: Arc<dyn Clock>, level: &str) -> Result<(), TelemetryError> {
    let filter = EnvFilter::try_new(level)?;
    tracing_subscriber::registry().with(filter).with(JsonLines::new(clock, io::stdout)).try_init()?;
    panics::report_to_the_log();
    Ok(())
}
