//! What an export asks of Jira beyond a single create.

use super::{Attachment, Created, IssueLink, Jira, JiraError, PaceWatch, attachments, bulk, links};
use bytes::Bytes;
use std::{sync::Arc, time::Duration};

impl Jira {
    /// Lets `watch` hear what every answer says about rate limits.
    #[must_use]
    pub fn paced(mut self, watch: Arc<PaceWatch>) -> Self {
        self.wire.pace = Some(watch);
        self
    }

    /// What [`create_issues`](Self::create_issues) may send at once (Jira DC 10.3 spec; Jira Cloud, REST v3).
    pub const MAX_AT_ONCE: usize = 50;

    /// How long [`create_issues`](Self::create_issues) may take: Jira makes one issue after the other. Later nobody
    /// waits for its answer any more.
    pub const CREATE_ISSUES_WITHIN: Duration = Duration::from_mins(2);

    /// Creates `count` issues from exactly these bytes, `{"issueUpdates": […]}`, and says of each in the order of the
    /// bytes what became of it. Parents must exist before. Not repeatable: ask [`JiraError::effect`] of the error, or of
    /// each of them; an answer that does not account for every issue is one error, and doubtful.
    pub async fn create_issues(
        &self,
        body: Bytes,
        count: usize,
    ) -> Result<Vec<Result<Created, JiraError>>, JiraError> {
        bulk::create(&self.wire, body, count, Self::CREATE_ISSUES_WITHIN).await
    }

    /// The links of an issue, to be read before [`link`](Self::link) is repeated.
    pub async fn links_of(&self, key: &str) -> Result<Vec<IssueLink>, JiraError> {
        links::of(&self.wire, key).await
    }

    /// How long [`attach`](Self::attach) may take.
    pub const ATTACH_WITHIN: Duration = Duration::from_mins(2);

    /// Attaches a file to an issue; `media` is its type, such as `text/csv`. Not repeatable, Jira keeps files of one name
    /// side by side: after a doubtful answer ask for the [`attachments`](Self::attachments).
    pub async fn attach(
        &self,
        key: &str,
        file_name: &str,
        media: &str,
        bytes: Bytes,
    ) -> Result<(), JiraError> {
        attachments::add(&self.wire, key, file_name, media, bytes, Self::ATTACH_WITHIN).await
    }

    /// The files of an issue.
    pub async fn attachments(&self, key: &str) -> Result<Vec<Attachment>, JiraError> {
        attachments::of(&self.wire, key).await
    }
}
