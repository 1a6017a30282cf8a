//! What providers with an interface of their own have in common: an address, a key, a model's name. The interface
//! itself is in [`crate::openai`] and [`crate::anthropic`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use bytes::Bytes;
use futures::StreamExt;
use http::Method;
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use settings::{Provider, ProviderKind};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::chat::{ChatEvent, ChatModel, ChatRequest, Message, Usage};
use crate::error::LlmError;
use crate::exchange::{Timeouts, add_header};
use crate::transport::HttpRequest;

/// Tokens of the answer to [`smallest_call`]. Some models refuse fewer than 16.
const SMALLEST_ANSWER: u32 = 16;

/// Everything an adapter needs to know about one provider and one person.
#[derive(Clone)]
pub struct HostedConfig {
    /// Provider's name in the settings, for logs.
    pub provider: String,
    /// Address that prompts are posted to.
    pub url: String,
    /// The person's key.
    pub key: SecretString,
    /// The model's name.
    pub model: String,
    /// 0 to 2 (Anthropic: 1), where the request names none.
    pub temperature: f64,
    /// Tokens, where the request names none.
    pub max_tokens: u32,
    /// Whether to ask for a stream.
    pub stream: bool,
    /// Parameters that are left out, such as `temperature` for models that refuse it.
    pub omit: BTreeSet<String>,
    /// New names of parameters, such as `max_tokens` → `max_completion_tokens`.
    pub renames: BTreeMap<String, String>,
    /// Time limits.
    pub timeouts: Timeouts,
}

impl HostedConfig {
    /// The configuration for one person. `key` is what they saved.
    pub fn of(provider: &Provider, key: &SecretString) -> Result<Self, LlmError> {
        let resource = match provider.kind {
            ProviderKind::OpenAi => "chat/completions",
            ProviderKind::Anthropic => "messages",
            ProviderKind::Company { .. } => {
                let detail = format!("{} has no interface that takes a key", provider.label);
                return Err(LlmError::Misconfigured { detail });
            }
        };
        Ok(Self {
            provider: provider.id.to_string(),
            url: address(&provider.integration.url, resource).into(),
            key: key.clone(),
            model: provider.parameters.model.clone(),
            temperature: provider.parameters.temperature,
            max_tokens: provider.parameters.max_tokens,
            stream: provider.parameters.stream,
            omit: provider.compat.omit_parameters.iter().cloned().collect(),
            renames: provider.compat.param_renames.clone(),
            timeouts: Timeouts { idle: provider.integration.timeout, ..Timeouts::default() },
        })
    }

    /// Provider and model, for logs and records.
    pub(crate) fn id(&self) -> String {
        format!("{}/{}", self.provider, self.model)
    }

    /// Adds `max_tokens`, `temperature` and, where wanted, `stream` to a body.
    pub(crate) fn add_parameters(&self, body: &mut Map<String, Value>, request: &ChatRequest) {
        self.add(body, "max_tokens", json!(request.max_tokens.unwrap_or(self.max_tokens)));
        self.add(body, "temperature", json!(request.temperature.unwrap_or(self.temperature)));
        if self.stream {
            body.insert("stream".into(), Value::Bool(true));
        }
    }

    /// Adds one parameter under the name this provider has for it, unless it is left out.
    pub(crate) fn add(&self, body: &mut Map<String, Value>, name: &str, value: Value) {
        if !self.omit.contains(name) {
            body.insert(self.renames.get(name).cloned().unwrap_or_else(|| name.to_owned()), value);
        }
    }

    /// The request with this body. `headers` hold the key.
    pub(crate) fn request(
        &self,
        mut headers: Vec<(String, SecretString)>,
        body: &Map<String, Value>,
        request_id: &str,
    ) -> Result<HttpRequest, LlmError> {
        let accept = if self.stream { "text/event-stream, application/json" } else { "application/json" };
        add_header(&mut headers, "content-type", "application/json");
        add_header(&mut headers, "accept", accept);
        add_header(&mut headers, "x-request-id", request_id);
        let body = serde_json::to_vec(body).map_err(|_| LlmError::Misconfigured {
            detail: "the request cannot be written as JSON".to_owned(),
        })?;
        Ok(HttpRequest {
            method: Method::POST,
            url: self.url.clone(),
            headers,
            body: Some(Bytes::from(body)),
            first_byte: self.timeouts.idle,
            total: self.timeouts.total,
        })
    }
}

impl fmt::Debug for HostedConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostedConfig")
            .field("provider", &self.provider)
            .field("url", &self.url)
            .field("model", &self.model)
            .field("stream", &self.stream)
            .finish_non_exhaustive()
    }
}

/// The address of a resource. Operators write either the whole address, or the address that their provider calls the
/// base: without a path, or ending with a version such as `/v1`.
fn address(base: &Url, resource: &str) -> Url {
    let path = base.path().trim_end_matches('/');
    let version = path.rsplit('/').next().and_then(|last| last.strip_prefix('v'));
    let is_version = version.is_some_and(|n| !n.is_empty() && n.bytes().all(|byte| byte.is_ascii_digit()));
    let path = match path {
        "" => format!("/v1/{resource}"),
        _ if is_version => format!("{path}/{resource}"),
        _ => return base.clone(),
    };
    let mut url = base.clone();
    url.set_path(&path);
    url
}

/// Asks for a few tokens to see whether a key and a model work. A model that has nothing to say, or does not want to,
/// has answered all the same.
pub async fn smallest_call(
    model: &dyn ChatModel,
    request_id: &str,
    cancel: CancellationToken,
) -> Result<Usage, LlmError> {
    let request = ChatRequest {
        messages: vec![Message::user("Answer with the word OK.")],
        max_tokens: Some(SMALLEST_ANSWER),
        request_id: request_id.to_owned(),
        ..ChatRequest::default()
    };
    let answered = async {
        let mut answer = model.start(request, cancel).await?;
        while let Some(event) = answer.next().await {
            if let ChatEvent::Finished { usage, .. } = event? {
                return Ok(usage);
            }
        }
        Err(LlmError::Empty)
    };
    match answered.await {
        Err(LlmError::Empty | LlmError::OutOfTokens | LlmError::Declined { .. }) => Ok(Usage::default()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_address_is_completed_and_a_whole_one_is_taken_as_it_is() {
        for (written, asked) in [
            ("https://api.openai.com", "https://api.openai.com/v1/chat/completions"),
            ("https://api.openai.com/v1/", "https://api.openai.com/v1/chat/completions"),
            ("https://llm.example.com/openai/v1", "https://llm.example.com/openai/v1/chat/completions"),
            ("https://a.example.com/x/chat/completions", "https://a.example.com/x/chat/completions"),
            (
                "https://a.example.com/deployments/d/chat/completions?api-version=1",
                "https://a.example.com/deployments/d/chat/completions?api-version=1",
            ),
            ("https://a.example.com/v1beta", "https://a.example.com/v1beta"),
        ] {
            let url = address(&written.parse().unwrap(), "chat/completions");
            assert_eq!(url.as_str(), asked);
        }
    }
}
