//! Drafts in lists: the dashboard and the history.

use crate::{Resources, accounts::sessions::dots, connections, exporting::statuses};
use contract::{
    Outcome,
    commands::HistoryFilter,
    services::Caller,
    views::{DashboardView, DraftRow, DraftStatus, HistoryView, RunningView},
};
use domain::{
    failure::Failure,
    jira::ProjectKey,
    limits,
    principal::Principal,
    text::{length, one_line},
};
use store::{
    accounts,
    drafts::{self, Draft, Filter},
};

const ON_DASHBOARD: u32 = 6;
const RUNNING: u32 = 5;
const ON_PAGE: u32 = 25;
/// Far more pages than anyone turns; keeps the database from skipping millions of rows.
const LAST_PAGE: u32 = 4_000;

/// A draft as a line of a list.
pub(super) fn row(draft: Draft) -> DraftRow {
    DraftRow {
        id: draft.id,
        title: draft.title,
        project: draft.project,
        status: draft.status,
        issue: draft.issue.map(|issue| issue.key),
        in_jira: None,
        updated_at: draft.updated_at,
    }
}

/// The dashboard, from one read.
pub(super) async fn dashboard(resources: &Resources, principal: &Principal) -> Outcome<DashboardView> {
    let (user, rows, active, latest) = resources
        .store
        .of(principal)
        .read(|tx| -> Outcome<_> {
            let (user, rows) = (accounts::me(tx)?, store::connections::list(tx)?);
            let mut active = Vec::new();
            for draft in drafts::active(tx, RUNNING)? {
                if let Some(job) = draft.job.map(|job| store::jobs::view(tx, job)).transpose()?.flatten() {
                    active.push(RunningView { draft: row(draft), job });
                }
            }
            Ok((user, rows, active, drafts::recent(tx, ON_DASHBOARD)?))
        })
        .await?;
    let user = user.ok_or_else(Failure::unauthenticated)?;
    let dots = dots(&rows);
    Ok(DashboardView {
        first_name: user.name.split_whitespace().next().unwrap_or_default().to_owned(),
        gates: connections::gates(dots),
        running: active,
        drafts: latest.into_iter().map(row).collect(),
        connections: dots,
        now: resources.clock.now(),
    })
}

/// A page of the history. Filters that fit nothing are answered with an empty page, not with an error.
pub(super) async fn history(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    filter: HistoryFilter,
) -> Outcome<HistoryView> {
    let query = one_line(&filter.query);
    if length(&query) > limits::SEARCH {
        return Err(Failure::field(
            "history.query_too_long",
            "query",
            format!("Search for at most {} characters.", limits::SEARCH),
        ));
    }
    let wanted = Filter {
        query,
        project: ProjectKey::parse(&filter.project).ok(),
        status: DraftStatus::parse(filter.status.trim()),
        limit: ON_PAGE + 1,
        offset: filter.page.min(LAST_PAGE) * ON_PAGE,
    };
    let mut found = resources.store.of(principal).read(move |tx| drafts::list(tx, &wanted)).await?;
    let more = found.len() > ON_PAGE as usize;
    found.truncate(ON_PAGE as usize);
    let mut drafts: Vec<DraftRow> = found.into_iter().map(row).collect();
    let keys = drafts.iter().filter_map(|row| row.issue.clone()).collect();
    let mut statuses = statuses::look(resources, caller, principal, keys).await?;
    for row in &mut drafts {
        row.in_jira = row.issue.as_ref().and_then(|key| statuses.remove(key));
    }
    Ok(HistoryView { drafts, more, now: resources.clock.now() })
}
