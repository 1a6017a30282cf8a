//! Adapter for OpenAI's Chat Completions and the many services that speak it.

use std::sync::Arc;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;

use crate::chat::{ChatModel, ChatRequest, ChatStream};
use crate::error::LlmError;
use crate::exchange::Call;
use crate::hosted::HostedConfig;
use crate::tokens;
use crate::transport::Transport;
use reading::Chunks;

mod reading;

/// A model behind Chat Completions, for one person.
pub struct OpenAiModel {
    id: String,
    config: HostedConfig,
    transport: Arc<dyn Transport>,
}

impl OpenAiModel {
    /// A model that sends through `transport`.
    pub fn new(config: HostedConfig, transport: Arc<dyn Transport>) -> Self {
        Self { id: config.id(), config, transport }
    }

    /// The body as it would be sent, for showing a prompt before it is sent. It holds no credential.
    pub fn preview(&self, request: &ChatRequest) -> Value {
        Value::Object(self.body(request))
    }

    fn body(&self, request: &ChatRequest) -> Map<String, Value> {
        let system =
            (!request.system.is_empty()).then(|| json!({"role": "system", "content": request.system}));
        let turns = request
            .messages
            .iter()
            .map(|message| json!({"role": message.role.as_str(), "content": message.content}));
        let mut body = Map::new();
        body.insert("model".into(), json!(self.config.model));
        body.insert("messages".into(), system.into_iter().chain(turns).collect());
        self.config.add_parameters(&mut body, request);
        if self.config.stream {
            self.config.add(&mut body, "stream_options", json!({"include_usage": true}));
        }
        body
    }

    fn headers(&self) -> Vec<(String, SecretString)> {
        let bearer = format!("Bearer {}", self.config.key.expose_secret());
        vec![("authorization".to_owned(), SecretString::from(bearer))]
    }
}

#[async_trait]
impl ChatModel for OpenAiModel {
    fn id(&self) -> &str {
        &self.id
    }

    async fn start(&self, request: ChatRequest, cancel: CancellationToken) -> Result<ChatStream, LlmError> {
        let headers = self.headers();
        let call = Call {
            request: self.config.request(headers.clone(), &self.body(&request), &request.request_id)?,
            secrets: &headers,
            model: Some(&self.config.model),
            dialect: Box::new(Chunks),
            timeouts: self.config.timeouts,
            prompt_tokens: tokens::estimate_request(&request),
        };
        call.send(&self.transport, cancel).await
    }
}
