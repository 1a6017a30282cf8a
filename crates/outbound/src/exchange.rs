//! What the log, the trace and the metrics say about one exchange. The query, all bodies and everything that came from
//! elsewhere stay out of it.

use crate::{OutboundError, Target};
use http::Method;
use tokio::time::Instant;
use tracing::{Span, field::Empty};

/// One request under way.
pub(crate) enum Exchange {
    /// Leaves nothing.
    Quiet,
    /// Leaves a line and, when a system is named, a span and a count.
    Told(Told),
}

pub(crate) struct Told {
    span: Span,
    service: Option<&'static str>,
    method: Method,
    target: Target,
    started: Instant,
}

impl Exchange {
    pub(crate) fn begin(service: Option<&'static str>, method: &Method, target: &Target) -> Self {
        let span = service.map_or_else(Span::none, |service| {
            let tool = format!("{service} {method} {}", shape(target.url().path()));
            tracing::info_span!(
                "outbound",
                otel.name = tool,
                otel.kind = "client",
                otel.status_code = Empty,
                tool,
                status = Empty,
                outcome = Empty,
                duration_ms = Empty,
            )
        });
        let started = Instant::now();
        Self::Told(Told { span, service, method: method.clone(), target: target.clone(), started })
    }

    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Quiet => Span::none(),
            Self::Told(told) => told.span.clone(),
        }
    }

    /// The answer is here, or its beginning when it streams.
    pub(crate) fn end(self, answer: Result<u16, &OutboundError>) {
        if let Self::Told(told) = self {
            told.end(answer);
        }
    }
}

impl Told {
    fn end(self, answer: Result<u16, &OutboundError>) {
        let Self { span, service, method, target, started } = self;
        let took = started.elapsed();
        let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let outcome = match answer {
            Ok(500..) => "failed",
            Ok(400..) => "refused",
            Ok(_) => "ok",
            Err(error) => error.code(),
        };
        span.record("outcome", outcome).record("duration_ms", duration_ms);
        if let Some(service) = service {
            instruments::metrics::outbound_request(service, outcome, took);
        }
        let _in = span.enter();
        if let Ok(status) = answer {
            span.record("status", status);
            tracing::debug!(%method, ?target, status, duration_ms, "outbound request");
        } else {
            span.record("otel.status_code", "ERROR");
            tracing::warn!(%method, ?target, outcome, duration_ms, "outbound request failed");
        }
    }
}

/// The path with `{}` for every segment that may name an issue, a project, a person or a page: few shapes, and nobody
/// in them. What stays are words of the interface (`createmeta`, `issueLink`) and its versions (`2`, `v1`).
fn shape(path: &str) -> String {
    let word = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_'))
    };
    let version = |part: &str| {
        let digits = part.strip_prefix('v').unwrap_or(part);
        digits.len() == 1 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let stays = |part: &&str| part.is_empty() || word(part) || version(part);
    let parts: Vec<&str> = path.split('/').map(|part| if stays(&part) { part } else { "{}" }).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::shape;

    #[test]
    fn issues_projects_and_pages_are_left_out_of_a_shape() {
        for (path, expected) in [
            (
                "/jira/rest/api/2/issue/PAY-12/properties/com.example",
                "/jira/rest/api/2/issue/{}/properties/{}",
            ),
            (
                "/rest/api/2/issue/createmeta/PAY/issuetypes/10001",
                "/rest/api/2/issue/createmeta/{}/issuetypes/{}",
            ),
            ("/wiki/api/v2/pages/98412", "/wiki/api/v2/pages/{}"),
            ("/v1/chat/completions", "/v1/chat/completions"),
            ("/rest/api/user/maja.keller", "/rest/api/user/{}"),
            ("/", "/"),
        ] {
            assert_eq!(shape(path), expected);
        }
    }
}
