//! A place in a trace as text.

use opentelemetry::{
    Context,
    trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState},
};
use std::{fmt, str::FromStr};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// A place in a trace, written `00-<trace id>-<span id>-<flags>` (W3C Trace Context, version 00).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceParent(SpanContext);

/// The text names no place in a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a trace parent")]
pub struct NotATraceParent;

impl TraceParent {
    /// Where the current span is; `None` when traces are not recorded.
    pub fn current() -> Option<Self> {
        Self::of(&Span::current())
    }

    /// Where a span is; `None` when traces are not recorded.
    pub fn of(span: &Span) -> Option<Self> {
        let context = span.context();
        let place = context.span().span_context().clone();
        place.is_valid().then_some(Self(place))
    }

    /// Makes a span that nobody has entered yet a child of this place.
    pub fn continue_in(&self, span: &Span) {
        let parent = Context::new().with_remote_span_context(self.0.clone());
        // Without a recorder there is nothing to continue, and that is all that can go wrong here.
        let _ = span.set_parent(parent);
    }
}

impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(place) = self;
        write!(f, "00-{}-{}-{:02x}", place.trace_id(), place.span_id(), place.trace_flags().to_u8())
    }
}

impl FromStr for TraceParent {
    type Err = NotATraceParent;

    fn from_str(text: &str) -> Result<Self, NotATraceParent> {
        let parts: Vec<&str> = text.split('-').collect();
        let ["00", trace, span, flags] = parts[..] else { return Err(NotATraceParent) };
        let is_hex = |part: &str, digits: usize| {
            part.len() == digits && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        if !(is_hex(trace, 32) && is_hex(span, 16) && is_hex(flags, 2)) {
            return Err(NotATraceParent);
        }
        let trace = TraceId::from_hex(trace).map_err(|_| NotATraceParent)?;
        let span = SpanId::from_hex(span).map_err(|_| NotATraceParent)?;
        let flags = u8::from_str_radix(flags, 16).map_err(|_| NotATraceParent)?;
        let place = SpanContext::new(trace, span, TraceFlags::new(flags), true, TraceState::NONE);
        if place.is_valid() { Ok(Self(place)) } else { Err(NotATraceParent) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use opentelemetry::trace::TracerProvider;
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use tracing_subscriber::layer::SubscriberExt;

    const PLACE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn a_place_reads_back_as_it_was_written() {
        assert_eq!(PLACE.parse::<TraceParent>().unwrap().to_string(), PLACE);
    }

    #[test]
    fn text_that_names_no_place_is_refused() {
        let zeros = format!("00-{}-b7ad6b7169203331-01", "0".repeat(32));
        let upper = PLACE.to_uppercase();
        let long = format!("{PLACE}-more");
        let newer = PLACE.replacen("00", "cc", 1);
        for text in ["", "00", "00---01", "x y", &zeros, &upper, &long, &newer, &PLACE[..54]] {
            assert_eq!(text.parse::<TraceParent>(), Err(NotATraceParent), "{text}");
        }
    }

    #[test]
    fn a_span_continues_the_trace_it_is_given() {
        let provider = SdkTracerProvider::builder().build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            let span = tracing::info_span!("job");
            PLACE.parse::<TraceParent>().unwrap().continue_in(&span);
            let here = span.in_scope(TraceParent::current).unwrap().to_string();
            assert!(here.starts_with(&PLACE[..36]) && here != PLACE, "{here}");
        });
    }

    #[test]
    fn without_a_recorder_there_is_no_place() {
        tracing::subscriber::with_default(tracing_subscriber::registry(), || {
            assert_eq!(tracing::info_span!("request").in_scope(TraceParent::current), None);
        });
    }
}
