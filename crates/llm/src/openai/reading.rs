//! What a chunk of a streamed completion, or a whole completion, says.

use serde_json::Value;

use crate::chat::{FinishReason, Usage};
use crate::exchange::{Dialect, Said};

/// Reads `chat.completion.chunk` and `chat.completion` alike.
pub(super) struct Chunks;

impl Dialect for Chunks {
    fn read(&mut self, frame: &Value) -> Said {
        let choice = frame.get("choices").and_then(|choices| choices.get(0));
        let message = choice.and_then(|choice| choice.get("delta").or_else(|| choice.get("message")));
        let part = |name: &str| message.and_then(|message| message.get(name));
        Said {
            text: part("content").and_then(text),
            declined: part("refusal").and_then(Value::as_str).map(str::to_owned),
            usage: frame.get("usage").and_then(usage),
            finish: choice.and_then(|choice| choice.get("finish_reason")?.as_str()).map(finish),
            done: false,
        }
    }
}

/// A string, or the `text` of content parts, as some compatible services send it.
fn text(content: &Value) -> Option<String> {
    match content {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => {
            Some(parts.iter().filter_map(|part| part.get("text")?.as_str()).collect::<String>())
        }
        _ => None,
    }
}

fn usage(usage: &Value) -> Option<Usage> {
    Some(Usage {
        prompt_tokens: usage.get("prompt_tokens")?.as_u64()?,
        completion_tokens: usage.get("completion_tokens")?.as_u64()?,
        estimated: false,
    })
}

fn finish(word: &str) -> FinishReason {
    match word {
        "stop" => FinishReason::Stop,
        "length" => FinishReason::Length,
        "content_filter" => FinishReason::Filtered,
        other => FinishReason::Other(other.chars().take(40).collect()),
    }
}
