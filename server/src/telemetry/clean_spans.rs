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

#[cfg(test)]
mod tests {
    use super::*;
    use opentelemetry::trace::TracerProvider;
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use std::sync::{Arc, Mutex};
    use tracing_subscriber::layer::SubscriberExt;

    #[derive(Debug, Clone, Default)]
    struct Kept(Arc<Mutex<Vec<SpanData>>>);

    impl SpanExporter for Kept {
        async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
            self.0.lock().unwrap().extend(batch);
            Ok(())
        }
    }

    #[test]
    fn only_listed_attributes_leave_and_none_of_them_with_a_secret() {
        let kept = Kept::default();
        let provider =
            SdkTracerProvider::builder().with_simple_exporter(CleanSpans::before(kept.clone())).build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            let span = tracing::info_span!(
                "request",
                route = "/create",
                tool = "GET with Bearer abcdef123456",
                requirement = "canary",
                otel.status_code = "ERROR",
                otel.status_description = "canary",
            );
            span.in_scope(|| tracing::error!(error = "canary", "canary"));
        });
        let spans = kept.0.lock().unwrap().clone();
        assert!(!format!("{spans:?}").contains("canary") && !format!("{spans:?}").contains("abcdef123456"));
        let mut names: Vec<&str> =
            spans[0].attributes.iter().map(|attribute| attribute.key.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["route", "tool"]);
        assert_eq!(spans[0].status, Status::error(""));
    }
}
