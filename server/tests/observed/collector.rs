//! An OpenTelemetry collector in this process, and a log in memory.

use axum::{Router, body::Bytes, extract::State, http::StatusCode, routing::post};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest, common::v1::any_value::Value, trace::v1::Span,
};
use prost::Message;
use std::{
    collections::HashMap,
    io::Write,
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;

/// A span as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) name: String,
    pub(crate) trace: String,
    pub(crate) id: String,
    pub(crate) parent: String,
    pub(crate) attributes: HashMap<String, String>,
    pub(crate) events: usize,
}

/// Takes what is sent to `/v1/traces`.
#[derive(Clone, Default)]
pub(crate) struct Collector {
    spans: Arc<Mutex<Vec<Seen>>>,
    bytes: Arc<Mutex<Vec<u8>>>,
}

impl Collector {
    /// Listens on a free loopback port; the address is what `OTEL_EXPORTER_OTLP_ENDPOINT` would be.
    pub(crate) async fn listen() -> (Self, url::Url) {
        let collector = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let app = Router::new().route("/v1/traces", post(take)).with_state(collector.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        (collector, address)
    }

    /// Everything that arrived, as it was sent.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.bytes.lock().unwrap().clone()
    }

    /// The names from a span up to the root of its trace. A span arrives when it ends, so its parents come later.
    pub(crate) async fn ancestry(&self, span: &Seen) -> Vec<String> {
        let mut names = vec![span.name.clone()];
        let mut at = span.clone();
        while !at.parent.is_empty() {
            at = self.first(|other| other.id == at.parent).await.unwrap_or_else(|| {
                panic!("the parent of {:?} never arrived", at.name);
            });
            assert_eq!(at.trace, span.trace);
            names.push(at.name.clone());
        }
        names
    }

    /// The first span of this kind, once it has arrived; `None` if it does not come within half a minute.
    pub(crate) async fn first(&self, is: impl Fn(&Seen) -> bool) -> Option<Seen> {
        for _ in 0..600 {
            if let Some(found) = self.all().into_iter().find(|span| is(span)) {
                return Some(found);
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        None
    }

    pub(crate) fn all(&self) -> Vec<Seen> {
        self.spans.lock().unwrap().clone()
    }
}

async fn take(State(collector): State<Collector>, body: Bytes) -> StatusCode {
    let Ok(sent) = ExportTraceServiceRequest::decode(&body[..]) else { return StatusCode::BAD_REQUEST };
    collector.bytes.lock().unwrap().extend_from_slice(&body);
    let spans = sent.resource_spans.into_iter().flat_map(|resource| resource.scope_spans);
    let seen = spans.flat_map(|scope| scope.spans).map(|span| read(&span));
    collector.spans.lock().unwrap().extend(seen);
    StatusCode::OK
}

fn read(span: &Span) -> Seen {
    let text = |value: &Option<Value>| match value {
        Some(Value::StringValue(text)) => text.clone(),
        Some(Value::IntValue(number)) => number.to_string(),
        other => format!("{other:?}"),
    };
    let attributes = span.attributes.iter().map(|attribute| {
        let value = attribute.value.as_ref().and_then(|value| value.value.clone());
        (attribute.key.clone(), text(&value))
    });
    Seen {
        name: span.name.clone(),
        trace: hex(&span.trace_id),
        id: hex(&span.span_id),
        parent: hex(&span.parent_span_id),
        attributes: attributes.collect(),
        events: span.events.len(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// The log, kept in memory.
#[derive(Clone, Default)]
pub(crate) struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }

    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        let text = String::from_utf8(self.bytes()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
