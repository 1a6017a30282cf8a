//! What the log, the trace and the metrics say about one call of a tool. Arguments and answers stay out of it.

use crate::{McpError, lease::ToolAnswer};
use tokio::time::Instant;
use tracing::{Span, field::Empty};

/// A call under way.
pub(crate) struct ToolCall {
    span: Span,
    tool: String,
    started: Instant,
}

impl ToolCall {
    pub(crate) fn begin(tool: &str) -> Self {
        let span = tracing::info_span!(
            "mcp",
            otel.name = format!("mcp {tool}"),
            otel.kind = "client",
            otel.status_code = Empty,
            tool,
            outcome = Empty,
            duration_ms = Empty,
        );
        Self { span, tool: tool.to_owned(), started: Instant::now() }
    }

    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    pub(crate) fn end(self, answer: &Result<ToolAnswer, McpError>) {
        let took = self.started.elapsed();
        let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let outcome = match answer {
            Ok(answer) if answer.is_error => "refused",
            Ok(_) => "ok",
            Err(error) => error.code(),
        };
        instruments::metrics::mcp_call(&self.tool, outcome, took);
        self.span.record("outcome", outcome).record("duration_ms", duration_ms);
        let _in = self.span.enter();
        if outcome == "ok" {
            tracing::debug!(outcome, duration_ms, "an MCP tool was called");
        } else {
            self.span.record("otel.status_code", "ERROR");
            tracing::warn!(outcome, duration_ms, "a call of an MCP tool failed");
        }
    }
}
