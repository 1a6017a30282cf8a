//! Every way of writing or reaching an address that should not be reached, against a listener that must see no
//! connection. `nothing_leaks.rs` tells single stories; this is the list.

use futures::future::BoxFuture;
use outbound::{Client, ClientConfig, Lookup, Mode, OriginPolicy, OutboundError, Reach, Refused, Target};
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

/// Counts connections on every address of this machine.
struct Canary {
    port: u16,
    seen: Arc<AtomicUsize>,
}

impl Canary {
    async fn listen() -> Self {
        let listener = TcpListener::bind("0.0.0.0:0").await.unwrap_or_else(|e| panic!("{e}"));
        let port = listener.local_addr().map_or(0, |address| address.port());
        let seen = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&seen);
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                counter.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { port, seen }
    }

    /// Everything that was started has failed or connected by now.
    #[track_caller]
    fn is_untouched(&self) {
        assert_eq!(self.seen.load(Ordering::SeqCst), 0);
    }
}

/// Every name leads to these addresses.
struct Leads(Vec<IpAddr>);

impl Lookup for Leads {
    fn addresses(&self, _host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let answer = self.0.clone();
        Box::pin(async move { Ok(answer) })
    }
}

/// Good the first time it is asked, loopback ever after.
struct Rebinding(AtomicUsize);

impl Lookup for Rebinding {
    fn addresses(&self, _host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let first = self.0.fetch_add(1, Ordering::SeqCst) == 0;
        let address = if first { [198, 18, 0, 1] } else { [127, 0, 0, 1] };
        Box::pin(async move { Ok(vec![IpAddr::from(address)]) })
    }
}

fn client(lookup: impl Lookup) -> Client {
    let mut config = ClientConfig::new("test");
    config.deadlines.connect = Duration::from_millis(300);
    config.lookup = Arc::new(lookup);
    Client::new(config)
}

/// This machine, written in every way that some parser takes for it.
const THIS_MACHINE: &[&str] = &[
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "0177.1",
    "017700000001",
    "127.000.000.001",
    "127.0.0.1.",
    "127.0.0.1..",
    "127.0.0.2",
    "127.255.255.255",
    "0.0.0.0",
    "0",
    "00",
    "0x0",
    "localhost",
    "LOCALHOST.",
    "localhost.localdomain",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:0:127.0.0.1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[2002:7f00:1::]",
    "[fe80::1%25lo]",
    "%31%32%37.0.0.1",
    "127%2e0%2e0%2e1",
    "１２７.0.0.1",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "user@127.0.0.1",
    "user:password@127.0.0.1",
    "@127.0.0.1",
    "jira.example.com@127.0.0.1",
    "jira.example.com%40127.0.0.1",
    "jira.example.com\\@127.0.0.1",
    "127.0.0.1\\@jira.example.com",
    "127.0.0.1 ",
    "127.0.0.1\t",
    "127.0.0.1\n.example.com",
];

async fn attempt(client: &Client, checked: Result<Target, Refused>) {
    if let Ok(target) = checked {
        let _ = client.get(target.clone()).send().await;
        let _ = client.get(target).send_streaming().await;
    }
}

#[tokio::test]
async fn this_machine_is_not_reached_under_any_name_that_is_not_configured() {
    let canary = Canary::listen().await;
    let port = canary.port;
    let client = client(Leads(vec![[127, 0, 0, 1].into()]));
    let mut elsewhere = OriginPolicy::new(Mode::Development);
    elsewhere.allow("http://jira.example.com", Reach::Internal).unwrap();
    // Where loopback is configured it is reached as it is written in the configuration, and in no other way.
    let mut here = OriginPolicy::new(Mode::Development);
    here.allow(&format!("http://127.0.0.1:{port}/jira"), Reach::Internal).unwrap();
    for host in THIS_MACHINE {
        for scheme in ["http", "https", "HTTP", "ftp", "ws"] {
            let url = format!("{scheme}://{host}:{port}/jira/x");
            assert!(elsewhere.check(&url).is_err(), "{url}");
            assert!(here.check(&url).is_err(), "{url}");
            attempt(&client, elsewhere.check(&url)).await;
            attempt(&client, here.check(&url)).await;
        }
        let mut policy = OriginPolicy::new(Mode::Production);
        // A name is judged when it is looked up.
        let name = *host == "localhost.localdomain";
        let allowed = policy.allow(&format!("https://{host}:{port}"), Reach::Internal).is_ok();
        assert_eq!(allowed, name, "{host}");
    }
    canary.is_untouched();
}

#[tokio::test]
async fn other_ports_paths_and_schemes_of_a_configured_host_are_not_reached() {
    let canary = Canary::listen().await;
    let port = canary.port;
    let mut policy = OriginPolicy::new(Mode::Development);
    policy.allow("http://127.0.0.1:1/jira", Reach::Internal).unwrap();
    let client = client(Leads(vec![[127, 0, 0, 1].into()]));
    for url in [
        format!("http://127.0.0.1:{port}/jira"),
        format!("http://127.0.0.1:0{port}/jira"),
        format!("http://127.0.0.1:1:{port}/jira"),
        format!("http://127.0.0.1:1@127.0.0.1:{port}/jira"),
        format!("http://127.0.0.1:1#@127.0.0.1:{port}/jira"),
        format!("http://127.0.0.1:1?@127.0.0.1:{port}/jira"),
        format!("http://127.0.0.1:1\\@127.0.0.1:{port}/jira"),
        format!("https://127.0.0.1:{port}/jira"),
        format!("//127.0.0.1:{port}/jira"),
        "http://127.0.0.1:1".to_owned(),
        "http://127.0.0.1:1/".to_owned(),
        "http://127.0.0.1:1/jirafake".to_owned(),
        "http://127.0.0.1:1/jira/../other".to_owned(),
        "http://127.0.0.1:1/jira/%2e%2e/other".to_owned(),
        "http://127.0.0.1:1/jira/..%2fother".to_owned(),
        "http://127.0.0.1:1/jira/..\\other".to_owned(),
    ] {
        assert!(policy.check(&url).is_err(), "{url}");
        attempt(&client, policy.check(&url)).await;
    }
    canary.is_untouched();
}

#[tokio::test]
async fn names_that_lead_to_this_machine_or_to_special_places_are_refused() {
    let canary = Canary::listen().await;
    let url = format!("http://jira.example.com:{}/x", canary.port);
    for reach in [Reach::Public, Reach::Internal] {
        let mut policy = OriginPolicy::new(Mode::Development);
        policy.allow(&url, reach).unwrap();
        for bad in [
            "127.0.0.1",
            "127.9.9.9",
            "0.0.0.0",
            "169.254.169.254",
            "192.0.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::1",
            "fe80::1",
            "ff02::1",
        ] {
            let bad: IpAddr = bad.parse().unwrap();
            for answer in [vec![bad], vec![[93, 184, 216, 34].into(), bad]] {
                let error = client(Leads(answer)).get(policy.check(&url).unwrap()).send().await.unwrap_err();
                assert_eq!(error, OutboundError::Refused(Refused::Address), "{bad} as {reach:?}");
            }
        }
    }
    canary.is_untouched();
}

#[tokio::test]
async fn a_name_that_changes_after_it_was_judged_is_not_looked_up_again_for_the_connection() {
    let canary = Canary::listen().await;
    let url = format!("http://jira.example.com:{}/x", canary.port);
    let mut policy = OriginPolicy::new(Mode::Development);
    policy.allow(&url, Reach::Internal).unwrap();
    let lookup = Rebinding(AtomicUsize::new(0));
    let client = client(lookup);
    // The first look-up is good; had the connection asked again, it would have been led to the canary.
    let first = client.get(policy.check(&url).unwrap()).send().await.unwrap_err();
    assert_ne!(first, OutboundError::Refused(Refused::Address));
    let later = client.get(policy.check(&url).unwrap()).send().await.unwrap_err();
    assert_eq!(later, OutboundError::Refused(Refused::Address));
    canary.is_untouched();
}

#[tokio::test]
async fn no_kind_of_redirect_is_followed() {
    let canary = Canary::listen().await;
    let elsewhere = format!("http://127.0.0.1:{}/", canary.port);
    for status in ["300", "301", "302", "303", "305", "307", "308"] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let answer = format!(
            "HTTP/1.1 {status} Elsewhere\r\nLocation: {elsewhere}\r\nContent-Location: {elsewhere}\r\n\
             Refresh: 0; url={elsewhere}\r\nLink: <{elsewhere}>; rel=preload\r\nContent-Length: 0\r\n\
             Connection: close\r\n\r\n"
        );
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let _ = socket.read(&mut [0; 4096]).await;
                let _ = socket.write_all(answer.as_bytes()).await;
            }
        });
        let mut policy = OriginPolicy::new(Mode::Development);
        policy.allow(&base, Reach::Internal).unwrap();
        let client = Client::new(ClientConfig::new("test"));
        let target = policy.check(&base).unwrap();
        let answer = client.get(target.clone()).send().await.unwrap();
        assert_eq!(answer.status().as_str(), status);
        let streamed = client.get(target.clone()).send_streaming().await.unwrap();
        assert_eq!(streamed.status().as_str(), status);
        let posted = client.post_json(target, &"a secret").send().await.unwrap();
        assert_eq!(posted.status().as_str(), status);
    }
    canary.is_untouched();
}
