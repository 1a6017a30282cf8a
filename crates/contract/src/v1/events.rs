//! A job's numbered events, the same over SSE and WebSocket, and what a WebSocket takes.

use super::{Check, DraftFields, Failure, Field};
use crate::events;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A field a question asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuestionField {
    /// The name in the answer.
    pub name: String,
    /// As people read it.
    pub label: String,
    /// Allowed answers; empty means free text.
    pub options: Vec<String>,
}

impl From<events::QuestionField> for QuestionField {
    fn from(field: events::QuestionField) -> Self {
        Self { name: field.name, label: field.label, options: field.options }
    }
}

/// What happened in a job. `error`, `interrupted`, `cancelled`, `done` and `clarify` are the last of their stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum JobEvent {
    /// The model wrote more text. Only the new part travels.
    AssistantToken {
        /// Where it begins in the answer, in bytes.
        at: u64,
        /// The new part.
        text: String,
    },
    /// What was written after `bytes` no longer counts.
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
        content: Option<Box<DraftFields>>,
    },
    /// The job waits for an answer.
    Clarify {
        /// To be named in the answer.
        #[schema(format = "uuid", value_type = String)]
        id: String,
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
        /// In words.
        message: String,
        /// Steps done, when they can be counted.
        done: u32,
        /// Steps in all; zero when they cannot be counted.
        total: u32,
    },
    /// It failed and will not go on by itself.
    Error {
        /// What went wrong.
        failure: EventFailure,
    },
    /// It was cut; its draft can be continued.
    Interrupted {
        /// What happened to the work so far.
        message: String,
    },
    /// It was stopped.
    Cancelled,
    /// It ended well.
    Done {
        /// The issue's key, when one was created.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        issue: Option<String>,
    },
}

/// A failure inside an event; empty `next` and `fields` are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventFailure {
    /// Stable, `area.reason`.
    pub code: String,
    /// Who can fix it.
    pub category: super::Category,
    /// How much it stands in the way.
    pub severity: super::Severity,
    /// What happened and what it means for the work.
    pub message: String,
    /// What to do next.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub next: String,
    /// Problems of single fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<super::FieldProblem>,
    /// Seconds after which a try makes sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The request it happened in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// An event with its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// Its place: the run that wrote it, then a count. Never reused; ordered. Name the last one seen in `after` or
    /// `Last-Event-ID` to go on after it.
    #[schema(example = "1.17")]
    pub event: String,
    /// What happened.
    #[serde(flatten)]
    pub what: JobEvent,
}

/// What a program sends on a job's WebSocket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum SocketCommand {
    /// Stops the job. Needs the scope `jobs:write`.
    Stop,
    /// Answers the question of a `clarify` event. Needs the scope `drafts:write`.
    Answer {
        /// The draft whose job asked.
        #[schema(format = "uuid", value_type = String)]
        draft: String,
        /// The question.
        #[schema(format = "uuid", value_type = String)]
        question: String,
        /// The answer.
        #[schema(max_length = 4_000)]
        text: String,
    },
}

/// What a WebSocket sends besides the job's events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SocketNotice {
    /// A command was done.
    Accepted,
    /// A command was refused; the connection stays open.
    Refused {
        /// Why.
        failure: Failure,
    },
    /// The session or token ended; the connection is closed after this.
    SessionEnded,
    /// The server is about to restart; the connection is closed after this. Connect again with `after`.
    ServerRestarting,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::{EventId, NumberedEvent};
    use domain::{
        draft::{DraftContent, DraftFormat},
        ids::QuestionId,
        rules::{RuleSet, evaluate},
    };

    /// One of each, with and without what may be missing.
    fn all() -> Vec<events::JobEvent> {
        use events::JobEvent as Inside;
        let content = DraftContent {
            summary: "One".to_owned(),
            scenarios: vec![domain::draft::Scenario::default()],
            story_points: Some(2.0),
            ..DraftContent::default()
        };
        let field = events::QuestionField { name: "a".into(), label: "A".into(), options: vec!["x".into()] };
        let failure = domain::failure::Failure::user("a.b", "No.");
        let fuller =
            domain::failure::Failure::too_many("a.b", "No.", 3).with_next("Wait.").with_field("f", "m");
        vec![
            Inside::AssistantToken { at: 7, text: "x".to_owned() },
            Inside::Rewind { bytes: 3 },
            Inside::Draft { partial: true, field: Some(domain::draft::Field::Story), content: None },
            Inside::Draft { partial: false, field: None, content: Some(Box::new(content.clone())) },
            Inside::Clarify {
                id: QuestionId::from_u128(1),
                question: "Who?".to_owned(),
                fields: vec![field],
            },
            Inside::Tool { name: "t".to_owned(), summary: "s".to_owned() },
            Inside::Validation { checks: evaluate(&RuleSet::default(), &content, DraftFormat::Bdd) },
            Inside::Progress { message: "m".to_owned(), done: 1, total: 2 },
            Inside::Error { failure },
            Inside::Error { failure: fuller },
            Inside::Interrupted { message: "m".to_owned() },
            Inside::Cancelled,
            Inside::Done { issue: None },
            Inside::Done { issue: Some("A-1".to_owned()) },
        ]
    }

    #[test]
    fn what_streams_send_is_what_is_described() {
        for event in all() {
            let sent = serde_json::to_value(NumberedEvent { id: EventId { fence: 1, n: 2 }, event }).unwrap();
            let read: Event = serde_json::from_value(sent.clone()).unwrap_or_else(|e| panic!("{e}: {sent}"));
            assert_eq!(serde_json::to_value(read).unwrap(), sent);
        }
    }

    #[test]
    fn commands_are_read_strictly() {
        let read = |text: &str| serde_json::from_str::<SocketCommand>(text);
        assert_eq!(read(r#"{"type":"stop"}"#).unwrap(), SocketCommand::Stop);
        for wrong in ["{}", r#"{"type":"approve"}"#, r#"{"type":"answer","text":"x"}"#, "[]", ""] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
