//! What was wrong with a secure connection.

use rustls::{CertificateError as Certificate, Error as Rustls};
use std::error::Error;

/// Why a handshake failed, as far as somebody can do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TlsProblem {
    /// Nobody whom this connection trusts has signed the certificate.
    #[error("the server's certificate was issued by an authority that is not trusted here")]
    UnknownIssuer,
    /// The certificate is for other names.
    #[error("the server's certificate belongs to another host name")]
    OtherHost,
    /// The certificate's time is over.
    #[error("the server's certificate has expired")]
    Expired,
    /// The certificate's time has not come, or this machine's clock is wrong.
    #[error("the server's certificate is not valid yet")]
    NotYetValid,
    /// The other side does not speak TLS.
    #[error("the server does not offer a secure connection at this address")]
    NotTls,
    /// Something else.
    #[error("a secure connection could not be made")]
    Other,
}

impl TlsProblem {
    /// A stable name for logs and stored failures.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownIssuer => "outbound.tls_unknown_issuer",
            Self::OtherHost => "outbound.tls_other_host",
            Self::Expired => "outbound.tls_expired",
            Self::NotYetValid => "outbound.tls_not_yet_valid",
            Self::NotTls => "outbound.tls_not_offered",
            Self::Other => "outbound.tls",
        }
    }
}

/// The problem, when the error comes from a handshake.
pub(crate) fn tls_problem(error: &(dyn Error + 'static)) -> Option<TlsProblem> {
    Some(match error.downcast_ref::<Rustls>()? {
        Rustls::InvalidCertificate(certificate) => of_certificate(certificate),
        Rustls::InvalidMessage(_) => TlsProblem::NotTls,
        _ => TlsProblem::Other,
    })
}

fn of_certificate(error: &Certificate) -> TlsProblem {
    match error {
        // A bad signature is what an authority of the same name with another key gives.
        Certificate::UnknownIssuer | Certificate::BadSignature => TlsProblem::UnknownIssuer,
        Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => TlsProblem::OtherHost,
        Certificate::Expired | Certificate::ExpiredContext { .. } => TlsProblem::Expired,
        Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => TlsProblem::NotYetValid,
        _ => TlsProblem::Other,
    }
}
