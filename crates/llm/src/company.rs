//! Adapter for a company's own model service: one POST per turn, its body made from a template, a cookie or token in
//! a header, the answer somewhere in the JSON, streamed or not.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::Method;
use secrecy::SecretString;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::answer_path::AnswerPath;
use crate::chat::{ChatModel, ChatRequest, ChatStream};
use crate::error::LlmError;
use crate::exchange::{Call, add_header};
use crate::tokens;
use crate::transport::{HttpRequest, Transport};
use reading::AnswerPaths;

pub mod body;
mod connection_test;
mod from_settings;
mod reading;

pub use crate::exchange::Timeouts;
pub use body::{Compat, HistoryMode, TemplateValues};
pub use connection_test::{CompanyTest, TestIdentity};
pub use from_settings::{Purpose, company_config, company_test};

/// Makes the request's body from its values; errors are in words, for operators.
pub type BodyTemplate = Arc<dyn Fn(&TemplateValues) -> Result<Rendered, String> + Send + Sync>;

/// A filled template.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The body, before [`Compat`] changes it.
    pub body: Value,
    /// Query parameters to add to the address.
    pub query: Vec<(String, String)>,
}

impl Rendered {
    /// A body without query parameters.
    pub fn body(body: Value) -> Self {
        Self { body, query: Vec::new() }
    }
}

/// Everything the adapter needs to know about one provider and one person.
#[derive(Clone)]
pub struct CompanyConfig {
    /// Provider's name in the settings, for logs.
    pub provider: String,
    /// Address of the chat endpoint.
    pub url: String,
    /// Usually POST.
    pub method: Method,
    /// Headers with the person's credential filled in.
    pub headers: Vec<(String, SecretString)>,
    /// The model's name, for `{model}`.
    pub model: String,
    /// 0 to 2, where the request names none.
    pub temperature: f64,
    /// Tokens, where the request names none.
    pub max_tokens: u32,
    /// Whether to ask for a stream.
    pub stream: bool,
    /// Makes the body.
    pub template: BodyTemplate,
    /// How the service's body differs from the usual one.
    pub compat: Compat,
    /// Where the answer's text stands.
    pub response_path: AnswerPath,
    /// Where the text of one streamed piece stands, when not at `response_path`.
    pub stream_path: Option<AnswerPath>,
    /// Time limits.
    pub timeouts: Timeouts,
}

impl fmt::Debug for CompanyConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CompanyConfig")
            .field("provider", &self.provider)
            .field("url", &self.url)
            .field("model", &self.model)
            .field("stream", &self.stream)
            .field("compat", &self.compat)
            .finish_non_exhaustive()
    }
}

/// The company's model for one person.
pub struct CompanyModel {
    id: String,
    config: CompanyConfig,
    transport: Arc<dyn Transport>,
}

impl CompanyModel {
    /// A model that sends through `transport`.
    pub fn new(config: CompanyConfig, transport: Arc<dyn Transport>) -> Self {
        Self { id: format!("{}/{}", config.provider, config.model), config, transport }
    }

    /// The body as it would be sent, for showing a prompt before it is sent. It holds no credential.
    pub fn preview(&self, request: &ChatRequest) -> Result<Value, LlmError> {
        Ok(self.render(request)?.body)
    }

    fn render(&self, request: &ChatRequest) -> Result<Rendered, LlmError> {
        let values = TemplateValues::of(request, &self.config);
        let Rendered { body, query } =
            (self.config.template)(&values).map_err(|detail| LlmError::Misconfigured { detail })?;
        Ok(Rendered { body: self.config.compat.apply(body, &request.tools), query })
    }

    fn http_request(&self, request: &ChatRequest) -> Result<HttpRequest, LlmError> {
        let Rendered { body, query } = self.render(request)?;
        let accept =
            if self.config.stream { "text/event-stream, application/json" } else { "application/json" };
        let mut headers = self.config.headers.clone();
        add_header(&mut headers, "content-type", "application/json");
        add_header(&mut headers, "accept", accept);
        add_header(&mut headers, "x-request-id", &request.request_id);
        Ok(HttpRequest {
            method: self.config.method.clone(),
            url: with_query(&self.config.url, &query)?,
            headers,
            body: (self.config.method != Method::GET).then(|| Bytes::from(body.to_string())),
            first_byte: self.config.timeouts.idle,
            total: self.config.timeouts.total,
        })
    }
}

#[async_trait]
impl ChatModel for CompanyModel {
    fn id(&self) -> &str {
        &self.id
    }

    async fn start(&self, request: ChatRequest, cancel: CancellationToken) -> Result<ChatStream, LlmError> {
        let call = Call {
            request: self.http_request(&request)?,
            secrets: &self.config.headers,
            model: None,
            dialect: Box::new(AnswerPaths::new(self.config.stream_path.as_ref(), &self.config.response_path)),
            timeouts: self.config.timeouts,
            prompt_tokens: tokens::estimate_request(&request),
        };
        call.send(&self.transport, cancel).await
    }
}

fn with_query(url: &str, query: &[(String, String)]) -> Result<String, LlmError> {
    if query.is_empty() {
        return Ok(url.to_owned());
    }
    let mut url =
        url::Url::parse(url).map_err(|error| LlmError::Misconfigured { detail: error.to_string() })?;
    url.query_pairs_mut().extend_pairs(query);
    Ok(url.into())
}
