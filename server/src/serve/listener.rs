//! The accept loop. `axum::serve` has no time limit for headers, so a client that sends them byte by byte could
//! hold its connection for ever.
//!
//! HTTP/1.1 only: we speak plain text behind a proxy that ends TLS, browsers never speak HTTP/2 without TLS, and
//! sniffing the protocol would put an unlimited wait before the limit on headers.

use super::Shutdown;
use axum::{Router, body::Body, extract::Request, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

/// Who is at the other end of the connection; behind a proxy, that is the proxy.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// What one connection, and all of them together, may take.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionLimits {
    /// For a request's head, and for an idle connection's next one.
    pub header_read: Duration,
    /// Header lines of one request.
    pub headers: usize,
    /// Bytes of one request's head.
    pub head_bytes: usize,
    /// Open connections; more wait in the operating system's queue.
    pub connections: usize,
    /// For accepted requests to finish after the end was announced.
    pub drain: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            header_read: Duration::from_secs(10),
            headers: 100,
            head_bytes: 64 * 1024,
            connections: 4096,
            drain: Duration::from_secs(20),
        }
    }
}

/// How the listener came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drained {
    /// Every accepted request was answered.
    Completely,
    /// Time ran out; this many connections were cut.
    Cut(usize),
}

/// Accepts and serves until `shutdown` begins, then lets accepted requests finish.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: Shutdown,
    limits: ConnectionLimits,
) -> Drained {
    let slots = Arc::new(Semaphore::new(limits.connections));
    let connections = TaskTracker::new();
    let mut protocol = http1::Builder::new();
    protocol
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_read)
        .max_headers(limits.headers)
        .max_buf_size(limits.head_bytes);
    loop {
        let slot = tokio::select! {
            biased;
            () = shutdown.begun() => break,
            slot = Arc::clone(&slots).acquire_owned() => slot,
        };
        let accepted = tokio::select! {
            biased;
            () = shutdown.begun() => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                pause_after(&error).await;
                continue;
            }
        };
        let router = router.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer));
            let answer: Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>> =
                Box::pin(router.clone().oneshot(request));
            answer
        });
        let connection = protocol.serve_connection(prepare(stream), service).with_upgrades();
        let shutdown = shutdown.clone();
        connections.spawn(async move {
            let mut connection = pin!(connection);
            let ended = tokio::select! {
                ended = connection.as_mut() => ended,
                () = shutdown.begun() => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(slot);
        });
    }
    drop(listener);
    drain(connections, limits.drain).await
}

fn prepare(stream: TcpStream) -> TokioIo<TcpStream> {
    // Without it, small events of a stream wait for the client's acknowledgements.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection could not be set to send at once");
    }
    TokioIo::new(stream)
}

/// A client that went away concerns nobody; anything else (no file handles left) passes, but not at once.
async fn pause_after(error: &std::io::Error) {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        return;
    }
    tracing::error!(%error, "connections cannot be accepted");
    sleep(Duration::from_millis(250)).await;
}

async fn drain(connections: TaskTracker, limit: Duration) -> Drained {
    connections.close();
    tracing::info!(open = connections.len(), "letting accepted requests finish");
    match timeout(limit, connections.wait()).await {
        Ok(()) => Drained::Completely,
        Err(_) => Drained::Cut(connections.len()),
    }
}
