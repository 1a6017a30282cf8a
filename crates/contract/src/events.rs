//! The numbered events of a job.

use domain::{
    draft::{DraftContent, Field},
    failure::Failure,
    ids::QuestionId,
    rules::Check,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// An event's place in its job's log: the worker's fence, then a count. Never reused; ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct EventId {
    /// Which run of the job wrote it.
    pub fence: i32,
    /// Its number in that run, from 1.
    pub n: i32,
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.fence, self.n)
    }
}

impl FromStr for EventId {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (fence, n) = text.split_once('.').ok_or("an event id looks like 1.17")?;
        let number =
            |text: &str| text.parse().ok().filter(|n: &i32| *n >= 0).ok_or("an event id looks like 1.17");
        Ok(Self { fence: number(fence)?, n: number(n)? })
    }
}

impl Serialize for EventId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EventId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// A field a question asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionField {
    /// The name in the answer.
    pub name: String,
    /// As people read it.
    pub label: String,
    /// Allowed answers; empty means free text.
    #[serde(default)]
    pub options: Vec<String>,
}

/// What happened in a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum JobEvent {
    /// The model wrote more text. Only the new part travels.
    AssistantToken {
        /// Where it begins in the answer, in bytes.
        at: u64,
        /// The new part.
        text: String,
    },
    /// What was written after `bytes` no longer counts: a retry, or another worker took over.
    Rewind {
        /// Bytes of the answer that stay.
        bytes: u64,
    },
    /// The draft as read from the finished answer, or one finished field of it.
    Draft {
        /// True while more is to come.
        partial: bool,
        /// The field that is finished, when partial.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<Field>,
        /// The whole draft, when not partial.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content: Option<Box<DraftContent>>,
    },
    /// The job waits for an answer.
    Clarify {
        /// To be named in the answer.
        id: QuestionId,
        /// As the model asked it.
        question: String,
        /// What to fill in; empty means one free text.
        fields: Vec<QuestionField>,
    },
    /// A tool was called.
    Tool {
        /// Its name.
        name: String,
        /// How it went, in words.
        summary: String,
    },
    /// The rules were applied.
    Validation {
        /// Every rule's result.
        checks: Vec<Check>,
    },
    /// What is happening now.
    Progress {
        /// In words, such as "Creating the issue in Jira".
        message: String,
        /// Steps done, when they can be counted.
        #[serde(default)]
        done: u32,
        /// Steps in all; zero when they cannot be counted.
        #[serde(default)]
        total: u32,
    },
    /// It failed and will not go on by itself.
    Error {
        /// What went wrong.
        failure: Failure,
    },
    /// It was cut; a person can continue it.
    Interrupted {
        /// What happened to the work so far.
        message: String,
    },
    /// A person stopped it.
    Cancelled,
    /// It ended well.
    Done {
        /// What came out: a draft's version, or an issue's key.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        issue: Option<String>,
    },
}

impl JobEvent {
    /// The SSE event name and the stored kind.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::AssistantToken { .. } => "assistant_token",
            Self::Rewind { .. } => "rewind",
            Self::Draft { .. } => "draft",
            Self::Clarify { .. } => "clarify",
            Self::Tool { .. } => "tool",
            Self::Validation { .. } => "validation",
            Self::Progress { .. } => "progress",
            Self::Error { .. } => "error",
            Self::Interrupted { .. } => "interrupted",
            Self::Cancelled => "cancelled",
            Self::Done { .. } => "done",
        }
    }
    /// Nothing follows it: the job's run is over or waits for a person.
    pub const fn ends_stream(&self) -> bool {
        matches!(
            self,
            Self::Error { .. }
                | Self::Interrupted { .. }
                | Self::Cancelled
                | Self::Done { .. }
                | Self::Clarify { .. }
        )
    }
    /// May be shown before it is committed; everything else is committed first.
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::AssistantToken { .. } | Self::Progress { .. })
    }
}

/// An event with its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NumberedEvent {
    /// Its place. Not called `id` on the wire, where a `clarify` event has an `id` of its own beside it.
    #[serde(rename = "event")]
    pub id: EventId,
    /// What happened.
    #[serde(flatten)]
    pub event: JobEvent,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_keeps_its_id_beside_the_place_of_its_event() {
        let asked = NumberedEvent {
            id: EventId { fence: 1, n: 2 },
            event: JobEvent::Clarify {
                id: QuestionId::from_u128(7),
                question: "For whom?".to_owned(),
                fields: Vec::new(),
            },
        };
        let sent = serde_json::to_string(&asked).unwrap();
        assert_eq!(serde_json::from_str::<NumberedEvent>(&sent).unwrap(), asked, "{sent}");
    }
}
