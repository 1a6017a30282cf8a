//! What can go wrong on the way out and back.

use crate::{TlsProblem, tls_problem::tls_problem};
use std::{error::Error, io, time::Duration};

/// Why an address is not contacted at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// Not a URL.
    #[error("this is not a web address")]
    NotAUrl,
    /// Neither `http` nor `https`, or plain `http` where it is not allowed.
    #[error("this kind of address is not allowed here")]
    Scheme,
    /// `user:password@` inside the address.
    #[error("an address must not contain a user name or password")]
    UserInfo,
    /// The host is written in a way that hides what it is (`127.1`, `0x7f.1`, a trailing dot, percent signs).
    #[error("the host name is written in an unusual way")]
    DisguisedHost,
    /// Backslashes, white space, control characters, encoded dots or slashes.
    #[error("the address contains characters that are not allowed")]
    Characters,
    /// Not one of the configured scheme, host and port combinations, or outside the configured path.
    #[error("this address is not on the list of allowed sites")]
    NotAllowed,
    /// The name leads to an address that this origin must not lead to.
    #[error("the host name leads to an address that is not allowed")]
    Address,
    /// A header value (a token, mostly) with characters that cannot be sent.
    #[error("a header contains characters that cannot be sent")]
    Header,
    /// The certificate is not PEM, or contains something other than certificates.
    #[error("the certificate cannot be read")]
    Certificate,
}

/// Which deadline passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Name look-up, TCP and TLS: the request has not been sent.
    Connect,
    /// Waiting for the status line.
    FirstByte,
    /// Waiting for the rest, or the exchange as a whole.
    Body,
}

/// The outcome of a request that did not give the answer that was asked for. Never holds URLs, tokens or
/// library texts; [`OutboundError::code`] is stable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OutboundError {
    /// Not allowed; nothing was sent.
    #[error("{0}")]
    Refused(#[from] Refused),
    /// The name does not resolve; nothing was sent.
    #[error("the host name could not be found")]
    Dns,
    /// No connection; nothing was sent.
    #[error("the server could not be reached")]
    Connect {
        /// The machine is there and said no, rather than the network failing.
        refused: bool,
    },
    /// The handshake failed (usually the certificate); nothing was sent.
    #[error("{0}")]
    Tls(TlsProblem),
    /// A deadline passed.
    #[error("the server did not answer in time")]
    Timeout {
        /// Which one.
        phase: Phase,
    },
    /// The decoded body is larger than the cap.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The cap in bytes.
        limit: usize,
    },
    /// A success, but not the JSON that was asked for (or nested too deep).
    #[error("the answer is not the expected JSON")]
    NotJson {
        /// The status it came with.
        status: u16,
        /// The content type it came with.
        content_type: String,
        /// A web page: typically a sign-in page in front of the real server.
        looks_like_html: bool,
    },
    /// Not a success status. Redirects end up here too: they are never followed.
    #[error("the server answered with status {status}")]
    Status {
        /// The status.
        status: u16,
        /// The first 64 KiB of the body, as text.
        body: String,
        /// What the server asked to wait.
        retry_after: Option<Duration>,
    },
    /// The connection broke after sending began: reset, truncated, undecodable.
    #[error("the connection broke while the server was answering")]
    Broken,
}

impl OutboundError {
    /// Whether the server could have acted on the request. `false` means that repeating it is safe.
    pub const fn was_sent(&self) -> bool {
        !matches!(
            self,
            Self::Refused(_)
                | Self::Dns
                | Self::Connect { .. }
                | Self::Tls(_)
                | Self::Timeout { phase: Phase::Connect }
        )
    }

    /// A stable name for logs and stored failures.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(_) => "outbound.refused",
            Self::Dns => "outbound.dns",
            Self::Connect { refused: true } => "outbound.connection_refused",
            Self::Connect { refused: false } => "outbound.unreachable",
            Self::Tls(problem) => problem.code(),
            Self::Timeout { phase: Phase::Connect } => "outbound.connect_timeout",
            Self::Timeout { phase: Phase::FirstByte } => "outbound.no_answer",
            Self::Timeout { phase: Phase::Body } => "outbound.slow_answer",
            Self::TooLarge { .. } => "outbound.too_large",
            Self::NotJson { .. } => "outbound.not_json",
            Self::Status { .. } => "outbound.status",
            Self::Broken => "outbound.broken",
        }
    }

    /// Sorts a failure of the HTTP library. Whatever cannot be proved unsent counts as sent.
    pub(crate) fn from_reqwest(error: &reqwest::Error) -> Self {
        if let Some(refused) = causes(error).find_map(|cause| cause.downcast_ref::<Refused>()) {
            return Self::Refused(*refused);
        }
        if error.is_builder() {
            return Self::Refused(Refused::Header);
        }
        if !error.is_connect() {
            return if error.is_timeout() { Self::Timeout { phase: Phase::Body } } else { Self::Broken };
        }
        if error.is_timeout() {
            return Self::Timeout { phase: Phase::Connect };
        }
        if error.is_dns() {
            return Self::Dns;
        }
        if let Some(problem) = causes(error).find_map(tls_problem) {
            return Self::Tls(problem);
        }
        let refused = causes(error)
            .filter_map(|cause| cause.downcast_ref::<io::Error>())
            .any(|io| io.kind() == io::ErrorKind::ConnectionRefused);
        Self::Connect { refused }
    }
}

/// The error and everything beneath it, looking into `io::Error`, whose `source` skips what it wraps.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause| {
        let cause: &'a (dyn Error + 'static) = *cause;
        let wrapped = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        wrapped.map(|inner| inner as &(dyn Error + 'static)).or_else(|| cause.source())
    })
}
