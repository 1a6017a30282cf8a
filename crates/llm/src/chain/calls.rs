//! What a call of the model was and took, for records.

use std::time::Duration;

use super::Prompt;
use crate::chat::Usage;

/// One call of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelCall {
    /// Provider and model, such as `company/chat-large`.
    pub model: String,
    /// Tokens, as the provider counts them or estimated; none when the provider did not take the request.
    pub usage: Usage,
    /// From the request to the first piece of text, waits and retries included.
    pub first_token: Option<Duration>,
    /// From the request to the end of the answer, waits and retries included.
    pub duration: Duration,
    /// `ok`, or the code of the error.
    pub outcome: &'static str,
    /// What was sent.
    pub sent: Prompt,
    /// What came back, as far as it came.
    pub answer: String,
}
