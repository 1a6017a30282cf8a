//! The accept loop over real sockets.

use crate::{
    fakes::{AvatarBehaviour, HOST, MAJA},
    test_host::TestHost,
};
use server::serve::{ConnectionLimits, Drained, serve};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(20);

async fn listen(host: &TestHost, limits: ConnectionLimits) -> (SocketAddr, JoinHandle<Drained>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (address, tokio::spawn(serve(listener, host.router.clone(), host.shutdown.clone(), limits)))
}

async fn read_all(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut answer)).await.unwrap().unwrap();
    String::from_utf8(answer).unwrap()
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: __Host-session={MAJA}\r\n\r\n")
}

#[tokio::test]
async fn a_client_that_never_finishes_its_headers_is_cut() {
    let host = TestHost::start();
    let limits = ConnectionLimits { header_read: Duration::from_millis(200), ..ConnectionLimits::default() };
    let (address, _server) = listen(&host, limits).await;
    for beginning in ["", "GET /healthz HT", "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: "] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(beginning.as_bytes()).await.unwrap();
        let said = read_all(&mut stream).await;
        assert!(!said.contains("200 OK"), "{beginning:?}: {said}");
    }
}

#[tokio::test]
async fn a_request_with_too_many_or_too_long_headers_is_refused() {
    let host = TestHost::start();
    let (address, _server) = listen(&host, ConnectionLimits::default()).await;
    let many = "X-A: b\r\n".repeat(200);
    let long = format!("X-A: {}\r\n", "b".repeat(200_000));
    for headers in [many, long] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET /healthz HTTP/1.1\r\nHost: {HOST}\r\n{headers}\r\n");
        // The server may answer and close before everything is written.
        let _ = stream.write_all(request.as_bytes()).await;
        let mut answer = vec![0; 64];
        let read = timeout(PATIENCE, stream.read(&mut answer)).await.unwrap().unwrap_or(0);
        assert!(!String::from_utf8_lossy(&answer[..read]).contains("200 OK"));
    }
}

#[tokio::test]
async fn accepted_requests_finish_after_the_end_was_announced() {
    let host = TestHost::start();
    *host.world.avatar.lock().unwrap() = AvatarBehaviour::Wait;
    let (address, server) = listen(&host, ConnectionLimits::default()).await;
    let mut working = TcpStream::connect(address).await.unwrap();
    working.write_all(get("/me/avatar").as_bytes()).await.unwrap();
    timeout(PATIENCE, host.world.waiting.notified()).await.unwrap();
    host.shutdown.begin();
    tokio::task::yield_now().await;
    host.world.go_on.notify_one();
    let said = read_all(&mut working).await;
    assert!(said.starts_with("HTTP/1.1 200") && said.ends_with("picture"), "{said}");
    assert_eq!(timeout(PATIENCE, server).await.unwrap().unwrap(), Drained::Completely);
    assert!(TcpStream::connect(address).await.is_err(), "nothing new is accepted");
}

#[tokio::test]
async fn a_request_that_never_ends_does_not_keep_the_process() {
    let host = TestHost::start();
    *host.world.avatar.lock().unwrap() = AvatarBehaviour::Wait;
    let limits = ConnectionLimits { drain: Duration::from_millis(100), ..ConnectionLimits::default() };
    let (address, server) = listen(&host, limits).await;
    let mut stuck = TcpStream::connect(address).await.unwrap();
    stuck.write_all(get("/me/avatar").as_bytes()).await.unwrap();
    timeout(PATIENCE, host.world.waiting.notified()).await.unwrap();
    host.shutdown.begin();
    assert_eq!(timeout(PATIENCE, server).await.unwrap().unwrap(), Drained::Cut(1));
}

#[tokio::test]
async fn open_streams_end_with_a_word_when_the_process_ends() {
    let host = TestHost::start();
    let _job = host.world.job();
    let (address, server) = listen(&host, ConnectionLimits::default()).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let events = "/api/v1/jobs/01923f00-1234-7abc-8def-0123456789ab/events";
    stream.write_all(get(events).as_bytes()).await.unwrap();
    let mut head = vec![0; 12];
    timeout(PATIENCE, stream.read_exact(&mut head)).await.unwrap().unwrap();
    host.shutdown.begin();
    assert!(read_all(&mut stream).await.contains("event: server_restarting"));
    assert_eq!(timeout(PATIENCE, server).await.unwrap().unwrap(), Drained::Completely);
}
