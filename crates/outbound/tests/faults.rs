//! What servers do wrong, and what callers learn from it.

use futures::StreamExt as _;
use outbound::{
    Client, ClientConfig, Deadlines, Mode, OriginPolicy, OutboundError, Part, Phase, Reach, Refused,
    Response, Target, Tls, TlsProblem,
};
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

const HOLD: &str = "HOLD";

/// A server that reads a request's head and answers every connection with `pieces`, 20 ms apart; a last piece
/// [`HOLD`] keeps the connection open.
async fn serve(pieces: Vec<Vec<u8>>) -> Target {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|e| panic!("{e}"));
    let target = target(listener.local_addr().map_or(0, |address| address.port()));
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let pieces = pieces.clone();
            tokio::spawn(async move {
                let mut request = [0; 16 * 1024];
                let _ = socket.read(&mut request).await;
                for piece in pieces {
                    if piece == HOLD.as_bytes() {
                        tokio::time::sleep(Duration::from_secs(30)).await;
                    }
                    let _ = socket.write_all(&piece).await;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            });
        }
    });
    target
}

fn target(port: u16) -> Target {
    let base = format!("http://127.0.0.1:{port}");
    let mut policy = OriginPolicy::new(Mode::Development);
    policy.allow(&base, Reach::Internal).and_then(|()| policy.check(&base)).unwrap_or_else(|e| panic!("{e}"))
}

fn client() -> Client {
    let mut config = ClientConfig::new("1.2.3");
    config.deadlines = Deadlines {
        connect: Duration::from_millis(500),
        first_byte: Duration::from_millis(300),
        total: Duration::from_millis(600),
        idle: Duration::from_millis(300),
    };
    config.body_cap = 64 * 1024;
    Client::new(config)
}

async fn get(pieces: &[&str]) -> Result<Response, OutboundError> {
    let target = serve(pieces.iter().map(|piece| piece.as_bytes().to_vec()).collect()).await;
    client().get(target).send().await
}

#[tokio::test]
async fn a_closed_port_is_refused_and_was_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let error = client().get(target(port)).send().await.unwrap_err();
    assert_eq!(error, OutboundError::Connect { refused: true });
    assert!(!error.was_sent());
}

#[tokio::test]
async fn a_failed_handshake_was_not_sent() {
    let plain = serve(vec![b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()]).await;
    let base = plain.url().as_str().replace("http:", "https:");
    let mut policy = OriginPolicy::new(Mode::Development);
    policy.allow(&base, Reach::Internal).unwrap();
    for tls in [Tls::System, Tls::Unverified] {
        let error = client().get(policy.check(&base).unwrap()).tls(tls).send().await.unwrap_err();
        assert_eq!(error, OutboundError::Tls(TlsProblem::NotTls));
        assert!(!error.was_sent());
    }
}

#[tokio::test]
async fn silence_after_the_request_is_doubtful() {
    let error = get(&[HOLD]).await.unwrap_err();
    assert_eq!(error, OutboundError::Timeout { phase: Phase::FirstByte });
    assert!(error.was_sent());
}

#[tokio::test]
async fn a_connection_closed_without_an_answer_is_doubtful() {
    let error = get(&[]).await.unwrap_err();
    assert_eq!(error, OutboundError::Broken);
    assert!(error.was_sent());
}

#[tokio::test]
async fn a_body_that_stops_or_ends_early_is_noticed() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"a\":";
    assert_eq!(get(&[head, HOLD]).await.unwrap_err(), OutboundError::Timeout { phase: Phase::Body });
    assert_eq!(get(&[head]).await.unwrap_err(), OutboundError::Broken);
}

#[tokio::test]
async fn large_bodies_are_refused_announced_or_not() {
    let announced = "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n";
    let limit = OutboundError::TooLarge { limit: 64 * 1024 };
    assert_eq!(get(&[announced, HOLD]).await.unwrap_err(), limit);
    let piece = "x".repeat(40_000);
    assert_eq!(get(&["HTTP/1.1 200 OK\r\n\r\n", &piece, &piece, HOLD]).await.unwrap_err(), limit);
}

#[tokio::test]
async fn a_compressed_bomb_is_stopped_at_its_real_size() {
    let bomb = include_bytes!("data/one_mebibyte_of_zeros.gz");
    let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", bomb.len());
    let target = serve(vec![head.into_bytes(), bomb.to_vec()]).await;
    let error = client().get(target.clone()).send().await.unwrap_err();
    assert_eq!(error, OutboundError::TooLarge { limit: 64 * 1024 });
    // The same body passes where it fits: the refusal above came from its decoded size.
    let fits = client().get(target).cap(2 << 20).send().await.unwrap();
    assert_eq!(fits.body().len(), 1 << 20);
}

#[tokio::test]
async fn html_with_a_success_status_is_not_json() {
    let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 13\r\n\r\n<html></html>";
    let target = serve(vec![page.as_bytes().to_vec()]).await;
    let error = client().get(target).send_json::<serde_json::Value>().await.unwrap_err();
    let expected =
        OutboundError::NotJson { status: 200, content_type: "text/html".to_owned(), looks_like_html: true };
    assert_eq!(error, expected);
}

#[tokio::test]
async fn json_nested_too_deep_is_not_decoded() {
    let body = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let answer = get(&["HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n", &body]).await.unwrap();
    assert!(matches!(answer.json::<serde_json::Value>(), Err(OutboundError::NotJson { .. })));
}

#[tokio::test]
async fn an_error_status_carries_its_body_and_the_wish_to_wait() {
    let answer =
        get(&["HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nslow"]).await.unwrap();
    let expected = OutboundError::Status {
        status: 429,
        body: "slow".to_owned(),
        retry_after: Some(Duration::from_secs(7)),
    };
    assert_eq!(answer.ok().unwrap_err(), expected);
}

#[tokio::test]
async fn requests_say_who_they_are_and_send_bytes_unchanged() {
    let app = axum::Router::new().fallback(|request: axum::extract::Request| async move {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 1 << 20).await.unwrap_or_default();
        let header = |name: &str| {
            parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("-").to_owned()
        };
        let seen = ["user-agent", "authorization", "x-request-id", "content-type"].map(header).join("|");
        format!("{}|{seen}|{}", parts.method, String::from_utf8_lossy(&body))
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = target(listener.local_addr().unwrap().port());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let client = client();
    let request = client.post(target.clone()).bearer(&"secret".into()).request_id("r-1");
    let answer = request.bytes("{ \"b\":1,  \"a\":2 }", "application/json").send().await.unwrap();
    let text = String::from_utf8_lossy(answer.body()).into_owned();
    assert_eq!(text, "POST|jira-agent/1.2.3|Bearer secret|r-1|application/json|{ \"b\":1,  \"a\":2 }");

    let part = |file_name: &str| Part {
        name: "file".to_owned(),
        file_name: file_name.to_owned(),
        content_type: "text/csv".to_owned(),
        bytes: "x,y".into(),
    };
    let answer = client.post(target.clone()).multipart(vec![part("für a.csv")]).send().await.unwrap();
    let text = String::from_utf8_lossy(answer.body()).into_owned();
    assert!(
        text.contains("name=\"file\"; filename=\"für a.csv\"\r\nContent-Type: text/csv\r\n\r\nx,y"),
        "{text}"
    );
    let forged = client.post(target).multipart(vec![part("a\r\nX-Evil: 1")]).send().await.unwrap_err();
    assert_eq!(forged, OutboundError::Refused(Refused::Header), "a name must not become a header");
}

#[tokio::test]
async fn the_servers_own_time_counts_before_ours() {
    let dated = "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\n\r\n";
    let silent = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000);
    let at_nine = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
    for (answer, known, expected) in
        [(dated, true, Some(at_nine)), (silent, true, Some(now)), (silent, false, None)]
    {
        let mut config = ClientConfig::new("1.2.3");
        config.now = known.then(|| Arc::new(move || now) as _);
        let target = serve(vec![answer.as_bytes().to_vec()]).await;
        let answer = Client::new(config).get(target).send().await.unwrap();
        assert_eq!(answer.answered_at(), expected);
    }
}

#[tokio::test]
async fn a_stream_gives_its_pieces_as_they_come_and_ends_with_what_went_wrong() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n".to_vec();
    let whole = serve(vec![head.clone(), b"one".to_vec(), b"two".to_vec()]).await;
    let pieces: Vec<_> = client().get(whole).send_streaming().await.unwrap().collect().await;
    assert_eq!(pieces, [Ok("one".into()), Ok("two".into())]);

    let stalled = serve(vec![head.clone(), b"one".to_vec(), HOLD.into()]).await;
    let pieces: Vec<_> = client().get(stalled).send_streaming().await.unwrap().collect().await;
    assert_eq!(pieces, [Ok("one".into()), Err(OutboundError::Timeout { phase: Phase::Body })]);

    let endless = serve(vec![head, vec![b'x'; 100_000], HOLD.into()]).await;
    let pieces: Vec<_> = client().get(endless).send_streaming().await.unwrap().collect().await;
    assert_eq!(pieces.last(), Some(&Err(OutboundError::TooLarge { limit: 64 * 1024 })));
}

#[tokio::test]
async fn a_cut_stream_is_broken_and_a_refused_one_shows_its_body() {
    let cut = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel".to_vec();
    let pieces: Vec<_> = client().get(serve(vec![cut]).await).send_streaming().await.unwrap().collect().await;
    assert_eq!(pieces.last(), Some(&Err(OutboundError::Broken)));

    let refused = b"HTTP/1.1 422 Unprocessable\r\nContent-Length: 3\r\n\r\nbad".to_vec();
    let error =
        client().get(serve(vec![refused]).await).send_streaming().await.unwrap().ok().await.unwrap_err();
    assert!(matches!(error, OutboundError::Status { status: 422, body, .. } if body == "bad"));
}

#[test]
fn a_certificate_must_be_one() {
    assert!(Tls::with_ca("").is_err());
    assert!(Tls::with_ca("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").is_err());
}
