//! What a streamed event, or a whole message, says.

use serde_json::Value;

use crate::chat::{FinishReason, Usage};
use crate::exchange::{Dialect, Said};

/// Reads the events of a stream and whole messages. The counts come in two events, so they are remembered.
#[derive(Default)]
pub(super) struct Events {
    prompt_tokens: u64,
}

impl Dialect for Events {
    fn read(&mut self, frame: &Value) -> Said {
        match frame.get("type").and_then(Value::as_str) {
            Some("message_start") => {
                let usage = frame.pointer("/message/usage");
                self.prompt_tokens = usage.map_or(0, prompt_tokens);
                Said::default()
            }
            Some("content_block_start") => {
                Said { text: text_of(frame.get("content_block")), ..Said::default() }
            }
            Some("content_block_delta") => {
                let delta = frame.get("delta");
                let is_text = delta.and_then(|delta| delta.get("type")?.as_str()) == Some("text_delta");
                let text = delta.filter(|_| is_text).and_then(|delta| delta.get("text")?.as_str());
                Said { text: text.map(str::to_owned), ..Said::default() }
            }
            Some("message_delta") => Said {
                usage: frame.get("usage").and_then(|usage| self.usage(usage)),
                finish: frame.pointer("/delta/stop_reason").and_then(finish),
                ..Said::default()
            },
            Some("message_stop") => Said { done: true, ..Said::default() },
            Some("message") => self.whole(frame),
            // Pings, ends of blocks, and events that are added later.
            _ => Said::default(),
        }
    }
}

impl Events {
    fn whole(&mut self, message: &Value) -> Said {
        let blocks = message.get("content").and_then(Value::as_array).into_iter().flatten();
        let text: String = blocks.filter_map(|block| text_of(Some(block))).collect();
        let usage = message.get("usage");
        self.prompt_tokens = usage.map_or(0, prompt_tokens);
        Said {
            text: Some(text),
            usage: usage.and_then(|usage| self.usage(usage)),
            finish: message.get("stop_reason").and_then(finish),
            ..Said::default()
        }
    }

    /// The last count of the answer's tokens holds; some services say the prompt's only now.
    fn usage(&mut self, usage: &Value) -> Option<Usage> {
        self.prompt_tokens = self.prompt_tokens.max(prompt_tokens(usage));
        Some(Usage {
            prompt_tokens: self.prompt_tokens,
            completion_tokens: usage.get("output_tokens")?.as_u64()?,
            estimated: false,
        })
    }
}

/// What was read from and written to the provider's cache was sent, too, and is counted apart from the rest.
fn prompt_tokens(usage: &Value) -> u64 {
    ["input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"]
        .iter()
        .filter_map(|name| usage.get(*name)?.as_u64())
        .sum()
}

fn text_of(block: Option<&Value>) -> Option<String> {
    let block = block.filter(|block| block.get("type").and_then(Value::as_str) == Some("text"))?;
    block.get("text")?.as_str().map(str::to_owned)
}

fn finish(reason: &Value) -> Option<FinishReason> {
    Some(match reason.as_str()? {
        "end_turn" | "stop_sequence" => FinishReason::Stop,
        "max_tokens" | "model_context_window_exceeded" => FinishReason::Length,
        "refusal" => FinishReason::Filtered,
        other => FinishReason::Other(other.chars().take(40).collect()),
    })
}
