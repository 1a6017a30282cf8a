//! The connections page.

use super::llm::provider_views;
use crate::{Resources, upstream};
use contract::{
    Outcome,
    views::{ConnectionView, ConnectionsView},
};
use domain::{failure::Failure, principal::Principal};
use store::{
    accounts,
    connections::{self, Connection, ConnectionKind},
};

/// Everything the page shows, from one read.
pub(super) async fn overview(resources: &Resources, principal: &Principal) -> Outcome<ConnectionsView> {
    let settings = resources.settings.current();
    let (user, rows) = resources
        .store
        .of(principal)
        .read(|tx| -> Outcome<_> { Ok((accounts::me(tx)?, connections::list(tx)?)) })
        .await?;
    let user = user.ok_or_else(Failure::unauthenticated)?;
    let of = |kind| rows.iter().find(|row| row.kind == kind);
    let confluence_url = upstream::site(&settings, user.site.as_str())
        .ok()
        .and_then(|site| site.confluence_url.as_ref())
        .map(|url| url.as_str().trim_end_matches('/').to_owned())
        .unwrap_or_default();
    let provider = of(ConnectionKind::Llm)
        .and_then(|row| row.provider.clone())
        .or_else(|| settings.default_provider.as_ref().map(ToString::to_string));
    Ok(ConnectionsView {
        employee_id: user.employee_id,
        email: user.email,
        jira: of(ConnectionKind::Jira).map_or_else(|| unset(user.jira_url), view),
        confluence: of(ConnectionKind::Confluence).map_or_else(|| unset(confluence_url), view),
        llm: of(ConnectionKind::Llm).map(view).unwrap_or_default(),
        provider,
        providers: provider_views(&settings),
    })
}

fn unset(url: String) -> ConnectionView {
    ConnectionView { url, ..ConnectionView::default() }
}

fn view(row: &Connection) -> ConnectionView {
    ConnectionView {
        status: row.status,
        url: row.url.clone(),
        masked_secret: row.secret_hint.clone(),
        tested_at: row.tested_at,
        success: row.success.clone(),
        failure: row.failure.clone(),
    }
}
