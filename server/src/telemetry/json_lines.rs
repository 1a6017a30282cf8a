//! One JSON object per line: first what every line has, then what its spans know, then its own fields.

use super::redaction::{REDACTED, is_secret_name, scrub};
use domain::time::Clock;
use opentelemetry::trace::TraceContextExt;
use serde_json::{Map, Value};
use std::{
    fmt,
    io::Write,
    sync::{Arc, OnceLock},
};
use tracing::{
    Dispatch, Event, Level, Subscriber,
    dispatcher::WeakDispatch,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer,
    fmt::MakeWriter,
    layer::Context,
    registry::{LookupSpan, Scope},
};

/// A longer value says nothing more and fills the disk. Characters.
const LONGEST_VALUE: usize = 2_000;

/// The log's format. Secrets are taken out here, after everything else, so that no caller can forget it.
pub struct JsonLines<W> {
    clock: Arc<dyn Clock>,
    writer: W,
    /// Knows where spans belong in traces.
    dispatch: OnceLock<WeakDispatch>,
}

impl<W> JsonLines<W> {
    /// Writes to `writer`.
    pub fn new(clock: Arc<dyn Clock>, writer: W) -> Self {
        Self { clock, writer, dispatch: OnceLock::new() }
    }

    /// `trace_id` and `span_id` of a span, when traces are recorded.
    fn place(&self, span: &Id) -> Option<[(String, Value); 2]> {
        let dispatch = self.dispatch.get()?.upgrade()?;
        let context = tracing_opentelemetry::get_otel_context(span, &dispatch)?;
        let place = context.span().span_context().clone();
        place.is_valid().then(|| {
            [
                ("trace_id".to_owned(), place.trace_id().to_string().into()),
                ("span_id".to_owned(), place.span_id().to_string().into()),
            ]
        })
    }
}

#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn text(&mut self, field: &Field, text: &str) {
        let name = field.name();
        // What the `log` crate's bridge adds is in `target` already; the other is for traces.
        if name.starts_with("log.") || name.starts_with("otel.") {
            return;
        }
        let shown = if is_secret_name(name) { REDACTED.to_owned() } else { shorten(&scrub(text)) };
        self.0.insert(name.to_owned(), Value::String(shown));
    }
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.text(field, &format!("{value:?}"));
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, value);
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().to_owned(), value.into());
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().to_owned(), value.into());
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), value.into());
    }
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl<S, W> Layer<S> for JsonLines<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'w> MakeWriter<'w> + 'static,
{
    fn on_register_dispatch(&self, dispatch: &Dispatch) {
        // Set once: a layer belongs to one subscriber.
        let _ = self.dispatch.set(dispatch.downgrade());
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut own = Fields::default();
        event.record(&mut own);
        let mut line = Map::new();
        line.insert("timestamp".to_owned(), self.timestamp().into());
        line.insert("level".to_owned(), level(*event.metadata().level()).into());
        line.insert("message".to_owned(), own.0.remove("message").unwrap_or_else(|| "".into()));
        line.extend(context.event_span(event).and_then(|span| self.place(&span.id())).into_iter().flatten());
        for span in context.event_scope(event).into_iter().flat_map(Scope::from_root) {
            if let Some(fields) = span.extensions().get::<Fields>() {
                line.extend(fields.0.clone());
            }
        }
        line.extend(own.0);
        line.insert("target".to_owned(), event.metadata().target().into());
        self.write(&Value::Object(line));
    }
}

impl<W: for<'w> MakeWriter<'w>> JsonLines<W> {
    fn timestamp(&self) -> String {
        jiff::Timestamp::from_millisecond(self.clock.now().as_millis())
            .map(|time| format!("{time:.3}"))
            .unwrap_or_default()
    }

    fn write(&self, line: &Value) {
        let mut bytes = line.to_string().into_bytes();
        bytes.push(b'\n');
        // Nobody is left to be told when the log itself cannot be written.
        let _ = self.writer.make_writer().write_all(&bytes);
    }
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::ERROR => "error",
        Level::WARN => "warn",
        Level::INFO => "info",
        Level::DEBUG => "debug",
        Level::TRACE => "trace",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Timestamp;
    use std::sync::Mutex;
    use tracing_subscriber::layer::SubscriberExt;

    struct Noon;
    impl Clock for Noon {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(1_700_000_000_123)
        }
    }

    #[derive(Clone, Default)]
    struct Buffer(Arc<Mutex<Vec<u8>>>);
    impl Write for Buffer {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn logged(work: impl FnOnce()) -> Vec<Value> {
        let buffer = Buffer::default();
        let writer = buffer.clone();
        let layer = JsonLines::new(Arc::new(Noon), move || writer.clone());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), work);
        let bytes = buffer.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn a_line_has_its_own_fields_and_those_of_its_spans() {
        let lines = logged(|| {
            let span = tracing::info_span!("request", x_request_id = "r-1", user_id = tracing::field::Empty);
            span.record("user_id", "u-1");
            span.in_scope(|| tracing::info!(duration_ms = 12_u64, outcome = "ok", "request answered"));
        });
        assert_eq!(
            lines[0],
            serde_json::json!({
                "timestamp": "2023-11-14T22:13:20.123Z", "level": "info", "message": "request answered",
                "x_request_id": "r-1", "user_id": "u-1", "duration_ms": 12, "outcome": "ok",
                "target": "server::telemetry::json_lines::tests",
            })
        );
    }

    #[test]
    fn no_canary_reaches_the_log_by_field_message_or_span() {
        let canary = format!("N{}", "k4Rz".repeat(11).get(..43).unwrap());
        let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzaWQiOiJjYW5hcnkifQ.c2lnbmF0dXJl";
        let lines = logged(|| {
            let span = tracing::info_span!("request", cookie = %format!("__Host-session={jwt}"), said = jwt);
            let _in = span.enter();
            tracing::error!(jira_token = "canary-by-name", "Jira refused Bearer {canary}");
            tracing::warn!(error = ?Err::<(), _>(format!("GET failed, Authorization: Bearer {canary}")));
            tracing::info!(password = ?Some("canary-by-name"), tokens = 12_u64, "mail to maja@example.com");
        });
        let text = lines.iter().map(Value::to_string).collect::<String>();
        for secret in [canary.as_str(), jwt, "canary-by-name", "maja@"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        assert_eq!(lines[2]["tokens"], 12);
    }

    #[test]
    fn a_very_long_value_is_cut() {
        let lines = logged(|| tracing::info!(text = "ä".repeat(5_000)));
        assert_eq!(lines[0]["text"].as_str().unwrap().chars().count(), LONGEST_VALUE + 1);
    }
}
