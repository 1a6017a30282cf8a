//! A person's own Jira, ready to be asked by a use case.

use super::secret;
use crate::{
    Resources, failures,
    upstream::{self, Credentials},
};
use atlassian::jira::{Jira, JiraKind, JiraSite};
use contract::Outcome;
use domain::{failure::Failure, jira::IssueKey, principal::Principal};
use settings::SiteKind;
use store::{
    accounts::{self, User},
    connections::{self, Connection, ConnectionKind, TestResult},
};

/// One person's Jira for one operation.
pub(crate) struct MyJira {
    pub(crate) user: User,
    pub(crate) connection: Connection,
    pub(crate) kind: SiteKind,
    pub(crate) credentials: Credentials,
    pub(crate) jira: Jira,
}

/// Opens the person's token and builds their client, with whom they trust.
pub(crate) async fn my_jira(
    resources: &Resources,
    principal: &Principal,
    request_id: &str,
) -> Outcome<MyJira> {
    let settings = resources.settings.current();
    let user =
        resources.store.of(principal).read(accounts::me).await?.ok_or_else(Failure::unauthenticated)?;
    let site = upstream::site(&settings, user.site.as_str())?;
    let (connection, token) = secret::open(resources, principal, ConnectionKind::Jira)
        .await?
        .ok_or_else(|| Failure::user("jira.not_connected", "Jira is not connected."))?;
    let credentials = Credentials::of(site, &connection, token)?;
    let jira = upstream::jira(resources, &settings, site, credentials.clone(), request_id)?;
    Ok(MyJira { user, connection, kind: site.kind, credentials, jira })
}

impl MyJira {
    /// Where people see an issue.
    pub(crate) fn browse_url(&self, resources: &Resources, key: &IssueKey) -> Outcome<String> {
        let settings = resources.settings.current();
        let site = upstream::site(&settings, self.user.site.as_str())?;
        let base = upstream::jira_base(resources, &settings, site)?;
        JiraSite::new(base, JiraKind::DataCenter).browse_url(key.as_str()).ok_or_else(Failure::internal)
    }

    /// Passes on what came of asking Jira. A refused token is remembered as a failed test.
    pub(crate) async fn heard<T>(
        &self,
        resources: &Resources,
        principal: &Principal,
        outcome: Outcome<T>,
    ) -> Outcome<T> {
        if let Err(failure) = &outcome {
            note_refusal(resources, principal, &self.connection, failure).await;
        }
        outcome
    }
}

/// Remembers that Jira refused the connection's token, so that everything that needs Jira is off until another one
/// is saved or this one works again. Other failures say nothing about the token.
pub(crate) async fn note_refusal(
    resources: &Resources,
    principal: &Principal,
    connection: &Connection,
    failure: &Failure,
) {
    if failure.code != "jira.unauthorized" {
        return;
    }
    let (id, saved_at, result) = (connection.id, connection.updated_at, TestResult::Failure(failure.clone()));
    let noted =
        resources.store.of(principal).write(move |tx| connections::set_test(tx, id, saved_at, &result)).await;
    if let Err(error) = noted {
        failures::internal("remembering a refused token", &error);
    }
}
