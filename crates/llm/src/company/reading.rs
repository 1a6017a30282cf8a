//! Finding text, counts and the end in one JSON frame of an answer.

use serde_json::Value;

use crate::answer_path::AnswerPath;
use crate::chat::{FinishReason, Usage};
use crate::exchange::{Dialect, Said};

/// Where the text may stand, in this order; the operator's paths come first.
pub(super) struct AnswerPaths(Vec<AnswerPath>);

const FALLBACKS: [&str; 6] =
    ["choices[0].delta.content", "choices[0].message.content", "text", "answer", "data.answer", "output"];

impl AnswerPaths {
    pub(super) fn new(piece: Option<&AnswerPath>, whole: &AnswerPath) -> Self {
        let fallbacks = FALLBACKS.iter().filter_map(|path| AnswerPath::parse(path).ok());
        Self(piece.into_iter().chain([whole]).cloned().chain(fallbacks).collect())
    }

    /// The text in a frame; `None` when no path leads to one.
    fn text(&self, frame: &Value) -> Option<String> {
        if let Value::String(text) = frame {
            return Some(text.clone());
        }
        self.0.iter().find_map(|path| path.find(frame).and_then(text_of))
    }
}

impl Dialect for AnswerPaths {
    fn read(&mut self, frame: &Value) -> Said {
        Said {
            text: self.text(frame),
            declined: None,
            usage: usage(frame),
            finish: finish_reason(frame),
            done: says_done(frame),
        }
    }
}

/// A string, or the joined `text` of content parts as OpenAI's newer interfaces send them.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => {
            let texts: Vec<&str> = parts.iter().filter_map(|part| part.get("text")?.as_str()).collect();
            (!texts.is_empty()).then(|| texts.concat())
        }
        _ => None,
    }
}

fn finish_reason(frame: &Value) -> Option<FinishReason> {
    let word = frame.pointer("/choices/0/finish_reason").or_else(|| frame.get("finish_reason"))?.as_str()?;
    Some(match word {
        "stop" | "end_turn" | "STOP" => FinishReason::Stop,
        "length" | "max_tokens" | "MAX_TOKENS" => FinishReason::Length,
        "content_filter" | "SAFETY" => FinishReason::Filtered,
        other => FinishReason::Other(other.chars().take(40).collect()),
    })
}

/// Whether a line says that it is the last one (`"done": true`, as some servers of line streams do).
fn says_done(frame: &Value) -> bool {
    frame.get("done").and_then(Value::as_bool).unwrap_or(false)
}

fn usage(frame: &Value) -> Option<Usage> {
    let usage = frame.get("usage")?;
    let count = |names: [&str; 3]| names.iter().find_map(|name| usage.get(*name)?.as_u64());
    Some(Usage {
        prompt_tokens: count(["prompt_tokens", "input_tokens", "promptTokens"])?,
        completion_tokens: count(["completion_tokens", "output_tokens", "completionTokens"])?,
        estimated: false,
    })
}
