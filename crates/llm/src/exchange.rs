//! One exchange with a provider, as every adapter makes it: the request is sent, a refusal is told apart, and the
//! answer is cut into frames and said as chat events.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use crate::chat::ChatStream;
use crate::error::LlmError;
use crate::transport::{HttpRequest, Transport};

mod answer;
mod frames;
mod halves;
pub(crate) mod refusal;

pub(crate) use answer::{Dialect, Said};

/// Time limits of one call.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// Until status and headers, and then between two pieces of the answer.
    pub idle: Duration,
    /// For the whole answer.
    pub total: Duration,
}

impl Default for Timeouts {
    /// 45 s between pieces, as company services usually need, and 10 min in all.
    fn default() -> Self {
        Self { idle: Duration::from_secs(45), total: Duration::from_mins(10) }
    }
}

/// A call that is ready to be sent.
pub(crate) struct Call<'a> {
    /// The request.
    pub(crate) request: HttpRequest,
    /// Headers with the person's credential, which is taken out of a refusal's words.
    pub(crate) secrets: &'a [(String, SecretString)],
    /// The model's name, where the provider answers 404 when it does not know it.
    pub(crate) model: Option<&'a str>,
    /// Reads the provider's frames.
    pub(crate) dialect: Box<dyn Dialect>,
    /// Time limits.
    pub(crate) timeouts: Timeouts,
    /// Our estimate, for providers that do not count.
    pub(crate) prompt_tokens: u64,
}

impl Call<'_> {
    /// Sends and returns once the provider has begun to answer.
    pub(crate) async fn send(
        self,
        transport: &Arc<dyn Transport>,
        cancel: CancellationToken,
    ) -> Result<ChatStream, LlmError> {
        let Self { request, secrets, model, dialect, timeouts, prompt_tokens } = self;
        let answered = within(timeouts.idle, &cancel, async { Ok(transport.send(request).await?) }).await?;
        tracing::debug!(status = answered.status.as_u16(), "model answered");
        if answered.status != StatusCode::OK {
            let refused = async { Ok(refusal::read(answered, secrets, model).await) };
            return Err(within(timeouts.idle, &cancel, refused).await?);
        }
        answer::open(answered, dialect, model, timeouts, prompt_tokens, cancel).await
    }
}

/// Adds a header unless the operator set it already.
pub(crate) fn add_header(headers: &mut Vec<(String, SecretString)>, name: &str, value: &str) {
    if !value.is_empty() && !headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
        headers.push((name.to_owned(), SecretString::from(value)));
    }
}

/// Waits for `work`, but no longer than `limit` and not after `cancel`.
pub(crate) async fn within<T>(
    limit: Duration,
    cancel: &CancellationToken,
    work: impl Future<Output = Result<T, LlmError>>,
) -> Result<T, LlmError> {
    tokio::select! {
        biased;
        () = cancel.cancelled() => Err(LlmError::Cancelled),
        done = tokio::time::timeout(limit, work) => done.unwrap_or(Err(LlmError::TimedOut)),
    }
}
