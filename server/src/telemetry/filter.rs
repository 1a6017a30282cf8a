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
