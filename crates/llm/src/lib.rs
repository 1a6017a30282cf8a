#![doc = include_str!("../README.md")]

pub mod answer_path;
pub mod anthropic;
pub mod chain;
pub mod chat;
pub mod company;
pub mod envelope;
pub mod error;
mod exchange;
pub mod guarded;
pub mod hosted;
mod observed;
pub mod openai;
pub mod tokens;
pub mod tools;
pub mod transport;

pub use chat::{ChatEvent, ChatModel, ChatRequest, ChatStream, FinishReason, Message, Role, Usage};
pub use error::LlmError;
pub use exchange::Timeouts;
