//! One person's access to one Jira.

mod agile;
mod answer;
mod assignable;
mod attachments;
mod bulk;
mod cloud;
mod create_meta;
mod dc;
mod error;
mod exports;
mod identity;
mod issues;
mod jql;
mod links;
mod pace;
mod permissions;
mod progress;
mod story_points;
mod types;
mod wire;

pub use error::{Effect, JiraError};
pub use identity::{NotThisSite, SelfUrl};
pub use pace::{Pace, PaceWatch, Refill};
pub use progress::{Progress, Stage};
pub use story_points::{StoryPoints, story_points_field};
pub use types::{
    Attachment, CreateField, Created, Field, FieldSchema, Issue, IssueLink, IssueType, LinkDirection,
    LinkType, Myself, Person, Project, ServerInfo, Sprint, SprintState,
};

pub(crate) use answer::{Found, decode, refuse};
pub(crate) use wire::Wire;

use bytes::Bytes;
use outbound::{Client, OutboundError, Response, Target, Tls};
use secrecy::SecretString;

/// How a site is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JiraKind {
    /// Jira Data Center, REST v2.
    DataCenter,
    /// Jira Cloud, REST v3: text is written in the Atlassian Document Format, and people are account ids.
    Cloud,
}

impl JiraKind {
    const fn api(self) -> &'static str {
        match self {
            Self::DataCenter => "rest/api/2",
            Self::Cloud => "rest/api/3",
        }
    }
}

/// A configured Jira.
#[derive(Debug, Clone)]
pub struct JiraSite {
    base: Target,
    kind: JiraKind,
}

impl JiraSite {
    /// `base` is where Jira's pages start, context path included, without `/rest`.
    pub const fn new(base: Target, kind: JiraKind) -> Self {
        Self { base, kind }
    }
    /// Where Jira's pages start.
    pub const fn base(&self) -> &Target {
        &self.base
    }
    /// How it is asked.
    pub const fn kind(&self) -> JiraKind {
        self.kind
    }
    /// The page people see for an issue.
    pub fn browse_url(&self, key: &str) -> Option<String> {
        let page = self.base.at("browse").and_then(|browse| browse.segment(key)).ok()?;
        Some(page.url().as_str().to_owned())
    }
}

/// What proves who is asking.
#[derive(Debug, Clone)]
pub enum JiraAuth {
    /// A personal access token (Jira Data Center 8.14 and later).
    Pat(SecretString),
    /// An Atlassian account's e-mail address and API token (Jira Cloud).
    ApiToken {
        /// The account's e-mail address.
        email: String,
        /// The token.
        token: SecretString,
    },
}

/// One person's access to one Jira. Cheap to clone; dropping a future closes its connection.
#[derive(Debug, Clone)]
pub struct Jira {
    wire: Wire,
    kind: JiraKind,
}

impl Jira {
    /// Access with the system's certificates.
    pub fn new(client: Client, site: JiraSite, auth: JiraAuth) -> Self {
        let kind = site.kind;
        let mut wire = Wire::new(client, site.base, auth);
        wire.api = kind.api();
        Self { wire, kind }
    }

    /// Trusts other certificates.
    #[must_use]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.wire.tls = tls;
        self
    }

    /// Names the request this one serves in Jira's logs.
    #[must_use]
    pub fn request_id(mut self, id: &str) -> Self {
        self.wire.request_id = Some(id.to_owned());
        self
    }

    /// What this Jira is; needs no valid token on most servers.
    pub async fn server_info(&self) -> Result<ServerInfo, JiraError> {
        decode(&self.wire.get(self.wire.rest("serverInfo")?).await?)
    }

    /// Whose token this is.
    pub async fn myself(&self) -> Result<Myself, JiraError> {
        match self.kind {
            JiraKind::DataCenter => dc::people::myself(&self.wire).await,
            JiraKind::Cloud => cloud::people::myself(&self.wire).await,
        }
    }

    /// The projects the person can see, in Jira's order; on Cloud those in which they may create issues.
    pub async fn projects(&self) -> Result<Vec<Project>, JiraError> {
        match self.kind {
            JiraKind::DataCenter => dc::projects::projects(&self.wire).await,
            JiraKind::Cloud => cloud::projects::projects(&self.wire).await,
        }
    }

    /// Whether the person may create issues in the project. [`JiraError::NotFound`] when they cannot see it.
    pub async fn can_create(&self, project_key: &str) -> Result<bool, JiraError> {
        permissions::can_create(&self.wire, project_key).await
    }

    /// Whether the person may delete issues of the project.
    pub async fn can_delete(&self, project_key: &str) -> Result<bool, JiraError> {
        permissions::can_delete(&self.wire, project_key).await
    }

    /// At most `max` people who may be given an issue of the project and whose user name, name or e-mail address has
    /// these words, in Jira's order. Who may not browse people finds nobody. On Cloud there are no user names.
    pub async fn assignable(
        &self,
        project_key: &str,
        words: &str,
        max: u32,
    ) -> Result<Vec<Person>, JiraError> {
        assignable::assignable(&self.wire, self.kind, project_key, words, max).await
    }

    /// Who has this user name, on Cloud this account id, and can work on issues.
    pub async fn person(&self, name: &str) -> Result<Option<Person>, JiraError> {
        assignable::person(&self.wire, self.kind, name).await
    }

    /// What kinds of issue the person can create in the project.
    pub async fn issue_types(&self, project: &str) -> Result<Vec<IssueType>, JiraError> {
        create_meta::issue_types(&self.wire, project).await
    }

    /// The fields of the create screen of a project and issue type (by id).
    pub async fn create_fields(&self, project: &str, type_id: &str) -> Result<Vec<CreateField>, JiraError> {
        create_meta::create_fields(&self.wire, project, type_id).await
    }

    /// All fields this Jira has.
    pub async fn fields(&self) -> Result<Vec<Field>, JiraError> {
        create_meta::fields(&self.wire).await
    }

    /// Creates one issue from exactly these bytes. Not repeatable: on an error ask [`JiraError::effect`].
    pub async fn create_issue(&self, body: Bytes) -> Result<Created, JiraError> {
        issues::create(&self.wire, body).await
    }

    /// One issue with the named fields; all when `fields` is empty.
    pub async fn get_issue(&self, key: &str, fields: &[&str]) -> Result<Issue, JiraError> {
        issues::get(&self.wire, key, fields).await
    }

    /// A property of an issue; `None` when the issue does not have it or cannot be seen.
    pub async fn issue_property(
        &self,
        key: &str,
        name: &str,
    ) -> Result<Option<serde_json::Value>, JiraError> {
        issues::property(&self.wire, key, name).await
    }

    /// Sets a property of an issue; repeatable.
    pub async fn set_issue_property(
        &self,
        key: &str,
        name: &str,
        value: &serde_json::Value,
    ) -> Result<(), JiraError> {
        issues::set_property(&self.wire, key, name, value).await
    }

    /// The first `max` issues matching `jql`, which has to narrow something on Cloud. Search lags behind writes by seconds
    /// to minutes.
    pub async fn search(&self, jql: &str, fields: &[&str], max: u32) -> Result<Vec<Issue>, JiraError> {
        match self.kind {
            JiraKind::DataCenter => dc::search::search(&self.wire, jql, fields, max).await,
            JiraKind::Cloud => cloud::search::search(&self.wire, jql, fields, max).await,
        }
    }

    /// Issues carrying a label, in any project (automation moves issues).
    pub async fn find_by_label(&self, label: &str) -> Result<Vec<Issue>, JiraError> {
        let jql = format!("labels = {} ORDER BY created DESC", jql::quoted(label));
        self.search(&jql, &["summary", "created", "labels"], 100).await
    }

    /// Issues of a project that are not done and whose text has any of the words, the latest change first. Words are
    /// letters and digits; anything else means something to Jira's search.
    pub async fn open_about(
        &self,
        project: &str,
        words: &[String],
        max: u32,
    ) -> Result<Vec<Issue>, JiraError> {
        let about: Vec<String> = words.iter().map(|word| format!("text ~ {}", jql::quoted(word))).collect();
        let project = jql::quoted(project);
        let about = about.join(" OR ");
        let jql =
            format!("project = {project} AND statusCategory != Done AND ({about}) ORDER BY updated DESC");
        self.search(&jql, &["summary", "status"], max).await
    }

    /// Those of these issues, at most 100, that exist and can be seen, with the named fields. An issue that moved answers
    /// under its new key.
    pub async fn by_key(&self, keys: &[&str], fields: &[&str]) -> Result<Vec<Issue>, JiraError> {
        match self.kind {
            JiraKind::DataCenter => dc::search::by_key(&self.wire, keys, fields, &[]).await,
            JiraKind::Cloud => cloud::search::by_key(&self.wire, keys, fields, &[]).await,
        }
    }

    /// How far those of these issues, at most 100, are that exist and can be seen.
    pub async fn progress(&self, keys: &[&str]) -> Result<Vec<Progress>, JiraError> {
        progress::of(&self.wire, self.kind, keys).await
    }

    /// Sets fields of an issue; repeatable.
    pub async fn edit_issue(&self, key: &str, fields: &serde_json::Value) -> Result<(), JiraError> {
        issues::edit(&self.wire, key, fields).await
    }

    /// Comments on an issue: wiki markup, on Cloud a document. Not repeatable: after a doubtful answer look at the
    /// [`comments`](Self::comments).
    pub async fn comment(&self, key: &str, body: &serde_json::Value) -> Result<(), JiraError> {
        issues::comment(&self.wire, key, body).await
    }

    /// Bodies of an issue's comments, the latest 100.
    pub async fn comments(&self, key: &str) -> Result<Vec<serde_json::Value>, JiraError> {
        issues::comments(&self.wire, key).await
    }

    /// What [`recent_by_me`](Self::recent_by_me) gives at most.
    pub const MAX_RECENT: u32 = 100;

    /// What the person created in the last minutes, newest first, at most [`MAX_RECENT`](Self::MAX_RECENT).
    pub async fn recent_by_me(&self, minutes: u32) -> Result<Vec<Issue>, JiraError> {
        let jql = format!("creator = currentUser() AND created >= -{minutes}m ORDER BY created DESC");
        self.search(&jql, &["summary", "created"], Self::MAX_RECENT).await
    }

    /// Links two issues so that `from` does what the type's outward text says to `to` ("`from` blocks `to`").
    pub async fn link(&self, type_name: &str, from: &str, to: &str) -> Result<(), JiraError> {
        links::link(&self.wire, type_name, from, to).await
    }

    /// Active and future sprints of the project's boards, the active ones first; none without Jira Software.
    pub async fn sprints(&self, project_key: &str) -> Result<Vec<Sprint>, JiraError> {
        agile::sprints(&self.wire, project_key).await
    }

    /// Whether a sprint is there and not over.
    pub async fn is_sprint_open(&self, sprint: i64) -> Result<bool, JiraError> {
        agile::is_open(&self.wire, sprint).await
    }

    /// What [`put_into_sprint`](Self::put_into_sprint) takes at most.
    pub const MAX_INTO_SPRINT: usize = 50;

    /// Puts at most [`MAX_INTO_SPRINT`](Self::MAX_INTO_SPRINT) issues into a sprint; saying it again changes nothing.
    pub async fn put_into_sprint(&self, sprint: i64, keys: &[&str]) -> Result<(), JiraError> {
        agile::put_into(&self.wire, sprint, keys).await
    }

    /// Deletes an issue for good. One that has sub-tasks is refused.
    pub async fn delete_issue(&self, key: &str) -> Result<(), JiraError> {
        issues::delete(&self.wire, key).await
    }

    /// The kinds of link this Jira has.
    pub async fn link_types(&self) -> Result<Vec<LinkType>, JiraError> {
        links::link_types(&self.wire).await
    }
}

/// Reads the answer to a create that somebody else sent (the MCP gateway), by the same rules as
/// [`Jira::create_issue`].
pub fn read_create_answer(answer: Result<&Response, OutboundError>) -> Result<Created, JiraError> {
    answer::created(answer)
}
