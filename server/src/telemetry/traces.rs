//! Traces over OTLP.

use super::{TelemetryError, clean_spans::CleanSpans, exporter::ThroughOutbound, exporter::WITHIN};
use opentelemetry::{KeyValue, trace::TracerProvider};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    trace::{BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracerProvider, Tracer},
};
use std::time::Duration;
use tracing::Subscriber;
use tracing_opentelemetry::OpenTelemetryLayer;
use tracing_subscriber::registry::LookupSpan;
use url::Url;

/// How long a span waits for others to travel with.
const GATHER: Duration = Duration::from_secs(2);
/// Spans kept while the collector does not answer; later ones are dropped.
const KEPT: usize = 8_192;

/// Records spans and sends them to a collector.
pub struct Traces {
    provider: SdkTracerProvider,
}

impl Traces {
    /// Sends to `/v1/traces` below `endpoint` (http/protobuf). Call it inside the runtime that does the sending.
    pub fn start(endpoint: &Url) -> Result<Self, TelemetryError> {
        let mut address = endpoint.clone();
        address.set_path(&format!("{}/v1/traces", endpoint.path().trim_end_matches('/')));
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(ThroughOutbound::to(&address)?)
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(address.as_str())
            .with_timeout(WITHIN)
            .build()
            .map_err(|error| TelemetryError::Endpoint(error.to_string()))?;
        let gathered = BatchConfigBuilder::default().with_scheduled_delay(GATHER).with_max_queue_size(KEPT);
        let processor = BatchSpanProcessor::builder(CleanSpans::before(exporter))
            .with_batch_config(gathered.build())
            .build();
        let who = Resource::builder_empty()
            .with_service_name("jira-agent")
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
        let provider = SdkTracerProvider::builder()
            .with_span_processor(processor)
            // A trusted proxy's decision counts; otherwise everything is recorded, and the collector chooses.
            .with_sampler(Sampler::ParentBased(Box::new(Sampler::AlwaysOn)))
            .with_resource(who.build())
            .build();
        Ok(Self { provider })
    }

    pub(super) fn layer<S>(&self) -> OpenTelemetryLayer<S, Tracer>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer("jira-agent"))
            .with_location(false)
            .with_threads(false)
            .with_level(false)
            .with_target(false)
            .with_tracked_inactivity(false)
    }

    /// Sends what has not been sent yet. Waits a few seconds at most.
    pub async fn stop(self) {
        let last = tokio::task::spawn_blocking(move || self.provider.shutdown_with_timeout(WITHIN));
        if !matches!(last.await, Ok(Ok(()))) {
            tracing::warn!(outcome = "failed", "the last traces could not be sent");
        }
    }
}
