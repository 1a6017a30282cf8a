//! Adapter for Anthropic's Messages API.

use std::sync::Arc;

use async_trait::async_trait;
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;

use crate::chat::{ChatModel, ChatRequest, ChatStream};
use crate::error::LlmError;
use crate::exchange::Call;
use crate::hosted::HostedConfig;
use crate::tokens;
use crate::transport::Transport;
use reading::Events;

mod reading;

/// The version of the interface this adapter speaks.
const VERSION: &str = "2023-06-01";

/// A model behind the Messages API, for one person.
pub struct AnthropicModel {
    id: String,
    config: HostedConfig,
    transport: Arc<dyn Transport>,
}

impl AnthropicModel {
    /// A model that sends through `transport`.
    pub fn new(config: HostedConfig, transport: Arc<dyn Transport>) -> Self {
        Self { id: config.id(), config, transport }
    }

    /// The body as it would be sent, for showing a prompt before it is sent. It holds no credential.
    pub fn preview(&self, request: &ChatRequest) -> Value {
        Value::Object(self.body(request))
    }

    fn body(&self, request: &ChatRequest) -> Map<String, Value> {
        // The interface refuses messages without text.
        let turns = request
            .messages
            .iter()
            .filter(|message| !message.content.trim().is_empty())
            .map(|message| json!({"role": message.role.as_str(), "content": message.content}));
        let mut body = Map::new();
        body.insert("model".into(), json!(self.config.model));
        if !request.system.trim().is_empty() {
            body.insert("system".into(), json!(request.system));
        }
        body.insert("messages".into(), turns.collect());
        self.config.add_parameters(&mut body, request);
        body
    }

    fn headers(&self) -> Vec<(String, SecretString)> {
        vec![("x-api-key".to_owned(), self.config.key.clone())]
    }
}

#[async_trait]
impl ChatModel for AnthropicModel {
    fn id(&self) -> &str {
        &self.id
    }

    async fn start(&self, request: ChatRequest, cancel: CancellationToken) -> Result<ChatStream, LlmError> {
        let secrets = self.headers();
        let mut headers = secrets.clone();
        headers.push(("anthropic-version".to_owned(), SecretString::from(VERSION)));
        let call = Call {
            request: self.config.request(headers, &self.body(&request), &request.request_id)?,
            secrets: &secrets,
            model: Some(&self.config.model),
            dialect: Box::new(Events::default()),
            timeouts: self.config.timeouts,
            prompt_tokens: tokens::estimate_request(&request),
        };
        call.send(&self.transport, cancel).await
    }
}
