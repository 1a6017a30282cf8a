//! What Jira tells us, whatever kind it is.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a Jira says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerInfo {
    /// Where it believes to live.
    #[serde(default)]
    pub base_url: String,
    /// Such as `9.12.4`.
    #[serde(default)]
    pub version: String,
    /// `Server` (Data Center says this too) or `Cloud`; empty on old servers.
    #[serde(default)]
    pub deployment_type: String,
}

/// The person a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Myself {
    /// The login name; the account id on Cloud. This is the employee id.
    pub name: String,
    /// Jira's own key, such as `JIRAUSER10100`; the account id on Cloud.
    pub key: String,
    /// The name people read.
    pub display_name: String,
    /// Absent when hidden.
    pub email: Option<String>,
    /// Whether the account may be used.
    pub active: bool,
    /// Whether the account was deleted; servers that do not say mean no.
    pub deleted: bool,
    /// Address of the picture of 48 × 48 pixels. Not checked: it may lie elsewhere.
    pub avatar_48: Option<String>,
    /// Address of this person; see [`crate::jira::SelfUrl`].
    pub self_url: String,
}

/// Somebody else, as far as a field that names people needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The login name, which such a field takes; the account id on Cloud.
    pub name: String,
    /// The name people read; may be empty.
    pub display_name: String,
    /// Absent when hidden.
    pub email: Option<String>,
}

/// A project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Numeric, as text.
    pub id: String,
    /// Such as `SHOP`.
    pub key: String,
    /// The name people read.
    pub name: String,
    /// Read-only projects accept no issues.
    #[serde(default)]
    pub archived: bool,
}

/// A kind of issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueType {
    /// Numeric, as text.
    pub id: String,
    /// In the person's language.
    pub name: String,
    /// Needs a parent.
    #[serde(default)]
    pub subtask: bool,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FieldSchema {
    /// `string`, `number`, `array`, `priority`, …
    #[serde(default, rename = "type")]
    pub kind: String,
    /// What an `array` holds.
    #[serde(default)]
    pub items: Option<String>,
    /// The plug-in type of a custom field.
    #[serde(default)]
    pub custom: Option<String>,
    /// The name of a built-in field.
    #[serde(default)]
    pub system: Option<String>,
}

/// A field of a create screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateField {
    /// `summary`, `customfield_10006`, …
    pub id: String,
    /// The name people read.
    pub name: String,
    /// Jira refuses an issue without it.
    pub required: bool,
    /// What it holds.
    pub schema: FieldSchema,
    /// The values to choose from, as Jira gives them; empty when anything goes.
    pub allowed_values: Vec<Value>,
    /// Jira fills it by itself.
    pub has_default: bool,
}

/// A field of this Jira.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// `summary`, `customfield_10006`, …
    pub id: String,
    /// The name people read; several fields may share it.
    pub name: String,
    /// Not built in.
    #[serde(default)]
    pub custom: bool,
    /// What it holds; absent for a few built-in ones.
    #[serde(default)]
    pub schema: Option<FieldSchema>,
}

/// A created issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// Numeric, as text.
    pub id: String,
    /// Such as `SHOP-12`.
    pub key: String,
}

/// An issue as it is.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Issue {
    /// Numeric, as text.
    pub id: String,
    /// Such as `SHOP-12`.
    pub key: String,
    /// The fields asked for, as Jira gives them.
    #[serde(default)]
    pub fields: Map<String, Value>,
}

/// A kind of link between issues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkType {
    /// Numeric, as text.
    pub id: String,
    /// Such as `Blocks`.
    pub name: String,
    /// Such as `is blocked by`.
    pub inward: String,
    /// Such as `blocks`.
    pub outward: String,
}

/// A file of an issue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Attachment {
    /// Numeric, as text.
    pub id: String,
    /// Not unique within the issue.
    #[serde(rename = "filename")]
    pub file_name: String,
    /// In bytes.
    pub size: u64,
}

/// How an issue stands in one of its links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkDirection {
    /// The issue does what the type's outward text says to the other one: it "blocks" it.
    Outward,
    /// The other one does it to this issue, which "is blocked by" it.
    Inward,
}

/// A link as seen from the issue that was asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueLink {
    /// Numeric, as text.
    pub id: String,
    /// What kind of link this is.
    pub kind: LinkType,
    /// How the issue stands in it.
    pub direction: LinkDirection,
    /// The key of the other issue: its present one when it has moved.
    pub other: String,
}

impl IssueLink {
    /// Whether linking the issue to `to` by this type, as [`Jira::link`](super::Jira::link) does, would only say again
    /// what is there. Types that read the same from both sides ("relates to") have no direction.
    pub fn says(&self, type_name: &str, to: &str) -> bool {
        let both_ways = self.kind.inward == self.kind.outward;
        self.kind.name.to_lowercase() == type_name.to_lowercase()
            && self.other.eq_ignore_ascii_case(to)
            && (both_ways || self.direction == LinkDirection::Outward)
    }
}

/// Whether a sprint has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SprintState {
    /// It runs.
    Active,
    /// It is planned.
    Future,
}

/// A sprint of a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sprint {
    /// Numeric.
    pub id: i64,
    /// Not unique.
    pub name: String,
    /// Closed ones are not told.
    pub state: SprintState,
}
