use crate::jira::JiraError;
use outbound::OutboundError;
use std::time::Duration;

/// Confluence did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfluenceError {
    /// The token is wrong, expired or revoked.
    #[error("Confluence does not accept the token")]
    Unauthorized,
    /// The same, said with 200 and `type: anonymous`: the token proves nobody.
    #[error("Confluence takes the person for an anonymous visitor")]
    Anonymous,
    /// The person may not do this.
    #[error("Confluence does not allow this")]
    Forbidden,
    /// Not there, or not visible to this person.
    #[error("Confluence does not know this, or does not show it")]
    NotFound,
    /// Confluence understood and said no (a broken query, mostly).
    #[error("Confluence refused this")]
    Rejected,
    /// Too many requests.
    #[error("Confluence asks to slow down")]
    RateLimited {
        /// For how long.
        retry_after: Option<Duration>,
    },
    /// Confluence could not be reached, broke off, or failed (5xx).
    #[error("{0}")]
    Unavailable(OutboundError),
    /// An answer that is not Confluence's: a web page, a redirect, JSON of another shape.
    #[error("the answer does not look like Confluence's")]
    Unexpected {
        /// The status it came with.
        status: u16,
        /// A web page: usually a sign-in page in front of Confluence.
        html: bool,
    },
}

/// Both products answer by the same rules.
impl From<JiraError> for ConfluenceError {
    fn from(error: JiraError) -> Self {
        match error {
            JiraError::Unauthorized => Self::Unauthorized,
            JiraError::Forbidden => Self::Forbidden,
            JiraError::NotFound => Self::NotFound,
            JiraError::Rejected { .. } => Self::Rejected,
            JiraError::RateLimited { retry_after } => Self::RateLimited { retry_after },
            JiraError::Unavailable(error) => Self::Unavailable(error),
            JiraError::Unexpected { status, html } => Self::Unexpected { status, html },
        }
    }
}

impl ConfluenceError {
    /// A stable name for logs and stored failures.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unauthorized => "confluence.unauthorized",
            Self::Anonymous => "confluence.anonymous",
            Self::Forbidden => "confluence.forbidden",
            Self::NotFound => "confluence.not_found",
            Self::Rejected => "confluence.rejected",
            Self::RateLimited { .. } => "confluence.rate_limited",
            Self::Unavailable(_) => "confluence.unavailable",
            Self::Unexpected { .. } => "confluence.unexpected",
        }
    }
}
