//! How traces leave: through the one HTTP client, like everything else.

use super::TelemetryError;
use async_trait::async_trait;
use bytes::Bytes;
use opentelemetry_http::{HttpClient, HttpError, Request, Response};
use outbound::{Client, ClientConfig, Mode, OriginPolicy, Reach, Target};
use secrecy::SecretString;
use std::time::Duration;
use tokio::runtime::Handle;
use url::Url;

/// For one batch. Short enough for the process to end in time.
pub(super) const WITHIN: Duration = Duration::from_secs(5);
/// A collector answers with a few bytes.
const ANSWER: usize = 64 * 1024;

/// Sends batches to one address.
#[derive(Debug, Clone)]
pub(super) struct ThroughOutbound {
    client: Client,
    target: Target,
    /// Batches come from a thread without a runtime.
    runtime: Handle,
}

impl ThroughOutbound {
    /// The operator's collector often stands on the same machine, without TLS; only this address may be reached so.
    pub(super) fn to(endpoint: &Url) -> Result<Self, TelemetryError> {
        let refused = |refused: outbound::Refused| TelemetryError::Endpoint(refused.to_string());
        let mut policy = OriginPolicy::new(Mode::Development);
        policy.allow(endpoint.as_str(), Reach::Internal).map_err(refused)?;
        let target = policy.check(endpoint.as_str()).map_err(refused)?;
        let runtime = Handle::try_current().map_err(|error| TelemetryError::Endpoint(error.to_string()))?;
        Ok(Self { client: Client::new(ClientConfig::new(env!("CARGO_PKG_VERSION"))), target, runtime })
    }
}

#[async_trait]
impl HttpClient for ThroughOutbound {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (head, body) = request.into_parts();
        let mut outgoing = self.client.post(self.target.clone()).quietly().within(WITHIN).cap(ANSWER);
        // Among them may be a credential, from OTEL_EXPORTER_OTLP_HEADERS.
        for (name, value) in &head.headers {
            outgoing = outgoing.secret_header(name.clone(), &SecretString::from(value.to_str()?));
        }
        let answer = self.runtime.spawn(outgoing.bytes(body, "application/x-protobuf").send()).await??;
        Ok(Response::builder().status(answer.status()).body(answer.body().clone())?)
    }
}
