//! Whom a secure connection trusts.

use crate::Refused;
use std::{fmt, sync::Arc};

/// Whose certificates are believed for one request. Connections are never shared between profiles.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub enum Tls {
    /// The operating system's roots.
    #[default]
    System,
    /// Those and the certificates in this PEM text. Made by [`Tls::with_ca`].
    ExtraCa(ExtraCa),
    /// Anybody's. Only where the operator allows it; show a warning.
    Unverified,
}

/// Certificates that were parsed once.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ExtraCa(Arc<str>);

impl Tls {
    /// The system's roots plus the certificates in `pem`. What kind of certificates they are is checked where
    /// people upload them; here they only have to be readable.
    pub fn with_ca(pem: &str) -> Result<Self, Refused> {
        let ca = ExtraCa(pem.into());
        if ca.certificates()?.is_empty() {
            return Err(Refused::Certificate);
        }
        Ok(Self::ExtraCa(ca))
    }
}

impl ExtraCa {
    pub(crate) fn certificates(&self) -> Result<Vec<reqwest::Certificate>, Refused> {
        reqwest::Certificate::from_pem_bundle(self.0.as_bytes()).map_err(|_| Refused::Certificate)
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::System => "System",
            Self::ExtraCa(_) => "ExtraCa",
            Self::Unverified => "Unverified",
        })
    }
}

impl fmt::Debug for ExtraCa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExtraCa")
    }
}
