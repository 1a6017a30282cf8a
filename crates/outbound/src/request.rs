//! Building and sending one request.

use crate::{
    Client, Deadlines, OutboundError, Phase, Refused, Response, Streaming, Target, Tls,
    exchange::Exchange,
    response::{self, Received},
    streaming,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt, time::Duration};
use tokio::time::{Instant, timeout, timeout_at};
use tracing::Instrument;

/// One part of a multipart body.
#[derive(Debug, Clone)]
pub struct Part {
    /// The form field's name (Jira attachments: `file`).
    pub name: String,
    /// The file name the receiver sees, in UTF-8 as browsers send it. Control characters are refused.
    pub file_name: String,
    /// The content type.
    pub content_type: String,
    /// The content.
    pub bytes: Bytes,
}

enum Body {
    None,
    Bytes(Bytes),
    Parts(Vec<Part>),
}

/// A request that has not been sent. Mistakes in its headers come out when it is.
#[must_use = "a request does nothing until it is sent"]
pub struct Request {
    client: Client,
    method: Method,
    target: Target,
    headers: HeaderMap,
    body: Body,
    tls: Tls,
    deadlines: Deadlines,
    cap: usize,
    service: Option<&'static str>,
    quiet: bool,
    broken: Option<Refused>,
}

impl Request {
    pub(crate) fn new(client: Client, method: Method, target: Target) -> Self {
        let (deadlines, cap) = (client.config().deadlines, client.config().body_cap);
        Self {
            client,
            method,
            target,
            headers: HeaderMap::new(),
            body: Body::None,
            tls: Tls::System,
            deadlines,
            cap,
            service: None,
            quiet: false,
            broken: None,
        }
    }

    /// Adds a header, replacing one of the same name.
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        self.insert(name, value, false);
        self
    }

    /// Adds a header by a name from configuration; a name that is none is refused when sending.
    pub fn named_header(mut self, name: &str, value: &SecretString) -> Self {
        match name.parse() {
            Ok(name) => self.insert(name, value.expose_secret(), true),
            Err(_) => self.broken = Some(Refused::Header),
        }
        self
    }

    /// Adds a header whose value is never shown in debug output.
    pub fn secret_header(mut self, name: HeaderName, value: &SecretString) -> Self {
        self.insert(name, value.expose_secret(), true);
        self
    }

    /// `Authorization: Bearer …`.
    pub fn bearer(mut self, token: &SecretString) -> Self {
        self.insert(header::AUTHORIZATION, &format!("Bearer {}", token.expose_secret()), true);
        self
    }

    /// `Authorization: Basic …`.
    pub fn basic(mut self, user: &str, secret: &SecretString) -> Self {
        let pair = STANDARD.encode(format!("{user}:{}", secret.expose_secret()));
        self.insert(header::AUTHORIZATION, &format!("Basic {pair}"), true);
        self
    }

    fn insert(&mut self, name: HeaderName, value: &str, secret: bool) {
        match HeaderValue::from_str(value) {
            Ok(mut value) => {
                value.set_sensitive(secret);
                self.headers.insert(name, value);
            }
            Err(_) => self.broken = Some(Refused::Header),
        }
    }

    /// Passes on the id of the request this one serves, as `X-Request-ID`.
    pub fn request_id(self, id: &str) -> Self {
        self.header(HeaderName::from_static("x-request-id"), id)
    }

    /// Which system this asks (`jira`, `confluence`, `llm`), for traces and metrics. Requests that do not say leave
    /// only a line in the log.
    pub const fn service(mut self, name: &'static str) -> Self {
        self.service = Some(name);
        self
    }

    /// Leaves nothing in the log, the traces and the metrics: for what sends those.
    pub const fn quietly(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// A JSON body.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        if let Ok(bytes) = serde_json::to_vec(body) {
            return self.bytes(bytes, "application/json");
        }
        self.broken = Some(Refused::Characters);
        self
    }

    /// Exactly these bytes.
    pub fn bytes(mut self, bytes: impl Into<Bytes>, content_type: &str) -> Self {
        self.body = Body::Bytes(bytes.into());
        self.header(header::CONTENT_TYPE, content_type)
    }

    /// A `multipart/form-data` body.
    pub fn multipart(mut self, parts: Vec<Part>) -> Self {
        self.body = Body::Parts(parts);
        self
    }

    /// Whom to trust for this request.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = tls;
        self
    }

    /// Other deadlines than the client's. `connect` stays the client's.
    pub fn deadlines(mut self, deadlines: Deadlines) -> Self {
        self.deadlines = deadlines;
        self
    }

    /// One deadline for the whole exchange.
    pub fn within(mut self, total: Duration) -> Self {
        self.deadlines.first_byte = total;
        self.deadlines.total = total;
        self
    }

    /// Another cap on the decoded body, in bytes.
    pub fn cap(mut self, bytes: usize) -> Self {
        self.cap = bytes;
        self
    }

    /// Sends and reads the whole answer, whatever its status. Dropping the future closes the connection.
    pub async fn send(mut self) -> Result<Response, OutboundError> {
        let (cap, now) = (self.cap, self.client.config().now.clone());
        let exchange = self.exchange();
        let total = Instant::now() + self.deadlines.total;
        let outcome = async {
            let answer = self.start().await?;
            let received = Received { cap, now: now.map(|now| now()) };
            timeout_at(total, response::read(answer, received))
                .await
                .unwrap_or(Err(OutboundError::Timeout { phase: Phase::Body }))
        }
        .instrument(exchange.span())
        .await;
        exchange.end(outcome.as_ref().map(|answer| answer.status().as_u16()));
        outcome
    }

    /// Sends and decodes a JSON answer; any status but a success is an error.
    pub async fn send_json<T: DeserializeOwned>(self) -> Result<T, OutboundError> {
        self.header(header::ACCEPT, "application/json").send().await?.ok()?.json()
    }

    /// Sends and hands over the body as it arrives, whatever its status. No total deadline: the idle one applies
    /// between pieces. Compression is not asked for, as it would hold pieces back.
    pub async fn send_streaming(self) -> Result<Streaming, OutboundError> {
        let mut request = self.header(header::ACCEPT_ENCODING, "identity");
        let exchange = request.exchange();
        let (cap, idle) = (request.cap, request.deadlines.idle);
        let now = request.client.config().now.clone().map(|now| now());
        let outcome = request.start().instrument(exchange.span()).await;
        let outcome = outcome.map(|answer| streaming::open(answer, cap, idle, now));
        exchange.end(outcome.as_ref().map(|answer| answer.status().as_u16()));
        outcome
    }

    fn exchange(&self) -> Exchange {
        if self.quiet {
            return Exchange::Quiet;
        }
        Exchange::begin(self.service, &self.method, &self.target)
    }

    /// Sends and waits for the status line.
    async fn start(&mut self) -> Result<reqwest::Response, OutboundError> {
        if let Some(refused) = self.broken {
            return Err(refused.into());
        }
        let pool = self.client.pool(&self.tls, self.target.reach())?;
        let mut builder = pool
            .request(self.method.clone(), self.target.url().clone())
            .headers(std::mem::take(&mut self.headers));
        builder = match std::mem::replace(&mut self.body, Body::None) {
            Body::None => builder,
            Body::Bytes(bytes) => builder.body(bytes),
            Body::Parts(parts) => builder.multipart(form(parts)?),
        };
        let deadline = self.deadlines.first_byte.min(self.deadlines.total);
        match timeout(deadline, builder.send()).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(OutboundError::from_reqwest(&error)),
            Err(_) => Err(OutboundError::Timeout { phase: Phase::FirstByte }),
        }
    }
}

fn form(parts: Vec<Part>) -> Result<reqwest::multipart::Form, OutboundError> {
    parts.into_iter().try_fold(reqwest::multipart::Form::new(), |form, part| {
        // A line break would begin another header of the part.
        if part.name.chars().chain(part.file_name.chars()).any(char::is_control) {
            return Err(Refused::Header.into());
        }
        let length = part.bytes.len() as u64;
        let body = reqwest::multipart::Part::stream_with_length(part.bytes, length)
            .file_name(part.file_name)
            .mime_str(&part.content_type)
            .map_err(|_| Refused::Header)?;
        Ok(form.part(part.name, body))
    })
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}
