//! Administrators look at definitions that changed. Until one is accepted, the product does not use its tool.

use super::{CREATE_ISSUE, difference::difference};
use crate::{Resources, audit};
use contract::{
    Outcome,
    commands::DecideTool,
    services::Caller,
    views::{ToolChange, ToolReviewView, ToolSource},
};
use domain::{
    failure::Failure,
    principal::{Principal, Role},
};
use serde_json::{Value, json};
use store::tool_definitions::{self, DefinitionState};

fn must_be_admin(principal: &Principal) -> Outcome<()> {
    if principal.role() == Role::Admin { Ok(()) } else { Err(Failure::not_found("page")) }
}

/// Everything that differs from what is trusted.
pub(super) async fn review(resources: &Resources, principal: &Principal) -> Outcome<ToolReviewView> {
    must_be_admin(principal)?;
    let found = resources.store.system().read(tool_definitions::to_review).await?;
    let changes = found
        .into_iter()
        .filter_map(|(definition, trusted)| {
            let before = trusted.as_deref().map(readable).unwrap_or_default();
            Some(ToolChange {
                source: ToolSource::parse(&definition.source)?,
                used: definition.name == CREATE_ISSUE,
                held: definition.state == DefinitionState::Held,
                lines: difference(&before, &readable(&definition.definition)),
                name: definition.name,
                hash: definition.hash,
                server: definition.server,
                first_seen_at: definition.first_seen_at,
            })
        })
        .collect();
    Ok(ToolReviewView { changes, now: resources.clock.now() })
}

/// A definition with one thing per line; a description's lines stand by themselves.
fn readable(definition: &str) -> String {
    let Ok(mut definition) = serde_json::from_str::<Value>(definition) else { return definition.to_owned() };
    let description = definition["description"].as_str().unwrap_or_default().to_owned();
    if let Some(map) = definition.as_object_mut() {
        map.remove("description");
    }
    let rest = serde_json::to_string_pretty(&definition).unwrap_or_default();
    format!("{}\n\n{rest}", description.trim())
}

/// Trusts a definition from now on, or keeps the old one.
pub(super) async fn decide(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: DecideTool,
) -> Outcome<()> {
    must_be_admin(principal)?;
    let (user, DecideTool { source, name, hash, accept }) = (principal.user(), command);
    let kind = if accept { "tool.accepted" } else { "tool.kept" };
    let mut entry = audit::entry_about(kind, format!("tool:{name}"), "ok", caller);
    entry.detail = json!({ "sha256": hash });
    resources
        .store
        .system()
        .write(move |tx| -> Outcome<()> {
            if !tool_definitions::decide(tx, &source, &name, &hash, accept, user)? {
                return Err(Failure::not_found("definition"));
            }
            Ok(store::audit::record_system(tx, Some(user), &entry)?)
        })
        .await
}
