//! Issues, links and attachments as they are kept.

use std::collections::BTreeMap;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use crate::jira::catalog::{EPIC_LINK, EPIC_NAME, STORY_POINTS};
use crate::state::now;

#[derive(Debug, Clone)]
pub(crate) struct Issue {
    pub(crate) id: u64,
    pub(crate) key: String,
    pub(crate) project: &'static str,
    pub(crate) type_id: &'static str,
    pub(crate) content: Content,
    pub(crate) creator: String,
    pub(crate) status: &'static str,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    /// When search begins to count its lag; the old issues have none.
    pub(crate) committed: Option<Instant>,
    pub(crate) properties: BTreeMap<String, Value>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) comments: Vec<Comment>,
    /// Who moved it to which status, oldest first.
    pub(crate) moves: Vec<(String, &'static str, Timestamp)>,
    /// The sprint that it was put into.
    pub(crate) sprint: Option<i64>,
}

/// What a person writes into an issue.
#[derive(Debug, Clone, Default)]
pub(crate) struct Content {
    pub(crate) summary: String,
    pub(crate) description: Option<String>,
    /// The description as it was written on Cloud.
    pub(crate) document: Option<Value>,
    pub(crate) labels: Vec<String>,
    /// Id of the priority.
    pub(crate) priority: Option<&'static str>,
    /// Ids of components.
    pub(crate) components: Vec<&'static str>,
    pub(crate) versions: Vec<&'static str>,
    pub(crate) assignee: Option<String>,
    pub(crate) reporter: Option<String>,
    pub(crate) due: Option<String>,
    pub(crate) parent: Option<String>,
    /// Custom fields in the form Jira answers with.
    pub(crate) custom: Map<String, Value>,
}

#[derive(Debug, Clone)]
pub(crate) struct Comment {
    pub(crate) id: u64,
    pub(crate) author: String,
    /// Wiki markup.
    pub(crate) text: String,
    /// The comment as it was written on Cloud.
    pub(crate) document: Option<Value>,
    pub(crate) created: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct Attachment {
    pub(crate) id: u64,
    pub(crate) file: String,
    pub(crate) kind: String,
    pub(crate) author: String,
    pub(crate) created: Timestamp,
    pub(crate) bytes: Bytes,
}

/// `inward` is the issue named as `inwardIssue` when the link was made: with type Blocks, it blocks
/// the `outward` one.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) id: u64,
    pub(crate) kind: &'static LinkType,
    pub(crate) inward: String,
    pub(crate) outward: String,
}

#[derive(Debug)]
pub(crate) struct LinkType {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) inward: &'static str,
    pub(crate) outward: &'static str,
}

pub(crate) const LINK_TYPES: &[LinkType] = &[
    LinkType { id: "10000", name: "Blocks", inward: "is blocked by", outward: "blocks" },
    LinkType { id: "10001", name: "Relates", inward: "relates to", outward: "relates to" },
    LinkType { id: "10002", name: "Cloners", inward: "is cloned by", outward: "clones" },
    LinkType { id: "10003", name: "Duplicate", inward: "is duplicated by", outward: "duplicates" },
];

#[derive(Debug, Default)]
pub(crate) struct JiraData {
    pub(crate) issues: Vec<Issue>,
    pub(crate) links: Vec<Link>,
    last_id: u64,
    last_number: BTreeMap<&'static str, u32>,
}

impl JiraData {
    /// Three issues a month old, so that a new one is not the first and search has something to find.
    pub(crate) fn seeded() -> Self {
        let mut data = Self { last_id: 10_000, ..Self::default() };
        let mut epic = Content {
            summary: "Appointments online".to_owned(),
            description: Some(
                "h3. Goal\nPatients book, move and cancel *appointments* without calling the clinic."
                    .to_owned(),
            ),
            priority: Some("3"),
            ..Content::default()
        };
        epic.custom.insert(EPIC_NAME.to_owned(), json!("Appointments"));
        data.insert("CLINIC", "10000", epic, "ghopper", BTreeMap::new());
        let mut reminder = Content {
            summary: "Remind patients of their appointment by e-mail".to_owned(),
            description: Some(
                "As a patient I want a reminder the day before, so that I do not miss my appointment.\n\n\
                 h3. Acceptance Criteria\n* The e-mail leaves 24 hours before the appointment.\n\
                 * It names day, time and place."
                    .to_owned(),
            ),
            labels: vec!["appointments".to_owned(), "notifications".to_owned()],
            priority: Some("3"),
            components: vec!["10202"],
            ..Content::default()
        };
        reminder.custom.insert(STORY_POINTS.to_owned(), json!(3.0));
        reminder.custom.insert(EPIC_LINK.to_owned(), json!("CLINIC-1"));
        data.insert("CLINIC", "10001", reminder, "ghopper", BTreeMap::new());
        let calendar = Content {
            summary: "Calendar shows the wrong week after New Year".to_owned(),
            priority: Some("2"),
            ..Content::default()
        };
        data.insert("CLINIC", "10004", calendar, "alovelace", BTreeMap::new());
        for issue in &mut data.issues {
            let past =
                issue.created.checked_sub(SignedDuration::from_hours(30 * 24)).unwrap_or(issue.created);
            issue.created = past;
            issue.updated = past;
            issue.committed = None;
        }
        data
    }

    pub(crate) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    pub(crate) fn insert(
        &mut self,
        project: &'static str,
        type_id: &'static str,
        mut content: Content,
        creator: &str,
        properties: BTreeMap<String, Value>,
    ) -> Issue {
        let number = self.last_number.entry(project).or_default();
        *number += 1;
        let key = format!("{project}-{number}");
        content.reporter.get_or_insert_with(|| creator.to_owned());
        content.priority.get_or_insert("3");
        let created = now();
        let issue = Issue {
            id: self.next_id(),
            key,
            project,
            type_id,
            content,
            creator: creator.to_owned(),
            status: "To Do",
            created,
            updated: created,
            committed: Some(Instant::now()),
            properties,
            attachments: Vec::new(),
            comments: Vec::new(),
            moves: Vec::new(),
            sprint: None,
        };
        self.issues.push(issue.clone());
        issue
    }

    /// An issue by key (ignoring case) or id.
    pub(crate) fn find(&self, key_or_id: &str) -> Option<&Issue> {
        self.issues.iter().find(|issue| issue.answers_to(key_or_id))
    }

    pub(crate) fn find_mut(&mut self, key_or_id: &str) -> Option<&mut Issue> {
        self.issues.iter_mut().find(|issue| issue.answers_to(key_or_id))
    }

    pub(crate) fn remove(&mut self, key: &str) {
        self.issues.retain(|issue| issue.key != key);
        self.links.retain(|link| link.inward != key && link.outward != key);
    }
}

impl Issue {
    fn answers_to(&self, key_or_id: &str) -> bool {
        self.key.eq_ignore_ascii_case(key_or_id) || self.id.to_string() == key_or_id
    }
}
