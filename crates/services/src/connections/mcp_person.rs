//! For whom a child of the MCP server works.

use super::{MyJira, confluence::site_of, secret};
use crate::{
    Resources,
    upstream::{self, Credentials},
};
use contract::{Outcome, views::ConnectionStatus};
use domain::principal::Principal;
use mcp::{Person, Upstream};
use settings::SiteKind;
use store::connections::{Connection, ConnectionKind};

/// The person with their Jira, opened already, and their Confluence where it is tested. The key names both connections
/// with their last change, so that a new token gets a new child, and everything else shares one.
pub(crate) async fn mcp_person(
    resources: &Resources,
    principal: &Principal,
    jira: Option<(&Connection, Upstream)>,
) -> Person {
    // Jira does not wait for a Confluence that nobody can reach any more.
    let confluence = confluence(resources, principal).await.unwrap_or_else(|failure| {
        tracing::warn!(code = failure.code, "Confluence is left out of the person's tools");
        None
    });
    let version = |row: &Connection| format!("{}:{}", row.id, row.updated_at.as_millis());
    let versions =
        [jira.as_ref().map(|(row, _)| version(row)), confluence.as_ref().map(|(row, _)| version(row))];
    Person {
        key: versions.into_iter().flatten().collect::<Vec<_>>().join("+"),
        jira: jira.map(|(_, upstream)| upstream),
        confluence: confluence.map(|(_, upstream)| upstream),
    }
}

/// The address of a person's Jira with their token. The gateway sends bearer tokens, which Cloud does not take.
pub(crate) fn jira_upstream(resources: &Resources, my: &MyJira) -> Outcome<Option<Upstream>> {
    if my.kind == SiteKind::Cloud {
        return Ok(None);
    }
    let settings = resources.settings.current();
    let site = upstream::site(&settings, my.user.site.as_str())?;
    let base = upstream::jira_base(resources, &settings, site)?;
    Ok(Some(Upstream { base, token: my.credentials.token.clone(), tls: my.credentials.tls.clone() }))
}

async fn confluence(resources: &Resources, principal: &Principal) -> Outcome<Option<(Connection, Upstream)>> {
    let opened = secret::open(resources, principal, ConnectionKind::Confluence).await?;
    let tested = opened.filter(|(connection, _)| connection.status == ConnectionStatus::Tested);
    let Some((connection, token)) = tested else { return Ok(None) };
    let settings = resources.settings.current();
    let (site, base) = site_of(resources, &settings, &connection.url)?;
    if site.kind == SiteKind::Cloud {
        return Ok(None);
    }
    let Credentials { token, tls, .. } = Credentials::of(site, &connection, token)?;
    Ok(Some((connection, Upstream { base, token, tls })))
}
