//! The last look at a span before it leaves: only attributes that are on the list, none of them with a secret in it.

use super::redaction::scrub;
use opentelemetry::{KeyValue, StringValue, Value, trace::Status};
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{SpanData, SpanEvents, SpanExporter, SpanLinks},
};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

/// What may leave. `docs/LOGGING.md` says what each holds.
const ATTRIBUTES: [&str; 15] = [
    "attempt",
    "duration_ms",
    "job",
    "kind",
    "method",
    "model",
    "outcome",
    "route",
    "status",
    "step",
    "tokens_received",
    "tokens_sent",
    "tool",
    "user_id",
    "x_request_id",
];

/// Hands clean spans on to another exporter.
#[derive(Debug)]
pub(super) struct CleanSpans<E> {
    exporter: E,
    failing: AtomicBool,
}

impl<E> CleanSpans<E> {
    pub(super) const fn before(exporter: E) -> Self {
        Self { exporter, failing: AtomicBool::new(false) }
    }

    /// Once when it begins and once when it is over, not for every batch.
    fn report(&self, sent: &OTelSdkResult) {
        let failing = sent.is_err();
        if self.failing.swap(failing, Ordering::Relaxed) == failing {
            return;
        }
        if failing {
            tracing::warn!(outcome = "failed", "traces cannot be sent; those of this time are lost");
        } else {
            tracing::info!(outcome = "ok", "traces are sent again");
        }
    }
}

fn clean(mut span: SpanData) -> SpanData {
    span.attributes.retain(|attribute| ATTRIBUTES.contains(&attribute.key.as_str()));
    span.attributes.iter_mut().for_each(clean_text);
    span.events = SpanEvents::default();
    span.links = SpanLinks::default();
    if let Status::Error { .. } = span.status {
        span.status = Status::error("");
    }
    span
}

fn clean_text(attribute: &mut KeyValue) {
    if let Value::String(text) = &attribute.value {
        attribute.value = Value::String(StringValue::from(scrub(text.as_str()).into_owned()));
    }
}

impl<E: SpanExporter> SpanExporter for CleanSpans<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let sent = self.exporter.export(batch.into_iter().map(clean).collect()).await;
        self.report(&sent);
        sent
    }
    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }
    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }
    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}
