//! A job's WebSocket, with a real client on a real port.

use crate::{
    fakes::{MAJA, MAJAS_READING_TOKEN, MAJAS_TOKEN, NOAHS_TOKEN},
    test_host::TestHost,
};
use contract::events::{EventId, JobEvent, NumberedEvent};
use domain::ids::QuestionId;
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use server::{
    http::rest_v1::{MESSAGES, SILENCE},
    serve::ConnectionLimits,
};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest,
        http::{HeaderValue, StatusCode},
        protocol::CloseFrame,
    },
};

const JOB: &str = "/api/v1/jobs/01923f00-1234-7abc-8def-0123456789ab/ws";
const PATIENCE: Duration = Duration::from_secs(20);

type Client = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A host that listens.
struct Listening {
    host: TestHost,
    address: SocketAddr,
}

impl Listening {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let host = TestHost::at(&format!("http://{address}"));
        let (router, shutdown) = (host.router.clone(), host.shutdown.clone());
        tokio::spawn(server::serve::serve(listener, router, shutdown, ConnectionLimits::default()));
        Self { host, address }
    }

    async fn connect(&self, path: &str, headers: &[(&'static str, String)]) -> Result<Client, StatusCode> {
        let mut request = format!("ws://{}{path}", self.address).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
        }
        match connect_async(request).await {
            Ok((client, _)) => Ok(client),
            Err(Error::Http(response)) => Err(response.status()),
            Err(other) => panic!("{other}"),
        }
    }

    /// With a browser's session, as one of our pages does it.
    async fn page(&self) -> Client {
        let headers = [("cookie", format!("__Host-session={MAJA}")), ("origin", self.origin())];
        self.connect(JOB, &headers).await.unwrap()
    }

    async fn program(&self, token: &str) -> Client {
        self.connect(JOB, &[by(token)]).await.unwrap()
    }

    fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

fn by(token: &str) -> (&'static str, String) {
    ("authorization", format!("Bearer {token}"))
}

fn event(n: i32, event: JobEvent) -> NumberedEvent {
    NumberedEvent { id: EventId { fence: 1, n }, event }
}

fn token(n: i32) -> NumberedEvent {
    event(n, JobEvent::AssistantToken { at: 0, text: "word ".to_owned() })
}

/// The next text frame.
async fn next(client: &mut Client) -> Value {
    loop {
        match timeout(PATIENCE, client.next()).await.unwrap().unwrap().unwrap() {
            Message::Text(text) => return serde_json::from_str(&text).unwrap(),
            Message::Ping(_) | Message::Pong(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// The code the connection is closed with; nothing when it just ends.
async fn closed(client: &mut Client) -> Option<u16> {
    loop {
        match timeout(PATIENCE, client.next()).await.unwrap() {
            Some(Ok(Message::Close(frame))) => return frame.map(|CloseFrame { code, .. }| code.into()),
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return None,
        }
    }
}

async fn say(client: &mut Client, command: Value) {
    client.send(Message::text(command.to_string())).await.unwrap();
}

#[tokio::test]
async fn events_come_in_order_and_the_last_one_closes_the_connection() {
    let listening = Listening::start().await;
    for by_program in [false, true] {
        let job = listening.host.world.job();
        let mut client =
            if by_program { listening.program(MAJAS_READING_TOKEN).await } else { listening.page().await };
        job.send(token(1)).unwrap();
        job.send(event(2, JobEvent::Done { issue: None })).unwrap();
        let first = next(&mut client).await;
        assert_eq!(first, json!({"event": "1.1", "type": "assistant_token", "at": 0, "text": "word "}));
        assert_eq!(next(&mut client).await["type"], "done");
        assert_eq!(closed(&mut client).await, Some(1000));
    }
}

#[tokio::test]
async fn a_question_is_answered_on_the_same_connection_which_goes_on() {
    let listening = Listening::start().await;
    // The second one is followed after the answer; what is taken last is taken first.
    let (after, before) = (listening.host.world.job(), listening.host.world.job());
    let mut client = listening.program(MAJAS_TOKEN).await;
    let question = QuestionId::from_u128(7);
    let ask = JobEvent::Clarify { id: question, question: "For whom?".to_owned(), fields: Vec::new() };
    before.send(event(4, ask)).unwrap();
    let asked = next(&mut client).await;
    assert_eq!((&asked["event"], &asked["id"]), (&json!("1.4"), &json!(question.to_string())));
    let draft = "01923f00-1234-7abc-8def-000000000001";
    say(&mut client, json!({"type": "answer", "draft": draft, "question": question, "text": "Patients"}))
        .await;
    assert_eq!(next(&mut client).await, json!({"type": "accepted"}));
    after.send(event(5, JobEvent::Done { issue: None })).unwrap();
    assert_eq!(next(&mut client).await["type"], "done");
    assert_eq!(closed(&mut client).await, Some(1000));
    let world = &listening.host.world;
    assert_eq!(*world.commands.lock().unwrap(), ["Patients"]);
    assert_eq!(*world.followed_after.lock().unwrap(), [EventId::default(), EventId { fence: 1, n: 4 }]);
}

#[tokio::test]
async fn stop_stops_the_job_and_what_is_no_command_is_refused_in_words() {
    let listening = Listening::start().await;
    let _job = listening.host.world.job();
    let mut client = listening.page().await;
    say(&mut client, json!({"type": "approve"})).await;
    let refused = next(&mut client).await;
    assert_eq!(refused["type"], "refused");
    assert_eq!(refused["failure"]["code"], "socket.command");
    say(&mut client, json!({"type": "stop"})).await;
    assert_eq!(next(&mut client).await, json!({"type": "accepted"}));
    assert_eq!(*listening.host.world.commands.lock().unwrap(), ["cancel"]);
}

#[tokio::test]
async fn a_token_that_only_reads_cannot_stop_or_answer() {
    let listening = Listening::start().await;
    let _job = listening.host.world.job();
    let mut client = listening.program(MAJAS_READING_TOKEN).await;
    let id = "01923f00-1234-7abc-8def-000000000001";
    for command in
        [json!({"type": "stop"}), json!({"type": "answer", "draft": id, "question": id, "text": "x"})]
    {
        say(&mut client, command).await;
        assert_eq!(next(&mut client).await["failure"]["code"], "token.scope_missing");
    }
    assert!(listening.host.world.commands.lock().unwrap().is_empty());
}

#[tokio::test]
async fn only_our_pages_and_programs_get_in() {
    let listening = Listening::start().await;
    let _job = listening.host.world.job();
    let cookie = ("cookie", format!("__Host-session={MAJA}"));
    let evil = ("origin", "https://evil.example".to_owned());
    let ours = ("origin", listening.origin());
    let cases = [
        (vec![], StatusCode::UNAUTHORIZED),
        (vec![ours.clone()], StatusCode::UNAUTHORIZED),
        (vec![cookie.clone()], StatusCode::FORBIDDEN),
        (vec![cookie.clone(), evil.clone()], StatusCode::FORBIDDEN),
        (vec![cookie.clone(), ("origin", "null".to_owned())], StatusCode::FORBIDDEN),
        (vec![by(MAJAS_TOKEN), evil], StatusCode::FORBIDDEN),
        (vec![by(MAJAS_TOKEN), cookie, ours], StatusCode::BAD_REQUEST),
        (vec![by("jca_nobody")], StatusCode::UNAUTHORIZED),
        (vec![by(NOAHS_TOKEN)], StatusCode::NOT_FOUND),
    ];
    for (headers, status) in cases {
        assert_eq!(listening.connect(JOB, &headers).await.err(), Some(status), "{headers:?}");
    }
}

#[tokio::test]
async fn places_are_shared_with_the_other_streams() {
    let listening = Listening::start().await;
    let _jobs = [(); 4].map(|()| listening.host.world.job());
    let (first, _second) = (listening.page().await, listening.program(MAJAS_TOKEN).await);
    let third = listening.connect(JOB, &[by(MAJAS_TOKEN)]).await;
    assert_eq!(third.err(), Some(StatusCode::TOO_MANY_REQUESTS));
    drop(first);
    for _ in 0..200 {
        if listening.connect(JOB, &[by(MAJAS_TOKEN)]).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the place of a closed connection is not given back");
}

#[tokio::test]
async fn a_flood_a_large_frame_and_bytes_close_the_connection() {
    let listening = Listening::start().await;
    let _jobs = [(); 3].map(|()| listening.host.world.job());
    let mut flood = listening.page().await;
    for _ in 0..=MESSAGES {
        // It may be closed before the last one.
        if flood.send(Message::text("{}")).await.is_err() {
            break;
        }
    }
    assert!(matches!(closed(&mut flood).await, Some(1008) | None));
    drop(flood);
    let mut large = listening.page().await;
    large.send(Message::text("x".repeat(64 * 1024 + 1))).await.unwrap();
    assert!(matches!(closed(&mut large).await, Some(1009) | None));
    drop(large);
    let mut bytes = listening.page().await;
    bytes.send(Message::binary(vec![0_u8; 8])).await.unwrap();
    assert_eq!(closed(&mut bytes).await, Some(1003));
    assert!(listening.host.world.commands.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_connection_ends_with_its_session_and_with_its_token() {
    let listening = Listening::start().await;
    let _jobs = [listening.host.world.job(), listening.host.world.job()];
    let (mut page, mut program) = (listening.page().await, listening.program(MAJAS_TOKEN).await);
    listening.host.world.sign_out(MAJA);
    listening.host.world.take_away(MAJAS_TOKEN);
    for client in [&mut page, &mut program] {
        assert_eq!(next(client).await, json!({"type": "session_ended"}));
        assert_eq!(closed(client).await, Some(1008));
    }
}

#[tokio::test]
async fn connections_are_told_when_the_process_ends() {
    let listening = Listening::start().await;
    let _job = listening.host.world.job();
    let mut client = listening.page().await;
    listening.host.shutdown.begin();
    assert_eq!(next(&mut client).await, json!({"type": "server_restarting"}));
    assert_eq!(closed(&mut client).await, Some(1012));
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_answers_nothing_is_dropped() {
    let listening = Listening::start().await;
    let _job = listening.host.world.job();
    let mut peer = TcpStream::connect(listening.address).await.unwrap();
    let request = format!(
        "GET {JOB} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {MAJAS_TOKEN}\r\nconnection: upgrade\r\n\
         upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        listening.address
    );
    peer.write_all(request.as_bytes()).await.unwrap();
    let opened = tokio::time::Instant::now();
    // It reads, but answers no ping.
    let mut taken = Vec::new();
    timeout(SILENCE * 4, peer.read_to_end(&mut taken)).await.unwrap().unwrap();
    assert!(taken.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&taken));
    assert!(opened.elapsed() > SILENCE);
}
