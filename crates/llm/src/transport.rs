//! How a request leaves: one small trait, so that adapters do not know the HTTP client.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use http::{HeaderMap, Method, StatusCode};
use outbound::TlsProblem;
use secrecy::SecretString;

mod outbound_client;

pub use outbound_client::OutboundTransport;

/// Sends one request. Implementations check the address, follow no redirects and cap sizes.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends and returns once status and headers are there. Dropping the body closes the connection.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError>;
}

/// A request as an adapter wants it sent.
#[derive(Debug, Clone)]
pub struct HttpRequest {
    /// GET or POST.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// Headers; values are secrets because cookies and tokens travel in them.
    pub headers: Vec<(String, SecretString)>,
    /// Body bytes; the adapter adds the content type.
    pub body: Option<Bytes>,
    /// Longest wait for status and headers.
    pub first_byte: Duration,
    /// Longest time for the whole exchange.
    pub total: Duration,
}

/// What came back, whatever its status.
pub struct HttpResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it arrives, decompressed.
    pub body: BoxStream<'static, Result<Bytes, TransportError>>,
}

/// Why nothing, or not everything, came back. The texts hold no addresses and no secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection: name or network.
    #[error("{0}")]
    Unreachable(String),
    /// No secure connection.
    #[error("{0}")]
    Tls(TlsProblem),
    /// The address is not on the operator's list, or a header cannot be sent.
    #[error("{0}")]
    NotAllowed(String),
    /// A deadline passed.
    #[error("the server did not answer in time")]
    TimedOut,
    /// The connection broke while the answer was arriving.
    #[error("{0}")]
    Broken(String),
    /// The answer is larger than the cap.
    #[error("the answer is too large")]
    TooLarge,
}
