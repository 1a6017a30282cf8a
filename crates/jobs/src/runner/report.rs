//! What the log, the trace and the metrics say about one run.

use crate::{
    context::Run,
    storage::{ClaimedJob, Ending},
};
use contract::events::{JobEvent, NumberedEvent};
use std::time::Duration;
use tracing::{Span, field::Empty};

/// What became of a run.
pub(super) enum Became {
    /// The job is over.
    Ended(Ending),
    /// The run ended the job itself, so.
    Settled(&'static str),
    /// It needs an answer.
    Waiting,
    /// It runs again later.
    Retried {
        /// Why.
        code: String,
        /// When.
        after: Duration,
    },
    /// Somebody else has the job, or nobody yet.
    Cut,
}

impl Became {
    pub(super) const fn is_over(&self) -> bool {
        matches!(self, Self::Ended(_) | Self::Settled(_))
    }

    const fn outcome(&self) -> &'static str {
        match self {
            Self::Ended(Ending::Done(_)) => "completed",
            Self::Ended(Ending::Failed(_)) => "failed",
            Self::Ended(Ending::Interrupted(_)) => "interrupted",
            Self::Ended(Ending::Cancelled) => "cancelled",
            Self::Settled(outcome) => outcome,
            Self::Waiting => "waiting",
            Self::Retried { .. } => "retried",
            Self::Cut => "cut",
        }
    }
}

/// How a run ended that ended its job itself.
pub(super) const fn outcome_of(event: &NumberedEvent) -> &'static str {
    match event.event {
        JobEvent::Error { .. } => "failed",
        JobEvent::Interrupted { .. } => "interrupted",
        JobEvent::Cancelled => "cancelled",
        _ => "completed",
    }
}

/// The span of a run, at its place in the trace of the request that asked for it.
pub(super) fn span_of(claimed: &ClaimedJob, run: &Run) -> Span {
    let trace = run.trace();
    let span = tracing::info_span!(
        "job",
        otel.name = format!("job {}", claimed.kind),
        otel.kind = "consumer",
        otel.status_code = Empty,
        job = %claimed.lease.job,
        kind = claimed.kind,
        user_id = %claimed.user,
        attempt = claimed.attempt,
        x_request_id = trace.map(|trace| trace.request_id.as_str()),
        outcome = Empty,
    );
    if let Some(parent) = trace.and_then(|trace| trace.parent.as_ref()) {
        parent.continue_in(&span);
    }
    span
}

/// Once per run, inside its span.
pub(super) fn report(claimed: &ClaimedJob, became: &Became, took: Duration) {
    let outcome = became.outcome();
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let span = Span::current();
    span.record("outcome", outcome);
    instruments::metrics::job_run(&claimed.kind, outcome, took);
    match became {
        Became::Ended(ending @ Ending::Failed(_)) => {
            span.record("otel.status_code", "ERROR");
            tracing::warn!(duration_ms, outcome, code = ending.code(), "job ended");
        }
        Became::Retried { code, after } => {
            let after_ms = u64::try_from(after.as_millis()).unwrap_or(u64::MAX);
            tracing::warn!(duration_ms, outcome, code, after_ms, "job will be tried again");
        }
        Became::Waiting => tracing::info!(duration_ms, outcome, "job waits for an answer"),
        Became::Cut => tracing::info!(duration_ms, outcome, "job was left to whoever has it now"),
        Became::Ended(_) | Became::Settled(_) => tracing::info!(duration_ms, outcome, "job ended"),
    }
}
