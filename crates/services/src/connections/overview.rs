//! The connections page.

use super::{
    confluence::allowed_urls,
    llm::{longest_secret, provider_views},
    llm_check, reveal, trust,
};
use crate::{Resources, accounts::site_kind, upstream};
use contract::{
    Outcome,
    views::{ConnectionView, ConnectionsView, SiteKind},
};
use domain::{failure::Failure, limits, principal::Principal};
use store::{
    accounts,
    connections::{self, Connection, ConnectionKind},
    model_calls,
};

/// Everything the page shows.
pub(super) async fn overview(resources: &Resources, principal: &Principal) -> Outcome<ConnectionsView> {
    let settings = resources.settings.current();
    let (user, rows, tokens_today) = resources
        .store
        .of(principal)
        .read(|tx| -> Outcome<_> {
            Ok((accounts::me(tx)?, connections::list(tx)?, model_calls::tokens_today(tx)?))
        })
        .await?;
    let user = user.ok_or_else(Failure::unauthenticated)?;
    let mut revealed = reveal::revealed(resources, principal).await?;
    let mut of = |kind| {
        let row = rows.iter().find(|row| row.kind == kind)?;
        let shown =
            revealed.iter().position(|(shown, _)| *shown == kind).map(|at| revealed.swap_remove(at).1);
        Some(ConnectionView {
            revealed: shown,
            trust: trust::view(&settings, user.site.as_str(), row),
            check: llm_check::of(&settings, row),
            ..view(row)
        })
    };
    let (jira, confluence, llm) =
        (of(ConnectionKind::Jira), of(ConnectionKind::Confluence), of(ConnectionKind::Llm));
    let confluence_urls = allowed_urls(&settings, user.site.as_str());
    let provider = rows
        .iter()
        .find(|row| row.kind == ConnectionKind::Llm)
        .and_then(|row| row.provider.clone())
        .or_else(|| settings.default_provider.as_ref().map(ToString::to_string));
    Ok(ConnectionsView {
        site_kind: upstream::site(&settings, user.site.as_str()).map_or(SiteKind::DataCenter, site_kind),
        employee_id: user.employee_id,
        email: user.email,
        jira: jira.unwrap_or_else(|| unset(user.jira_url)),
        confluence: confluence.unwrap_or_else(|| unset(confluence_urls.first().cloned().unwrap_or_default())),
        llm: llm.unwrap_or_default(),
        provider,
        providers: provider_views(&settings),
        confluence_urls,
        tokens_today,
        tokens_a_day: settings.limits.daily_tokens,
        secret_limit: u32::try_from(longest_secret(&settings)).unwrap_or(u32::MAX),
        token_limit: settings.limits.token_characters.min(u32::try_from(limits::TOKEN).unwrap_or(u32::MAX)),
    })
}

fn unset(url: String) -> ConnectionView {
    ConnectionView { url, ..ConnectionView::default() }
}

fn view(row: &Connection) -> ConnectionView {
    ConnectionView {
        status: row.status,
        url: row.url.clone(),
        account: row.account.clone(),
        masked_secret: row.secret_hint.clone(),
        tested_at: row.tested_at,
        success: row.success.clone(),
        failure: row.failure.clone(),
        ..ConnectionView::default()
    }
}
