//! The one door between a child and the outside: a loopback server in our own process.

mod create;
mod forward;
mod routes;
#[cfg(test)]
mod tests;

pub(crate) use create::CreateGuard;

use crate::{McpError, Person};
use axum::{
    Router,
    extract::{Request, State},
    response::Response,
};
use http::{StatusCode, header};
use outbound::Client;
use secrecy::{ExposeSecret, SecretString};
use std::{
    collections::HashMap,
    fmt,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
};
use tokio_util::sync::{CancellationToken, DropGuard};
use tracing::{Instrument, Span};

/// The gateway. Stops when the last clone is dropped, and with our process.
#[derive(Clone)]
pub struct Gateway {
    inner: Arc<Inner>,
}

struct Inner {
    desk: Desk,
    address: SocketAddr,
    _running: DropGuard,
}

/// What the server's handlers share.
#[derive(Clone)]
struct Desk {
    client: Client,
    passes: Arc<Mutex<HashMap<String, Arc<Pass>>>>,
}

/// What one nonce stands for.
pub(crate) struct Pass {
    person: Person,
    body_cap: usize,
    errand: Mutex<Errand>,
}

/// What the person's child is doing right now.
#[derive(Clone, Default)]
struct Errand {
    request_id: Option<String>,
    /// The call of the tool; what the child sends meanwhile belongs to it.
    span: Option<Span>,
    create: Option<Arc<CreateGuard>>,
}

/// A registered nonce; forgotten when dropped.
pub(crate) struct Registration {
    nonce: SecretString,
    pass: Arc<Pass>,
    desk: Desk,
}

impl Gateway {
    /// Starts listening on a free loopback port. `client` carries every request that is let through.
    pub async fn start(client: Client) -> std::io::Result<Self> {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let desk = Desk { client, passes: Arc::default() };
        let stop = CancellationToken::new();
        let app = Router::new().fallback(serve).with_state(desk.clone());
        let stopped = stop.clone().cancelled_owned();
        tokio::spawn(async move {
            tokio::select! {
                outcome = axum::serve(listener, app) => tracing::error!(?outcome, "the MCP gateway stopped"),
                () = stopped => {}
            }
        });
        Ok(Self { inner: Arc::new(Inner { desk, address, _running: stop.drop_guard() }) })
    }

    /// What a child is told as `JIRA_URL`.
    pub fn jira_url(&self) -> String {
        format!("http://{}/jira", self.inner.address)
    }

    /// What a child is told as `CONFLUENCE_URL`.
    pub fn confluence_url(&self) -> String {
        format!("http://{}/confluence", self.inner.address)
    }

    /// Makes `nonce` stand for `person` until the registration is dropped.
    pub(crate) fn register(
        &self,
        nonce: String,
        person: Person,
        body_cap: usize,
    ) -> Result<Registration, McpError> {
        let pass = Arc::new(Pass { person, body_cap, errand: Mutex::default() });
        let desk = self.inner.desk.clone();
        let mut passes = desk.passes.lock().unwrap_or_else(PoisonError::into_inner);
        // Short or repeated nonces would let one person's child speak for another.
        if nonce.len() < 32 || passes.contains_key(&nonce) {
            return Err(McpError::NotStarted);
        }
        passes.insert(nonce.clone(), Arc::clone(&pass));
        drop(passes);
        Ok(Registration { nonce: nonce.into(), pass, desk })
    }
}

impl Registration {
    pub(crate) const fn nonce(&self) -> &SecretString {
        &self.nonce
    }

    #[cfg(test)]
    pub(crate) fn person(&self) -> &Person {
        &self.pass.person
    }

    /// Says what the child is about to do; reads only when `create` is `None`. Lasts until the guard is dropped.
    pub(crate) fn begin(&self, request_id: Option<String>, create: Option<Arc<CreateGuard>>) -> Running {
        self.pass.set(Errand { request_id, span: Some(Span::current()), create });
        Running(Arc::clone(&self.pass))
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut passes = self.desk.passes.lock().unwrap_or_else(PoisonError::into_inner);
        passes.remove(self.nonce.expose_secret());
    }
}

/// An errand under way; the right to create ends with it.
pub(crate) struct Running(Arc<Pass>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.set(Errand::default());
    }
}

impl Pass {
    fn set(&self, errand: Errand) {
        *self.errand.lock().unwrap_or_else(PoisonError::into_inner) = errand;
    }

    fn errand(&self) -> Errand {
        self.errand.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Desk {
    fn pass(&self, request: &Request) -> Option<Arc<Pass>> {
        let header = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
        let nonce = header.strip_prefix("Bearer ")?;
        self.passes.lock().unwrap_or_else(PoisonError::into_inner).get(nonce).cloned()
    }
}

async fn serve(State(desk): State<Desk>, request: Request) -> Response {
    let Some(pass) = desk.pass(&request) else {
        return forward::refusal(StatusCode::UNAUTHORIZED, "This gateway does not know you.");
    };
    let errand = pass.errand();
    let span = errand.span.clone().unwrap_or_else(Span::none);
    answer(&desk, &pass, errand, request).instrument(span).await
}

async fn answer(desk: &Desk, pass: &Arc<Pass>, errand: Errand, request: Request) -> Response {
    match routes::judge(request.method(), request.uri().path()) {
        Some(routes::Allowed::Read { product, path }) => {
            forward::read(&desk.client, pass, errand.request_id, product, &path, request).await
        }
        Some(routes::Allowed::CreateIssue) => match errand.create {
            Some(create) => create::serve(&desk.client, pass, errand.request_id, create, request).await,
            None => forward::refusal(StatusCode::FORBIDDEN, "Nothing may be created now."),
        },
        None => {
            tracing::warn!(method = %request.method(), path = request.uri().path(), "MCP gateway refused a request");
            forward::refusal(StatusCode::FORBIDDEN, "This gateway does not allow this.")
        }
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway").field("address", &self.inner.address).finish_non_exhaustive()
    }
}
