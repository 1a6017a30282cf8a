//! A listener that must see no connection, whatever is asked for.

use futures::future::BoxFuture;
use outbound::{Client, ClientConfig, Lookup, Mode, OriginPolicy, OutboundError, Reach, Refused};
use std::{
    io,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

/// Counts connections on a loopback port and answers nothing.
async fn canary() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|e| panic!("{e}"));
    let port = listener.local_addr().map_or(0, |address| address.port());
    let seen = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&seen);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counter.fetch_add(1, Ordering::SeqCst);
        }
    });
    (port, seen)
}

/// Answers each question with the next of its lists.
struct Changing(Vec<Vec<IpAddr>>, AtomicUsize);

impl Lookup for Changing {
    fn addresses(&self, _host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let at = self.1.fetch_add(1, Ordering::SeqCst).min(self.0.len() - 1);
        let answer = self.0[at].clone();
        Box::pin(async move { Ok(answer) })
    }
}

fn client(answers: &[&[&str]]) -> Client {
    let lists = answers.iter().map(|list| list.iter().filter_map(|ip| ip.parse().ok()).collect()).collect();
    let mut config = ClientConfig::new("test");
    config.deadlines.connect = Duration::from_millis(300);
    config.lookup = Arc::new(Changing(lists, AtomicUsize::new(0)));
    Client::new(config)
}

#[tokio::test]
async fn disguised_and_foreign_addresses_are_never_contacted() {
    let (port, seen) = canary().await;
    let mut policy = OriginPolicy::new(Mode::Development);
    policy.allow("http://jira.example.com", Reach::Internal).unwrap();
    let client = client(&[&["127.0.0.1"]]);
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "localhost",
        "localhost.",
        "127.0.0.1.",
        "jira.example.com@127.0.0.1",
        "0.0.0.0",
        "0",
    ] {
        let checked = policy.check(&format!("http://{host}:{port}/x"));
        if let Ok(target) = checked {
            let _ = client.get(target).send().await;
        }
    }
    assert_eq!(seen.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_name_that_leads_to_this_machine_or_the_metadata_service_is_refused() {
    let (port, seen) = canary().await;
    let mut policy = OriginPolicy::new(Mode::Development);
    policy.allow(&format!("http://jira.example.com:{port}"), Reach::Internal).unwrap();
    let target = policy.check(&format!("http://jira.example.com:{port}/x")).unwrap();
    for bad in ["127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "169.254.169.254"] {
        for answer in [vec![bad], vec!["93.184.216.34", bad]] {
            let error = client(&[&answer]).get(target.clone()).send().await.unwrap_err();
            assert_eq!(error, OutboundError::Refused(Refused::Address), "{bad}");
            assert!(!error.was_sent());
        }
    }
    assert_eq!(seen.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_public_origin_never_leads_into_the_companys_network() {
    let mut policy = OriginPolicy::new(Mode::Development);
    policy.allow("http://api.example.com", Reach::Public).unwrap();
    let target = policy.check("http://api.example.com/x").unwrap();
    let error = client(&[&["10.0.0.1"]]).get(target).send().await.unwrap_err();
    assert_eq!(error, OutboundError::Refused(Refused::Address));
}

#[tokio::test]
async fn a_name_that_changes_between_two_requests_is_judged_anew() {
    let (port, seen) = canary().await;
    let mut policy = OriginPolicy::new(Mode::Development);
    policy.allow(&format!("http://jira.example.com:{port}"), Reach::Internal).unwrap();
    let target = policy.check(&format!("http://jira.example.com:{port}/x")).unwrap();
    // 192.0.2.1 is documentation space and would be special; 198.18.0.1 is private and unreachable here.
    let client = client(&[&["198.18.0.1"], &["127.0.0.1"]]);
    let first = client.get(target.clone()).send().await.unwrap_err();
    assert_ne!(first, OutboundError::Refused(Refused::Address));
    let second = client.get(target).send().await.unwrap_err();
    assert_eq!(second, OutboundError::Refused(Refused::Address));
    assert_eq!(seen.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn redirects_are_an_answer_and_not_followed() {
    let (port, seen) = canary().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = socket.read(&mut request).await;
            let answer = format!(
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{port}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
            let _ = socket.write_all(answer.as_bytes()).await;
        }
    });
    let mut policy = OriginPolicy::new(Mode::Development);
    policy.allow(&base, Reach::Internal).unwrap();
    let client = Client::new(ClientConfig::new("test"));
    let answer = client.get(policy.check(&base).unwrap()).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 302);
    assert!(matches!(answer.ok(), Err(OutboundError::Status { status: 302, .. })));
    assert_eq!(seen.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_token_with_a_line_break_is_refused_unsent_and_unseen() {
    let (port, seen) = canary().await;
    let mut policy = OriginPolicy::new(Mode::Development);
    policy.allow(&format!("http://127.0.0.1:{port}"), Reach::Internal).unwrap();
    let target = policy.check(&format!("http://127.0.0.1:{port}/")).unwrap();
    let request = Client::new(ClientConfig::new("test")).get(target).bearer(&"canary\r\nX: y".into());
    assert!(!format!("{request:?}").contains("canary"));
    let error = request.send().await.unwrap_err();
    assert_eq!(error, OutboundError::Refused(Refused::Header));
    assert!(!format!("{error:?} {error}").contains("canary"));
    assert_eq!(seen.load(Ordering::SeqCst), 0);
}
