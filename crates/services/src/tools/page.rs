//! The tools page.

use super::{
    CREATE_ISSUE, available,
    hints::is_hinted,
    products,
    refresh_job::{KeptList, RefreshTools},
    sources,
};
use crate::Resources;
use contract::{
    Outcome,
    commands::ToolsFilter,
    views::{ToolRow, ToolSource, ToolSourceView, ToolStanding, ToolsView},
};
use domain::{
    principal::{Principal, Role},
    text::search_key,
};
use jobs::Job;
use std::{collections::HashMap, time::Duration};
use store::{
    tool_cache,
    tool_definitions::{self, DefinitionState},
};

/// How much of a description a row shows, in characters.
const SHOWN: usize = 240;

/// Every tool of the person's lists that matches, where its definition stands, and how the last refresh went.
pub(super) async fn tools(
    resources: &Resources,
    principal: &Principal,
    filter: ToolsFilter,
) -> Outcome<ToolsView> {
    let settings = resources.settings.current();
    let (now, good_for) = (resources.clock.now(), Duration::from_hours(settings.caches.tools_hours.into()));
    let (products, lists, job) = resources
        .store
        .of(principal)
        .read(|tx| -> Outcome<_> {
            let products = products(&store::connections::list(tx)?);
            let mut lists = Vec::new();
            for source in ToolSource::ALL {
                if let Some(cached) = tool_cache::get(tx, source.as_str())?
                    && let Ok(list) = serde_json::from_str::<KeptList>(&cached.tools)
                {
                    lists.push((source, cached.refreshed_at, cached.stale, list));
                }
            }
            let job = store::jobs::latest_of_kind(tx, RefreshTools::KIND)?;
            let job = job.map(|job| store::jobs::view(tx, job)).transpose()?.flatten();
            Ok((products, lists, job))
        })
        .await?;
    let is_admin = principal.role() == Role::Admin;
    let (standings, to_review) = resources
        .store
        .system()
        .read(move |tx| -> Outcome<_> {
            let mut standings = HashMap::new();
            for source in ToolSource::ALL {
                for standing in tool_definitions::standings(tx, source.as_str())? {
                    standings.insert((standing.name, standing.hash), standing.state);
                }
            }
            let to_review = if is_admin { Some(tool_definitions::waiting(tx)?) } else { None };
            Ok((standings, to_review))
        })
        .await?;
    let standing = |name: &str, hash: &str| match standings.get(&(name.to_owned(), hash.to_owned())) {
        None | Some(DefinitionState::Trusted) => ToolStanding::Trusted,
        Some(DefinitionState::Changed | DefinitionState::Retired) => ToolStanding::Changed,
        Some(DefinitionState::Held) => ToolStanding::Held,
    };
    let connected = sources(products);
    let mut views = Vec::new();
    let mut rows = Vec::new();
    for (source, refreshed_at, stale, list) in lists {
        views.push(ToolSourceView {
            source,
            server: list.server,
            tools: u32::try_from(list.tools.len()).unwrap_or(u32::MAX),
            refreshed_at,
            stale: stale || now.since(refreshed_at) >= good_for,
        });
        rows.extend(list.tools.into_iter().map(|tool| ToolRow {
            standing: standing(&tool.name, &tool.hash),
            used: tool.name == CREATE_ISSUE,
            hinted: is_hinted(&tool.name) && connected.contains(&source),
            description: tool.description.chars().take(SHOWN).collect(),
            name: tool.name,
            source,
            read_only: tool.read_only,
        }));
    }
    rows.retain(|row| matches_filter(row, &filter));
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(ToolsView {
        sources: views,
        tools: rows,
        available: available(resources, &settings),
        connected: !connected.is_empty(),
        job,
        to_review,
        now,
    })
}

fn matches_filter(row: &ToolRow, filter: &ToolsFilter) -> bool {
    let text = search_key(&format!("{} {}", row.name, row.description));
    let words = search_key(&filter.query);
    let access = match filter.access.as_str() {
        "read" => row.read_only,
        "write" => !row.read_only,
        "changed" => row.standing != ToolStanding::Trusted,
        _ => true,
    };
    let source = ToolSource::parse(&filter.source).is_none_or(|source| source == row.source);
    access && source && words.split(' ').all(|word| text.contains(word))
}
