//! A real listener that misbehaves on demand, and the product's own way of reaching it.
#![expect(clippy::unwrap_used, reason = "test helper")]
#![expect(dead_code, reason = "each test file uses its own part")]

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::Response;
use futures::{StreamExt, stream};
use http::{HeaderMap, Method};
use llm::answer_path::AnswerPath;
use llm::anthropic::AnthropicModel;
use llm::company::{CompanyConfig, CompanyModel, Compat, Rendered, TemplateValues, Timeouts};
use llm::hosted::HostedConfig;
use llm::openai::OpenAiModel;
use llm::transport::{OutboundTransport, Transport};
use llm::{ChatEvent, ChatModel, ChatRequest, LlmError, Message};
use outbound::{Client, ClientConfig, Mode, OriginPolicy, Reach, Tls};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

pub(crate) type Reply = Response<Body>;

/// A server that gives its answers in order, the last one again and again.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) seen: Arc<Mutex<Vec<Seen>>>,
    /// Bodies that were dropped before their end.
    pub(crate) dropped: Arc<AtomicUsize>,
}

/// A request as it arrived.
pub(crate) struct Seen {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

type Answers = Arc<dyn Fn(usize) -> Reply + Send + Sync>;

#[derive(Clone)]
struct Shared {
    answers: Answers,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    pub(crate) async fn answering(answers: impl Fn(usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::with_drops(move |_| Box::new(answers)).await
    }

    /// The same for answers that want to tell when their body is dropped.
    pub(crate) async fn with_drops(
        make: impl FnOnce(Arc<AtomicUsize>) -> Box<dyn Fn(usize) -> Reply + Send + Sync>,
    ) -> Self {
        let dropped = Arc::new(AtomicUsize::new(0));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let shared = Shared { answers: make(Arc::clone(&dropped)).into(), seen: Arc::clone(&seen) };
        let router = Router::new().fallback(reply).with_state(shared);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, seen, dropped }
    }

    pub(crate) fn requests(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    pub(crate) fn transport(&self) -> Arc<dyn Transport> {
        transport(&self.url)
    }

    pub(crate) fn model(&self) -> CompanyModel {
        CompanyModel::new(config(&self.url), self.transport())
    }

    pub(crate) fn model_with(&self, change: impl FnOnce(&mut CompanyConfig)) -> CompanyModel {
        let mut config = config(&self.url);
        change(&mut config);
        CompanyModel::new(config, self.transport())
    }
}

impl Server {
    /// The two adapters for providers with a key, asking this server.
    pub(crate) fn hosted(&self) -> [Box<dyn ChatModel>; 2] {
        [Interface::OpenAi, Interface::Anthropic].map(|interface| interface.model(hosted(&self.url)))
    }
}

/// Interfaces of providers with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interface {
    OpenAi,
    Anthropic,
}

impl Interface {
    pub(crate) const BOTH: [Self; 2] = [Self::OpenAi, Self::Anthropic];

    pub(crate) fn model(self, config: HostedConfig) -> Box<dyn ChatModel> {
        let transport = transport(&config.url);
        match self {
            Self::OpenAi => Box::new(OpenAiModel::new(config, transport)),
            Self::Anthropic => Box::new(AnthropicModel::new(config, transport)),
        }
    }

    /// A stream with these pieces, without its end.
    pub(crate) fn events(self, pieces: &[&str], line_end: &str) -> String {
        match self {
            Self::OpenAi => openai_events(pieces, line_end),
            Self::Anthropic => {
                let begin = [
                    json!({"type": "message_start", "message": {"usage": {"input_tokens": 9, "output_tokens": 1}}}),
                    json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
                    json!({"type": "ping"}),
                ];
                let deltas = pieces.iter().map(|piece| {
                    json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": piece}})
                });
                begin.into_iter().chain(deltas).map(|event| anthropic_event(&event, line_end)).collect()
            }
        }
    }

    /// The end of a stream, with this reason and seven tokens written.
    pub(crate) fn end(self, reason: &str, line_end: &str) -> String {
        match self {
            Self::OpenAi => {
                let finish = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]});
                let usage = json!({"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 7}});
                format!(
                    "data: {finish}{line_end}{line_end}data: {usage}{line_end}{line_end}data: [DONE]{line_end}{line_end}"
                )
            }
            Self::Anthropic => {
                let delta = json!({"type": "message_delta", "delta": {"stop_reason": reason}, "usage": {"output_tokens": 7}});
                let stop = json!({"type": "message_stop"});
                anthropic_event(&json!({"type": "content_block_stop", "index": 0}), line_end)
                    + &anthropic_event(&delta, line_end)
                    + &anthropic_event(&stop, line_end)
            }
        }
    }

    /// The same as one document.
    pub(crate) fn whole(self, text: &str, reason: &str) -> Value {
        match self {
            Self::OpenAi => json!({
                "object": "chat.completion",
                "choices": [{"index": 0, "message": {"role": "assistant", "content": text, "refusal": null}, "finish_reason": reason}],
                "usage": {"prompt_tokens": 9, "completion_tokens": 7, "total_tokens": 16},
            }),
            Self::Anthropic => json!({
                "type": "message", "role": "assistant", "stop_reason": reason,
                "content": if text.is_empty() { json!([]) } else { json!([{"type": "text", "text": text}]) },
                "usage": {"input_tokens": 9, "output_tokens": 7},
            }),
        }
    }

    /// The reason of an answer that is complete.
    pub(crate) fn stop(self) -> &'static str {
        match self {
            Self::OpenAi => "stop",
            Self::Anthropic => "end_turn",
        }
    }
}

fn anthropic_event(event: &Value, line_end: &str) -> String {
    let name = event["type"].as_str().unwrap();
    format!("event: {name}{line_end}data: {event}{line_end}{line_end}")
}

pub(crate) const KEY: &str = "sk-canary-key-5e10";

pub(crate) fn hosted(url: &str) -> HostedConfig {
    HostedConfig {
        provider: "hosted".into(),
        url: format!("{url}/v1/chat"),
        key: SecretString::from(KEY),
        model: "large-2".into(),
        temperature: 0.2,
        max_tokens: 1000,
        stream: true,
        omit: [].into(),
        renames: [].into(),
        timeouts: Timeouts { idle: Duration::from_secs(5), total: Duration::from_secs(10) },
    }
}

async fn reply(State(shared): State<Shared>, request: Request) -> Reply {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let number = {
        let mut seen = shared.seen.lock().unwrap();
        seen.push(Seen {
            headers: parts.headers,
            body: serde_json::from_slice(&body).unwrap_or(Value::Null),
        });
        seen.len() - 1
    };
    (shared.answers)(number)
}

pub(crate) fn transport(url: &str) -> Arc<dyn Transport> {
    let mut policy = OriginPolicy::new(Mode::Development);
    policy.allow(url, Reach::Loopback).unwrap();
    Arc::new(OutboundTransport::new(Client::new(ClientConfig::new("0.0.0")), Arc::new(policy), Tls::System))
}

pub(crate) const COOKIE: &str = "canary-cookie-9f31";

pub(crate) fn config(url: &str) -> CompanyConfig {
    CompanyConfig {
        provider: "company".into(),
        url: format!("{url}/chat"),
        method: Method::POST,
        headers: vec![("X-Company-Auth".into(), SecretString::from(format!("session={COOKIE}")))],
        model: "large".into(),
        temperature: 0.2,
        max_tokens: 1000,
        stream: true,
        template: Arc::new(|values: &TemplateValues| {
            Ok(Rendered::body(json!({
                "query": values.user_prompt,
                "history": values.history,
                "systemInstruction": values.system_prompt,
                "parameters": {
                    "model": values.model,
                    "temperature": values.temperature,
                    "max_tokens": values.max_tokens,
                    "stream": values.stream,
                },
            })))
        }),
        compat: Compat::default(),
        response_path: AnswerPath::parse("data.answer").unwrap(),
        stream_path: None,
        timeouts: Timeouts { idle: Duration::from_secs(5), total: Duration::from_secs(10) },
    }
}

pub(crate) fn request() -> ChatRequest {
    ChatRequest {
        system: "Be brief.".into(),
        messages: vec![Message::user("Hello")],
        request_id: "req-1".into(),
        ..ChatRequest::default()
    }
}

/// What came: the pieces, and how it ended.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) pieces: Vec<String>,
    pub(crate) finished: Option<ChatEvent>,
    pub(crate) error: Option<LlmError>,
}

impl Heard {
    pub(crate) fn text(&self) -> String {
        self.pieces.concat()
    }
}

pub(crate) async fn hear(model: &dyn ChatModel) -> Heard {
    hear_with(model, CancellationToken::new()).await
}

pub(crate) async fn hear_with(model: &dyn ChatModel, cancel: CancellationToken) -> Heard {
    let mut heard = Heard { pieces: Vec::new(), finished: None, error: None };
    let mut answer = match model.start(request(), cancel).await {
        Ok(answer) => answer,
        Err(error) => {
            heard.error = Some(error);
            return heard;
        }
    };
    while let Some(event) = answer.next().await {
        assert!(heard.finished.is_none() && heard.error.is_none(), "something came after the end");
        match event {
            Ok(ChatEvent::Delta(piece)) => heard.pieces.push(piece),
            Ok(finished @ ChatEvent::Finished { .. }) => heard.finished = Some(finished),
            Err(error) => heard.error = Some(error),
        }
    }
    heard
}

pub(crate) fn reply_with(status: u16, content_type: &str, body: impl Into<Body>) -> Reply {
    Response::builder().status(status).header("content-type", content_type).body(body.into()).unwrap()
}

pub(crate) fn json_reply(value: &Value) -> Reply {
    reply_with(200, "application/json", value.to_string())
}

/// Bytes in pieces of this size, each sent by itself.
pub(crate) fn in_pieces(bytes: &[u8], size: usize) -> Body {
    let pieces: Vec<Bytes> = bytes.chunks(size).map(Bytes::copy_from_slice).collect();
    Body::from_stream(stream::iter(pieces).then(|piece| async move {
        tokio::task::yield_now().await;
        Ok::<_, std::io::Error>(piece)
    }))
}

/// Bytes, and then the connection breaks without a proper end.
pub(crate) fn broken_after(bytes: &[u8]) -> Body {
    let pieces = vec![Ok(Bytes::copy_from_slice(bytes)), Err(std::io::Error::other("cut"))];
    Body::from_stream(stream::iter(pieces).then(|piece| async move {
        // Without a pause the server drops the bytes together with the connection.
        tokio::time::sleep(Duration::from_millis(20)).await;
        piece
    }))
}

/// Bytes, and then nothing for a long time.
pub(crate) fn stalled_after(bytes: &[u8], dropped: &Arc<AtomicUsize>) -> Body {
    struct Drops(Arc<AtomicUsize>, AtomicBool);
    impl Drop for Drops {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let guard = Drops(Arc::clone(dropped), AtomicBool::new(false));
    let first = stream::iter([Ok::<_, std::io::Error>(Bytes::copy_from_slice(bytes))]);
    let never = stream::once(async move {
        tokio::time::sleep(Duration::from_mins(10)).await;
        guard.1.store(true, Ordering::SeqCst);
        Ok(Bytes::new())
    });
    Body::from_stream(first.chain(never))
}

/// An event stream of OpenAI's kind with these pieces.
pub(crate) fn openai_events(pieces: &[&str], line_end: &str) -> String {
    let begin = format!(": hello{line_end}{line_end}");
    pieces.iter().fold(begin, |text, piece| {
        let event = json!({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": null}]});
        text + "data: " + &event.to_string() + line_end + line_end
    })
}
