//! The listeners: five loopback ports and an accept loop that can break a connection on purpose.

use std::collections::BTreeMap;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::Serialize;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use crate::cloud::people::CloudPerson;
use crate::gate::Fate;
use crate::jira::data::{Content, LINK_TYPES, Link};
use crate::ledger::Kind;
use crate::people::Person;
use crate::state::World;
use crate::{cloud, confluence, control, jira, llm, mcp};

/// How to start.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// First of five neighbouring ports on 127.0.0.1; 0 picks five free ones.
    pub port_base: u16,
}

/// Where the running services are, with their context paths and without a trailing slash.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Addresses {
    /// Jira, `http://127.0.0.1:4010/jira` by default.
    pub jira: String,
    /// Confluence, with `/confluence`.
    pub confluence: String,
    /// Jira Cloud, with `/cloud`; Confluence Cloud is `/wiki` below it. On Jira's port.
    pub cloud: String,
    /// Company LLM, without a path.
    pub llm: String,
    /// MCP over streamable HTTP, with `/mcp`.
    pub mcp: String,
    /// Control API, without a path.
    pub control: String,
}

/// What a sandbox was asked, to be looked at when it is gone.
pub struct Witness {
    world: World,
}

impl Witness {
    /// Every accepted request in order, as `GET /ledger?kind=request` shows them.
    pub fn requests(&self) -> Vec<serde_json::Value> {
        self.world.lock().ledger.of(Kind::Request)
    }
}

/// A running sandbox. Dropping it stops the listeners.
pub struct Sandbox {
    pub(crate) world: World,
    addresses: Addresses,
    tasks: TaskTracker,
}

impl Sandbox {
    /// Where the services are.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// Everybody with their secrets, in their present state.
    pub fn people(&self) -> Vec<Person> {
        self.world.lock().people.clone()
    }

    /// One person by login.
    pub fn person(&self, login: &str) -> Option<Person> {
        self.world.person(login)
    }

    /// Everybody with an Atlassian account, in their present state.
    pub fn cloud_people(&self) -> Vec<CloudPerson> {
        self.world.lock().cloud_people.clone()
    }

    /// Forgets every issue, ledger line, fault and setting.
    pub fn reset(&self) {
        self.world.reset();
    }

    /// Adds one fault rule or an array of them, as `POST /faults` does. The error says what is wrong.
    pub fn add_faults(&self, rules: serde_json::Value) -> Result<(), String> {
        self.world.lock().faults.add(rules).map(|_| ())
    }

    /// Ends every fault.
    pub fn clear_faults(&self) {
        self.world.lock().faults.clear();
    }

    /// Lets the tokens of a person (login or Atlassian account id) expire, or be good again, as `POST /people/{login}/expire` and `/restore` do.
    pub fn set_expired(&self, login: &str, expired: bool) {
        if self.world.set_expired(login, expired).is_none() {
            self.world.set_cloud_expired(login, expired);
        }
    }

    /// Makes `/myself` lie, as `POST /identity` does. The error says what is wrong.
    pub fn disguise(&self, disguise: serde_json::Value) -> Result<(), String> {
        let disguise = serde_json::from_value(disguise).map_err(|error| error.to_string())?;
        self.world.disguise(disguise);
        Ok(())
    }

    /// How long committed issues stay invisible to search from now on.
    pub fn set_search_lag(&self, lag: std::time::Duration) {
        self.world.lock().search_lag = lag;
    }

    /// Moves an issue on, as Grace Hopper at its board would; `false` when there is none with this key.
    pub fn move_issue(&self, key: &str, status: &'static str) -> bool {
        let set = |world: &World| {
            let mut inner = world.lock();
            let found = inner.jira.issues.iter_mut().find(|issue| issue.key == key);
            let moved = found.map(|issue| {
                issue.status = status;
                issue.moves.push(("ghopper".to_owned(), status, crate::state::now()));
            });
            moved.is_some()
        };
        set(&self.world) || set(&self.world.jira_of_cloud())
    }

    /// Puts an issue into a sprint, as somebody at its board would; `false` when there is none with this key.
    pub fn put_into_sprint(&self, key: &str, sprint: i64) -> bool {
        let mut inner = self.world.lock();
        let found = inner.jira.issues.iter_mut().find(|issue| issue.key == key);
        found.map(|issue| issue.sprint = Some(sprint)).is_some()
    }

    /// Links two issues by hand: `("Blocks", A, B)` for "A blocks B". `false` when there is no such type of link.
    pub fn add_link(&self, kind: &str, first: &str, then: &str) -> bool {
        let Some(kind) = LINK_TYPES.iter().find(|found| found.name == kind) else { return false };
        let mut inner = self.world.lock();
        let id = inner.jira.next_id();
        inner.jira.links.push(Link { id, kind, inward: first.to_owned(), outward: then.to_owned() });
        true
    }

    /// Writes an issue's description anew in wiki markup, as somebody in Jira would; `false` when there is none with this
    /// key.
    pub fn set_description(&self, key: &str, wiki: &str) -> bool {
        let set = |world: &World| {
            let mut inner = world.lock();
            let Some(issue) = inner.jira.find_mut(key) else { return false };
            issue.content.description = Some(wiki.to_owned());
            issue.content.document = None;
            true
        };
        set(&self.world) || set(&self.world.jira_of_cloud())
    }

    /// An issue's description and its comments, as they are kept.
    pub fn texts_of(&self, key: &str) -> Option<(String, Vec<String>)> {
        let texts = |world: &World| {
            let inner = world.lock();
            let issue = inner.jira.find(key)?;
            let comments = issue.comments.iter().map(|comment| comment.text.clone()).collect();
            Some((issue.content.description.clone().unwrap_or_default(), comments))
        };
        texts(&self.world).or_else(|| texts(&self.world.jira_of_cloud()))
    }

    /// Takes an issue away, as an administrator of its project would; `false` when there is none with this key.
    pub fn delete_issue(&self, key: &str) -> bool {
        let issues = &mut self.world.lock().jira.issues;
        let before = issues.len();
        issues.retain(|issue| issue.key != key);
        issues.len() < before
    }

    /// Puts an issue into a project that was there before anybody looked, written by this person; its key. `None` when
    /// there is no such project. The ledger says nothing of it.
    pub fn plant_issue(
        &self,
        project: &str,
        login: &str,
        summary: &str,
        description: &str,
    ) -> Option<String> {
        let kind = jira::catalog::project(project)?.types.first()?.id;
        self.plant(project, kind, login, summary, description)
    }

    /// The same for an epic.
    pub fn plant_epic(&self, project: &str, login: &str, summary: &str, description: &str) -> Option<String> {
        let kind = jira::catalog::project(project)?.types.iter().find(|kind| kind.name == "Epic")?.id;
        self.plant(project, kind, login, summary, description)
    }

    fn plant(
        &self,
        project: &str,
        kind: &'static str,
        login: &str,
        summary: &str,
        description: &str,
    ) -> Option<String> {
        let project = jira::catalog::project(project)?;
        let content = Content {
            summary: summary.to_owned(),
            description: Some(description.to_owned()),
            ..Content::default()
        };
        let mut inner = self.world.lock();
        let planted = inner.jira.insert(project.key, kind, content, login, BTreeMap::new());
        let planted = inner.jira.find_mut(&planted.key)?;
        planted.committed = None;
        Some(planted.key.clone())
    }

    /// The committed issues in order, as `GET /ledger?kind=issue` shows them.
    pub fn created_issues(&self) -> Vec<serde_json::Value> {
        self.world.lock().ledger.of(Kind::Issue)
    }

    /// Every accepted request in order, as `GET /ledger?kind=request` shows them.
    pub fn requests(&self) -> Vec<serde_json::Value> {
        self.world.lock().ledger.of(Kind::Request)
    }

    /// The ledger of requests, which outlives the sandbox.
    pub fn witness(&self) -> Witness {
        Witness { world: self.world.clone() }
    }

    /// Every LLM call in order, as `GET /ledger?kind=llm` shows them.
    pub fn llm_calls(&self) -> Vec<serde_json::Value> {
        self.world.lock().ledger.of(Kind::Llm)
    }

    /// The number of the ledger's last line, to ask for what comes after it.
    pub fn ledger_end(&self) -> u64 {
        self.world.lock().ledger.end()
    }

    /// Requests with a higher number than this.
    pub fn requests_after(&self, n: u64) -> Vec<serde_json::Value> {
        self.world.lock().ledger.after(Kind::Request, n)
    }

    /// LLM calls with a higher number than this.
    pub fn llm_calls_after(&self, n: u64) -> Vec<serde_json::Value> {
        self.world.lock().ledger.after(Kind::Llm, n)
    }

    /// Whether the models follow every order from now on, as `"obeys"` in `POST /llm` does. What they followed before
    /// is forgotten.
    pub fn set_obedience(&self, obeys: bool) {
        let mut inner = self.world.lock();
        inner.llm.obeys = obeys;
        inner.obeyed.clear();
    }

    /// Sets the pause before each streamed token, in milliseconds.
    pub fn set_token_delay(&self, milliseconds: u64) {
        self.world.lock().llm.token_delay_ms = milliseconds;
    }

    /// How the MCP server behaves from now on, as `POST /mcp` does. The error says what is wrong.
    pub fn set_mcp(&self, settings: serde_json::Value) -> Result<(), String> {
        let settings = serde_json::from_value(settings).map_err(|error| error.to_string())?;
        self.world.lock().mcp = settings;
        Ok(())
    }

    /// Stops the listeners and cuts open connections.
    pub async fn shutdown(self) {
        self.world.stop().cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.world.stop().cancel();
    }
}

/// Starts all five services on loopback.
///
/// # Errors
/// When a port is taken; the message names it.
pub async fn serve(options: Options) -> io::Result<Sandbox> {
    let mut listeners = Vec::new();
    for offset in 0..5 {
        let port = if options.port_base == 0 { 0 } else { options.port_base.saturating_add(offset) };
        let listener = TcpListener::bind(("127.0.0.1", port))
            .await
            .map_err(|error| io::Error::new(error.kind(), format!("port {port} on 127.0.0.1: {error}")))?;
        listeners.push(listener);
    }
    let mut origins = Vec::new();
    for listener in &listeners {
        origins.push(format!("http://{}", listener.local_addr()?));
    }
    let [jira_at, confluence_at, llm_at, mcp_at, control_at] = origins.as_slice() else {
        return Err(io::Error::other("five listeners were expected"));
    };
    let addresses = Addresses {
        jira: format!("{jira_at}/jira"),
        confluence: format!("{confluence_at}/confluence"),
        cloud: format!("{jira_at}/cloud"),
        llm: llm_at.clone(),
        mcp: format!("{mcp_at}/mcp"),
        control: control_at.clone(),
    };
    let world = World::new();
    world.set_addresses(addresses.clone());
    let routers = [
        Router::new()
            .nest_service("/cloud", cloud::router(world.clone()))
            .fallback_service(jira::router(world.clone())),
        confluence::router(world.clone()),
        llm::router(world.clone()),
        mcp::router(world.clone()),
        control::router(world.clone()),
    ];
    let tasks = TaskTracker::new();
    for (listener, router) in listeners.into_iter().zip(routers) {
        tasks.spawn(accept(listener, router, world.clone(), tasks.clone()));
    }
    Ok(Sandbox { world, addresses, tasks })
}

async fn accept(listener: TcpListener, router: Router, world: World, tasks: TaskTracker) {
    loop {
        let accepted = tokio::select! {
            () = world.stop().cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                let _ = stream.set_nodelay(true);
                tasks.spawn(connection(stream, router.clone(), world.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "accept failed");
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, router: Router, world: World) {
    let reset = Arc::new(AtomicBool::new(false));
    let socket = TokioIo::new(Socket { stream, reset: reset.clone() });
    let service = service_fn(move |request: Request<Incoming>| {
        let router = router.clone();
        let reset = reset.clone();
        async move {
            let response: Response<Body> =
                router.oneshot(request.map(Body::new)).await.unwrap_or_else(|never| match never {});
            match response.extensions().get::<Fate>() {
                // An error from the service makes hyper close the connection without a byte.
                Some(Fate::Drop) => {
                    Err(io::Error::new(io::ErrorKind::ConnectionAborted, "dropped on purpose"))
                }
                Some(Fate::Reset) => {
                    reset.store(true, Ordering::Relaxed);
                    Ok(response)
                }
                None => Ok(response),
            }
        }
    });
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder.timer(TokioTimer::new());
    let serving = builder.serve_connection(socket, service).with_upgrades();
    tokio::select! {
        () = world.stop().cancelled() => {}
        outcome = serving => {
            if let Err(error) = outcome {
                tracing::debug!(%error, "connection ended");
            }
        }
    }
}

/// A TCP stream that can end with RST instead of FIN.
struct Socket {
    stream: TcpStream,
    reset: Arc<AtomicBool>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.reset.load(Ordering::Relaxed) {
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.reset.load(Ordering::Relaxed) {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
