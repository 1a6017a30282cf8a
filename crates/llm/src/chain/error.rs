//! Why a chain gave no result.

use std::fmt;

use crate::error::LlmError;

/// Why a chain gave no result. The text is meant for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// The model cannot be reached or is busy, or does not answer in a way we can read.
    #[error("{0}")]
    Unavailable(LlmError),
    /// The model did not accept the credential.
    #[error("{0}")]
    Unauthorised(LlmError),
    /// The model refused the request, 422 for example, or declined to answer it.
    #[error("{0}")]
    RefusedRequest(LlmError),
    /// The model answered with nothing.
    #[error("The model answered with nothing.")]
    AnswerEmpty,
    /// The answer holds no JSON, also after it was asked to repair it.
    #[error("The model's answer was not in the expected form.")]
    AnswerNotJson {
        /// What it wrote last, for showing.
        text: String,
    },
    /// The answer does not fulfil the schema, also after it was asked to repair it.
    #[error("The model's answer has {} problem(s): {}", problems.len(), shown(problems))]
    AnswerInvalid {
        /// What is wrong with it.
        problems: Vec<Problem>,
        /// What it wrote last, for showing.
        text: String,
    },
    /// The answer was cut off; what came was passed on to the sink.
    #[error("{0}")]
    Cut(LlmError),
    /// The run took too long.
    #[error("The model did not answer in time.")]
    TimedOut,
    /// Somebody pressed Stop.
    #[error("The request was stopped.")]
    Cancelled,
    /// The next call would use more tokens than are left.
    #[error("This would take about {needed} tokens, but only {left} are left.")]
    Budget {
        /// Tokens the call would take, estimated.
        needed: u64,
        /// Tokens left.
        left: u64,
    },
    /// A shipped prompt does not work with these values.
    #[error("The prompt {name} cannot be filled: {detail}")]
    Prompt {
        /// The prompt's name.
        name: String,
        /// What is wrong, for operators.
        detail: String,
    },
}

impl ChainError {
    /// A name that stays the same over versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unavailable(_) => "model_unavailable",
            Self::Unauthorised(_) => "model_unauthorised",
            Self::RefusedRequest(_) => "model_refused_request",
            Self::AnswerEmpty => "model_answer_empty",
            Self::AnswerNotJson { .. } => "model_answer_not_json",
            Self::AnswerInvalid { .. } => "model_answer_invalid",
            Self::Cut(_) => "cut",
            Self::TimedOut => "timed_out",
            Self::Cancelled => "cancelled",
            Self::Budget { .. } => "budget",
            Self::Prompt { .. } => "prompt_invalid",
        }
    }
}

impl From<LlmError> for ChainError {
    fn from(error: LlmError) -> Self {
        match error {
            LlmError::Unauthorised { .. } => Self::Unauthorised(error),
            LlmError::Refused { .. } | LlmError::Declined { .. } => Self::RefusedRequest(error),
            LlmError::Empty => Self::AnswerEmpty,
            LlmError::Cut { .. } => Self::Cut(error),
            LlmError::TimedOut => Self::TimedOut,
            LlmError::Cancelled => Self::Cancelled,
            LlmError::Unavailable { .. }
            | LlmError::Tls { .. }
            | LlmError::RateLimited { .. }
            | LlmError::CircuitOpen
            | LlmError::Busy
            | LlmError::UnknownModel { .. }
            | LlmError::QuotaExceeded { .. }
            | LlmError::OutOfTokens
            | LlmError::WebPage
            | LlmError::Unreadable { .. }
            | LlmError::TooLarge
            | LlmError::Misconfigured { .. } => Self::Unavailable(error),
        }
    }
}

/// One thing that is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where, such as `acceptance_criteria.2`; empty for the whole.
    pub path: String,
    /// What, in words.
    pub message: String,
}

impl Problem {
    /// A problem at a place.
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.path, self.message)
        }
    }
}

/// The first three problems.
fn shown(problems: &[Problem]) -> String {
    problems.iter().take(3).map(Problem::to_string).collect::<Vec<_>>().join("; ")
}
