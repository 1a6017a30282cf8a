//! Which lines are written.

use tracing::{
    Event, Level, Metadata, Subscriber,
    span::{Attributes, Id, Record},
    subscriber::Interest,
};
use tracing_subscriber::{
    EnvFilter,
    filter::LevelFilter,
    layer::{Context, Filter},
};

/// Our own crates, and the names some of our lines go by.
const OURS: [&str; 16] = [
    "app",
    "atlassian",
    "contract",
    "domain",
    "instruments",
    "jira_agent",
    "jobs",
    "llm",
    "mcp",
    "outbound",
    "secrets",
    "server",
    "services",
    "settings",
    "site_spec",
    "store",
];

/// Whether a target is one of our own crates.
pub(super) fn is_ours(target: &str) -> bool {
    OURS.contains(&target.split("::").next().unwrap_or(target))
}

/// `LOG_LEVEL`, with two things it cannot change: our spans are always known, so that a warning has its request's id
/// when only warnings are written; and libraries never say more than `info`, because below that they print bodies.
pub(super) struct LogFilter(EnvFilter);

impl LogFilter {
    pub(super) const fn new(level: EnvFilter) -> Self {
        Self(level)
    }

    fn settled(metadata: &Metadata<'_>) -> Option<bool> {
        let (ours, quiet) = (is_ours(metadata.target()), *metadata.level() <= Level::INFO);
        match (ours, metadata.is_span()) {
            (true, true) if quiet => Some(true),
            (false, true) => Some(false),
            (false, false) if !quiet => Some(false),
            _ => None,
        }
    }
}

impl<S: Subscriber> Filter<S> for LogFilter {
    fn enabled(&self, metadata: &Metadata<'_>, context: &Context<'_, S>) -> bool {
        Self::settled(metadata).unwrap_or_else(|| Filter::<S>::enabled(&self.0, metadata, context))
    }
    fn callsite_enabled(&self, metadata: &'static Metadata<'static>) -> Interest {
        match Self::settled(metadata) {
            Some(true) => Interest::always(),
            Some(false) => Interest::never(),
            None => Filter::<S>::callsite_enabled(&self.0, metadata),
        }
    }
    fn event_enabled(&self, event: &Event<'_>, context: &Context<'_, S>) -> bool {
        Filter::<S>::event_enabled(&self.0, event, context)
    }
    fn max_level_hint(&self) -> Option<LevelFilter> {
        Filter::<S>::max_level_hint(&self.0).map(|hint| hint.max(LevelFilter::INFO))
    }
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        Filter::<S>::on_new_span(&self.0, attributes, id, context);
    }
    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        Filter::<S>::on_record(&self.0, id, values, context);
    }
    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        Filter::<S>::on_enter(&self.0, id, context);
    }
    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        Filter::<S>::on_exit(&self.0, id, context);
    }
    fn on_close(&self, id: Id, context: Context<'_, S>) {
        Filter::<S>::on_close(&self.0, id, context);
    }
}

#[cfg(test)]
mod tests {
    use super::super::subscriber;
    use crate::system_clock::SystemClock;
    use std::{
        io::Write,
        sync::{Arc, Mutex},
    };

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

    fn logged(level: &str, work: impl FnOnce()) -> String {
        let buffer = Buffer::default();
        let writer = buffer.clone();
        let subscriber = subscriber(Arc::new(SystemClock), level, move || writer.clone(), None).unwrap();
        tracing::subscriber::with_default(subscriber, work);
        String::from_utf8(buffer.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn a_warning_has_its_requests_id_when_only_warnings_are_written() {
        let text = logged("warn", || {
            let _in = tracing::info_span!("request", x_request_id = "r-1").entered();
            tracing::info!("not written");
            tracing::warn!("written");
        });
        assert!(text.contains(r#""x_request_id":"r-1""#) && !text.contains("not written"), "{text}");
    }

    #[test]
    fn libraries_say_at_most_info_at_any_level() {
        let text = logged("trace,rmcp=trace", || {
            tracing::debug!(target: "rmcp::service", arguments = "canary", "call");
            tracing::trace!(target: "hyper::proto", "canary");
            let _in = tracing::info_span!(target: "rmcp", "serve", body = "canary").entered();
            tracing::info!(target: "rmcp::service", "started");
            tracing::debug!("ours");
        });
        assert!(text.contains("started") && text.contains("ours") && !text.contains("canary"), "{text}");
    }
}
