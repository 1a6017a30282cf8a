//! What an answer of Jira means to us.

use outbound::OutboundError;
use std::{collections::BTreeMap, time::Duration};

/// Jira did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JiraError {
    /// The token is wrong, expired or revoked.
    #[error("Jira does not accept the token")]
    Unauthorized,
    /// The person may not do this.
    #[error("Jira does not allow this")]
    Forbidden,
    /// Not there, or not visible to this person.
    #[error("Jira does not know this, or does not show it")]
    NotFound,
    /// Jira understood and said no.
    #[error("Jira refused this: {}", summary(.messages, .fields))]
    Rejected {
        /// What is wrong in general.
        messages: Vec<String>,
        /// What is wrong with single fields, by field id.
        fields: BTreeMap<String, String>,
    },
    /// Too many requests; nothing was done.
    #[error("Jira asks to slow down")]
    RateLimited {
        /// For how long.
        retry_after: Option<Duration>,
    },
    /// Jira could not be reached, broke off, or failed (5xx).
    #[error("{0}")]
    Unavailable(OutboundError),
    /// An answer that is not Jira's: a web page, a redirect, JSON of another shape.
    #[error("the answer does not look like Jira's")]
    Unexpected {
        /// The status it came with.
        status: u16,
        /// A web page: usually a sign-in page in front of Jira.
        html: bool,
    },
}

/// What is known about the effect of a request that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing happened; it may be sent again.
    None,
    /// Jira said no; sending the same again gives the same.
    Rejected,
    /// Nobody knows; look before sending again.
    Doubtful,
}

impl JiraError {
    /// Whether a create may have happened.
    pub const fn effect(&self) -> Effect {
        match self {
            Self::RateLimited { .. } => Effect::None,
            Self::Unauthorized | Self::Forbidden | Self::NotFound | Self::Rejected { .. } => Effect::Rejected,
            Self::Unavailable(error) if !error.was_sent() => Effect::None,
            Self::Unavailable(_) | Self::Unexpected { .. } => Effect::Doubtful,
        }
    }

    /// A stable name for logs and stored failures.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unauthorized => "jira.unauthorized",
            Self::Forbidden => "jira.forbidden",
            Self::NotFound => "jira.not_found",
            Self::Rejected { .. } => "jira.rejected",
            Self::RateLimited { .. } => "jira.rate_limited",
            Self::Unavailable(_) => "jira.unavailable",
            Self::Unexpected { .. } => "jira.unexpected",
        }
    }
}

impl From<OutboundError> for JiraError {
    fn from(error: OutboundError) -> Self {
        match error {
            OutboundError::NotJson { status, looks_like_html, .. } => {
                Self::Unexpected { status, html: looks_like_html }
            }
            other => Self::Unavailable(other),
        }
    }
}

impl From<outbound::Refused> for JiraError {
    fn from(refused: outbound::Refused) -> Self {
        Self::Unavailable(OutboundError::Refused(refused))
    }
}

fn summary(messages: &[String], fields: &BTreeMap<String, String>) -> String {
    let of_fields = fields.iter().map(|(field, message)| format!("{field}: {message}"));
    messages.iter().cloned().chain(of_fields).collect::<Vec<_>>().join(" ")
}
