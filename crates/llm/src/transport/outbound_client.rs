//! The transport used in the product: the guarded HTTP client.

use std::sync::Arc;

use async_trait::async_trait;
use futures::StreamExt;
use outbound::{Client, Deadlines, OriginPolicy, OutboundError, Tls};

use super::{HttpRequest, HttpResponse, Transport, TransportError};

/// Sends through `outbound`: only to origins of the policy, never following redirects.
#[derive(Debug, Clone)]
pub struct OutboundTransport {
    client: Client,
    policy: Arc<OriginPolicy>,
    tls: Tls,
}

impl OutboundTransport {
    /// A transport for the origins of one settings snapshot and one person's certificates.
    pub fn new(client: Client, policy: Arc<OriginPolicy>, tls: Tls) -> Self {
        Self { client, policy, tls }
    }
}

#[async_trait]
impl Transport for OutboundTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let target = self
            .policy
            .check(&request.url)
            .map_err(|refused| TransportError::NotAllowed(refused.to_string()))?;
        let deadlines = Deadlines {
            first_byte: request.first_byte,
            total: request.total,
            idle: request.first_byte,
            ..Deadlines::default()
        };
        let mut outgoing = self
            .client
            .request(request.method, target)
            .service("llm")
            .tls(self.tls.clone())
            .deadlines(deadlines);
        if let Some(body) = request.body {
            outgoing = outgoing.bytes(body, "application/json");
        }
        for (name, value) in &request.headers {
            outgoing = outgoing.named_header(name, value);
        }
        let answer = outgoing.send_streaming().await.map_err(transport_error)?;
        Ok(HttpResponse {
            status: answer.status(),
            headers: answer.headers().clone(),
            body: answer.map(|piece| piece.map_err(transport_error)).boxed(),
        })
    }
}

fn transport_error(error: OutboundError) -> TransportError {
    match error {
        OutboundError::Refused(refused) => TransportError::NotAllowed(refused.to_string()),
        OutboundError::Tls(problem) => TransportError::Tls(problem),
        OutboundError::Timeout { .. } => TransportError::TimedOut,
        OutboundError::TooLarge { .. } => TransportError::TooLarge,
        error if error.was_sent() => TransportError::Broken(error.to_string()),
        error => TransportError::Unreachable(error.to_string()),
    }
}
