//! What can go wrong between us and a model.

use std::time::Duration;

use outbound::TlsProblem;

use crate::transport::TransportError;

/// The reason of [`LlmError::Declined`] where the provider gives no words.
pub(crate) const FILTERED: &str = "the provider's content filter stopped it";

/// Why a model gave no answer, or not all of it. The text is meant for people and holds no secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LlmError {
    /// Could not connect, or the provider failed (5xx).
    #[error("The model cannot be reached: {detail}.")]
    Unavailable {
        /// What happened, in words.
        detail: String,
    },
    /// No secure connection could be made, usually because of the certificate.
    #[error("The model cannot be reached: {problem}.")]
    Tls {
        /// What is wrong.
        problem: TlsProblem,
    },
    /// The provider wants us to slow down (429).
    #[error("The model is busy and asked us to wait.")]
    RateLimited {
        /// How long it asked us to wait, when it said so in seconds.
        retry_after: Option<Duration>,
    },
    /// The provider failed so often lately that it is not asked for a while.
    #[error(
        "The model failed several times in a row, so it is left alone for a moment. Try again in a minute."
    )]
    CircuitOpen,
    /// Every slot for this provider stayed taken.
    #[error("The model is busy with other requests. Try again in a minute.")]
    Busy,
    /// The provider did not accept the credential (401, 403, or a redirect to a sign-in page).
    #[error("The model did not accept the saved credential (status {status}).")]
    Unauthorised {
        /// HTTP status.
        status: u16,
    },
    /// The provider refused the request itself (422 and other 4xx).
    #[error("The model refused the request (status {status}): {message}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// The provider's words, shortened to 300 characters.
        message: String,
    },
    /// The provider does not know the model, or does not give it to this key.
    #[error("The provider does not know the model {model}, or this key may not use it.")]
    UnknownModel {
        /// The model's name in the settings.
        model: String,
    },
    /// The account behind the key has nothing left to spend.
    #[error("The account behind this key has no quota or credit left: {message}")]
    QuotaExceeded {
        /// The provider's words, shortened to 300 characters.
        message: String,
    },
    /// The model, or the provider's filter, does not want to answer this.
    #[error("The model declined to answer: {reason}.")]
    Declined {
        /// In the model's or the provider's words where there are some, at most 200 characters.
        reason: String,
    },
    /// All tokens of the answer were used before its first word, as models that think first do.
    #[error("The model used all tokens it may use before it wrote anything.")]
    OutOfTokens,
    /// A web page came instead of data, often a sign-in page.
    #[error("The model's address answered with a web page instead of data, often a sign-in page.")]
    WebPage,
    /// The answer had no text.
    #[error("The model answered with nothing.")]
    Empty,
    /// The answer is not in a form we know.
    #[error("The model's answer could not be read: {detail}.")]
    Unreadable {
        /// What was expected and not found.
        detail: String,
    },
    /// The answer stopped before its end; what came so far was delivered.
    #[error("The model's answer was cut off: {detail}.")]
    Cut {
        /// What happened, in words.
        detail: String,
    },
    /// The answer is larger than we take.
    #[error("The model's answer is too large.")]
    TooLarge,
    /// No answer in time.
    #[error("The model did not answer in time.")]
    TimedOut,
    /// Somebody pressed Stop.
    #[error("The request was stopped.")]
    Cancelled,
    /// The operator's settings for this provider do not allow the call.
    #[error("The model's settings do not work: {detail}.")]
    Misconfigured {
        /// What is wrong, in words.
        detail: String,
    },
}

impl LlmError {
    /// A name that stays the same over versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unavailable { .. } | Self::Tls { .. } => "model_unavailable",
            Self::RateLimited { .. } => "model_rate_limited",
            Self::CircuitOpen | Self::Busy => "model_busy",
            Self::Unauthorised { .. } => "model_unauthorised",
            Self::Refused { .. } => "model_refused_request",
            Self::UnknownModel { .. } => "model_unknown",
            Self::QuotaExceeded { .. } => "model_quota_exceeded",
            Self::Declined { .. } => "model_declined",
            Self::OutOfTokens => "model_out_of_tokens",
            Self::WebPage => "model_answered_web_page",
            Self::Empty => "model_answer_empty",
            Self::Unreadable { .. } => "model_answer_unreadable",
            Self::Cut { .. } => "cut",
            Self::TooLarge => "model_answer_too_large",
            Self::TimedOut => "timed_out",
            Self::Cancelled => "cancelled",
            Self::Misconfigured { .. } => "model_misconfigured",
        }
    }

    /// Whether asking again at once may help; only true for failures before the first token.
    pub(crate) fn may_be_retried(&self) -> bool {
        matches!(self, Self::Unavailable { .. } | Self::RateLimited { .. } | Self::Cut { .. })
    }

    /// Whether it says that the provider is in trouble, rather than this one request.
    pub(crate) fn counts_against_provider(&self) -> bool {
        matches!(self, Self::Unavailable { .. } | Self::TimedOut | Self::Cut { .. })
    }
}

impl From<TransportError> for LlmError {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Tls(problem) => Self::Tls { problem },
            TransportError::Unreachable(detail) => Self::Unavailable { detail },
            TransportError::NotAllowed(detail) => Self::Misconfigured { detail },
            TransportError::TimedOut => Self::TimedOut,
            TransportError::Broken(detail) => Self::Cut { detail },
            TransportError::TooLarge => Self::TooLarge,
        }
    }
}
