//! What is there in the end, whatever was asked and answered on the way.

use crate::gate::bucket::Buckets;
use crate::serve::Sandbox;
use crate::state::World;

/// Name of the type, who does it, and to whom: `("Blocks", A, B)` for "A blocks B".
type Link = (String, String, String);
/// Issue, file name, and size in bytes.
type File = (String, String, usize);

impl Sandbox {
    /// The links between issues in order, as name of the type, who does it, and to whom: `("Blocks", A, B)` for "A
    /// blocks B".
    pub fn links(&self) -> Vec<Link> {
        links(&self.world)
    }

    /// The same on the Cloud site.
    pub fn links_of_cloud(&self) -> Vec<Link> {
        links(&self.world.jira_of_cloud())
    }

    /// The files of all issues in order, as key of the issue, file name, and size in bytes.
    pub fn attachments(&self) -> Vec<File> {
        attachments(&self.world)
    }

    /// The same on the Cloud site.
    pub fn attachments_of_cloud(&self) -> Vec<File> {
        attachments(&self.world.jira_of_cloud())
    }

    /// The keys of all issues that are there.
    pub fn issue_keys(&self) -> Vec<String> {
        self.world.lock().jira.issues.iter().map(|issue| issue.key.clone()).collect()
    }

    /// The issues that are in a sprint, as key and number of the sprint.
    pub fn sprints(&self) -> Vec<(String, i64)> {
        sprints(&self.world)
    }

    /// The same on the Cloud site.
    pub fn sprints_of_cloud(&self) -> Vec<(String, i64)> {
        sprints(&self.world.jira_of_cloud())
    }

    /// The counts of `GET /ledger/summary`.
    pub fn summary(&self) -> serde_json::Value {
        self.world.lock().ledger.summary()
    }

    /// Gives everybody a full bucket of requests to Jira, as `POST /rate-limit` does, or ends it with `null`. The error
    /// says what is wrong.
    pub fn set_rate_limit(&self, limit: serde_json::Value) -> Result<(), String> {
        let limit: Option<_> = serde_json::from_value(limit).map_err(|error| error.to_string())?;
        self.world.lock().rate_limit = limit.map(Buckets::new).transpose()?;
        Ok(())
    }
}

fn links(world: &World) -> Vec<Link> {
    let inner = world.lock();
    let link = |link: &crate::jira::data::Link| {
        (link.kind.name.to_owned(), link.inward.clone(), link.outward.clone())
    };
    inner.jira.links.iter().map(link).collect()
}

fn sprints(world: &World) -> Vec<(String, i64)> {
    let inner = world.lock();
    inner.jira.issues.iter().filter_map(|issue| Some((issue.key.clone(), issue.sprint?))).collect()
}

fn attachments(world: &World) -> Vec<File> {
    let inner = world.lock();
    let files = inner.jira.issues.iter().flat_map(|issue| {
        issue.attachments.iter().map(|file| (issue.key.clone(), file.file.clone(), file.bytes.len()))
    });
    files.collect()
}
