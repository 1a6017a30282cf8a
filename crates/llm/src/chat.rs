//! What every model understands: a request, and a stream of events as the answer.

use async_trait::async_trait;
use futures::StreamExt;
use futures::stream::BoxStream;
use tokio_util::sync::CancellationToken;

use crate::error::LlmError;
use crate::tools::ToolSpec;

/// A chat model behind some provider. One adapter per kind of provider implements it.
#[async_trait]
pub trait ChatModel: Send + Sync {
    /// Provider and model, for logs and records, such as `company/chat-large`.
    fn id(&self) -> &str;

    /// Sends the request and returns once the provider has begun to answer.
    ///
    /// Cancelling the token, or dropping the stream, closes the connection to the provider.
    async fn start(&self, request: ChatRequest, cancel: CancellationToken) -> Result<ChatStream, LlmError>;
}

#[async_trait]
impl ChatModel for Box<dyn ChatModel> {
    fn id(&self) -> &str {
        (**self).id()
    }

    async fn start(&self, request: ChatRequest, cancel: CancellationToken) -> Result<ChatStream, LlmError> {
        (**self).start(request, cancel).await
    }
}

/// An answer as it arrives. Ends after [`ChatEvent::Finished`] or after one error.
pub type ChatStream = BoxStream<'static, Result<ChatEvent, LlmError>>;

/// One turn of a conversation.
#[derive(Debug, Clone, Default)]
pub struct ChatRequest {
    /// Instructions of ours; untrusted text never goes here.
    pub system: String,
    /// The conversation, oldest first; the last one is what the model shall answer.
    pub messages: Vec<Message>,
    /// 0 to 2; `None` leaves the provider's setting.
    pub temperature: Option<f64>,
    /// Upper limit of the answer in tokens; `None` leaves the provider's setting.
    pub max_tokens: Option<u32>,
    /// Sent on as `X-Request-Id`.
    pub request_id: String,
    /// Read tools the model may ask for; sent only where the provider is set to take them.
    pub tools: Vec<ToolSpec>,
}

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Who wrote it.
    pub role: Role,
    /// Its text.
    pub content: String,
}

impl Message {
    /// A message of the person, or of ours on their behalf.
    pub fn user(content: impl Into<String>) -> Self {
        Self { role: Role::User, content: content.into() }
    }

    /// An earlier answer of the model.
    pub fn assistant(content: impl Into<String>) -> Self {
        Self { role: Role::Assistant, content: content.into() }
    }
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The person, or we on their behalf.
    User,
    /// The model.
    Assistant,
}

impl Role {
    /// The name OpenAI-like interfaces use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChatEvent {
    /// The next piece of text, never empty.
    Delta(String),
    /// The answer is complete.
    Finished {
        /// Tokens used, as the provider counts them or estimated.
        usage: Usage,
        /// Why the model stopped.
        finish_reason: FinishReason,
    },
}

/// Tokens of one call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens sent.
    pub prompt_tokens: u64,
    /// Tokens received.
    pub completion_tokens: u64,
    /// Whether any of the two is our estimate rather than the provider's count.
    pub estimated: bool,
}

impl Usage {
    /// Both together.
    pub fn total(self) -> u64 {
        self.prompt_tokens.saturating_add(self.completion_tokens)
    }

    /// The sum of two calls.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            prompt_tokens: self.prompt_tokens.saturating_add(other.prompt_tokens),
            completion_tokens: self.completion_tokens.saturating_add(other.completion_tokens),
            estimated: self.estimated || other.estimated,
        }
    }
}

/// Why a model stopped writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FinishReason {
    /// It was done.
    Stop,
    /// It reached the limit of tokens.
    Length,
    /// The provider's filter stopped it, or it declined to go on.
    Filtered,
    /// Something else, in the provider's word.
    Other(String),
}

/// Reads a stream to its end: the whole text, and what [`ChatEvent::Finished`] said.
pub async fn collect(mut stream: ChatStream) -> Result<(String, Usage, FinishReason), LlmError> {
    let mut text = String::new();
    while let Some(event) = stream.next().await {
        match event? {
            ChatEvent::Delta(piece) => text.push_str(&piece),
            ChatEvent::Finished { usage, finish_reason } => return Ok((text, usage, finish_reason)),
        }
    }
    Err(LlmError::Cut { detail: "the answer ended without a finish".into() })
}
