//! What the process says about itself: a log for people, traces and metrics for machines.

mod clean_spans;
mod exporter;
mod filter;
mod json_lines;
pub mod metrics;
mod panics;
mod redaction;
pub mod request_id;
mod traces;

pub use json_lines::JsonLines;
pub use redaction::{is_secret_name, scrub};
pub use traces::Traces;

use domain::time::Clock;
use filter::{LogFilter, is_ours};
use std::{io, sync::Arc};
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::{
    EnvFilter, Layer, filter::filter_fn, fmt::MakeWriter, layer::SubscriberExt, util::SubscriberInitExt,
};

/// The log, the traces or the metrics could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The level is not one `tracing` knows.
    #[error("LOG_LEVEL is not understood: {0}. Examples: info, debug, warn,services=debug")]
    Level(#[from] tracing_subscriber::filter::ParseError),
    /// Somebody set a log up before.
    #[error("the log is already set up")]
    Twice(#[from] tracing_subscriber::util::TryInitError),
    /// Nothing can be sent there.
    #[error("OTEL_EXPORTER_OTLP_ENDPOINT cannot be used: {0}")]
    Endpoint(String),
    /// Metrics cannot be recorded.
    #[error("metrics cannot be recorded: {0}")]
    Metrics(String),
}

/// Writes JSON lines to standard output from now on, and sends traces when there is somewhere to send them; panics
/// become log lines too. `level` is a filter such as `info` or `info,services=debug`.
pub fn init(clock: Arc<dyn Clock>, level: &str, traces: Option<&Traces>) -> Result<(), TelemetryError> {
    subscriber(clock, level, io::stdout, traces)?.try_init()?;
    panics::report_to_the_log();
    Ok(())
}

/// What [`init`] installs, with a writer of one's own.
pub fn subscriber<W>(
    clock: Arc<dyn Clock>,
    level: &str,
    writer: W,
    traces: Option<&Traces>,
) -> Result<impl Subscriber + Send + Sync, TelemetryError>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let log = LogFilter::new(EnvFilter::try_new(level)?);
    let traces = traces.map(|traces| traces.layer().with_filter(filter_fn(belongs_in_a_trace)));
    Ok(tracing_subscriber::registry().with(traces).with(JsonLines::new(clock, writer).with_filter(log)))
}

/// Our own spans, whatever `LOG_LEVEL` says. Events are for the log, and libraries' spans may hold what people wrote.
fn belongs_in_a_trace(metadata: &Metadata<'_>) -> bool {
    metadata.is_span() && *metadata.level() <= Level::INFO && is_ours(metadata.target())
}
