//! What was left to be done by hand: looking in Jira which of it is done.

use super::{
    going::{ATTACH, states},
    must_have,
};
use crate::{
    Resources,
    accounts::sessions::dots,
    connections::{MyJira, must_have_jira, my_jira},
    exporting::{link_job::kind_of, payload},
    failures, site_builds,
};
use atlassian::jira::JiraError;
use contract::{Outcome, services::Caller, views::TicketState};
use domain::{
    ids::{OperationId, SiteBuildId, SiteTicketId},
    jira::IssueKey,
    principal::Principal,
    split::Tie,
};
use futures::{StreamExt as _, stream};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use store::{
    Tx,
    operations::{self, OperationState},
    site_tickets::{self, LeftOut, LinkState, SprintState},
};

/// Issues that are looked at in one go. More take turns.
const LOOKED_AT: usize = 200;
/// Questions at the same time.
const AT_ONCE: usize = 4;

/// Everything that is left to be done for one issue.
#[derive(Debug, Default)]
struct Left {
    fields: Vec<LeftOut>,
    /// What waits for it, and the ticket of that.
    links: Vec<(SiteTicketId, IssueKey)>,
    /// The name of a file, and what the ledger calls it.
    file: Option<(OperationId, String)>,
}

/// What of it is done.
#[derive(Debug, Default)]
struct Done {
    fields: Vec<LeftOut>,
    links: Vec<SiteTicketId>,
    file: Option<OperationId>,
}

impl Done {
    fn count(&self) -> usize {
        self.fields.len() + self.links.len() + usize::from(self.file.is_some())
    }
}

/// Looks, and crosses out what is done. Returns how many things are.
pub(super) async fn look(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    id: SiteBuildId,
) -> Outcome<u32> {
    let read = move |tx: &mut Tx| -> Outcome<_> {
        let build = must_have(tx, id)?;
        site_builds::must_be_idle(tx, &build)?;
        must_have_jira(dots(&store::connections::list(tx)?))?;
        left(tx, id)
    };
    let left = resources.store.of(principal).read(read).await?;
    if left.is_empty() {
        return Ok(0);
    }
    let my = my_jira(resources, principal, &caller.request_id).await?;
    let types = if left.values().any(|(_, left)| !left.links.is_empty()) {
        let types = my.jira.link_types().await.map_err(|error| failures::jira(&error));
        my.heard(resources, principal, types).await?
    } else {
        Vec::new()
    };
    let kind = kind_of(&types, Tie::Before).map(|kind| kind.name.as_str());
    let my = &my;
    let one = async |ticket: SiteTicketId, key: IssueKey, left: Left| {
        let done = done(my, kind, &key, &left).await;
        (ticket, key, done)
    };
    let mut left: Vec<_> = left.into_iter().collect();
    let turn = usize::try_from(resources.clock.now().as_millis().unsigned_abs() / 1000).unwrap_or(0);
    let at = if left.len() > LOOKED_AT { turn % left.len() } else { 0 };
    left.rotate_left(at);
    let asked = left.into_iter().take(LOOKED_AT).map(|(ticket, (key, left))| one(ticket, key, left));
    let mut answers = stream::iter(asked).buffer_unordered(AT_ONCE);
    let (mut crossed_out, mut trouble) = (Vec::new(), None);
    while let Some((ticket, key, answer)) = answers.next().await {
        match answer {
            Ok(done) => crossed_out.push((ticket, key, done)),
            // Gone, or out of sight: it stays on the list.
            Err(JiraError::NotFound | JiraError::Forbidden) => {}
            // What is known by then counts all the same.
            Err(error) => {
                trouble = Some(failures::jira(&error));
                break;
            }
        }
    }
    drop(answers);
    let count = crossed_out.iter().map(|(_, _, done)| done.count()).sum::<usize>();
    if count > 0 {
        resources.store.of(principal).write(move |tx| cross_out(tx, id, crossed_out)).await?;
    }
    match trouble {
        Some(failure) => my.heard(resources, principal, Err(failure)).await,
        None => Ok(u32::try_from(count).unwrap_or(u32::MAX)),
    }
}

/// What is left of every issue that is in Jira.
fn left(tx: &mut Tx, id: SiteBuildId) -> Outcome<BTreeMap<SiteTicketId, (IssueKey, Left)>> {
    let keys: BTreeMap<SiteTicketId, IssueKey> = states(tx, id)?
        .into_iter()
        .filter(|(_, going)| going.state == TicketState::Created)
        .filter_map(|(ticket, going)| Some((ticket, going.key?)))
        .collect();
    let mut found: BTreeMap<SiteTicketId, (IssueKey, Left)> = BTreeMap::new();
    let of = |found: &mut BTreeMap<SiteTicketId, (IssueKey, Left)>, ticket| {
        let key = keys.get(&ticket)?.clone();
        found.entry(ticket).or_insert_with(|| (key, Left::default()));
        Some(())
    };
    for ticket in site_tickets::list(tx, id)? {
        if !ticket.fixes.is_empty() && of(&mut found, ticket.id).is_some() {
            found.entry(ticket.id).and_modify(|(_, left)| left.fields = ticket.fixes);
        }
    }
    for need in site_tickets::needs(tx, id)?.into_iter().filter(|need| need.link == LinkState::Refused) {
        let Some(then) = keys.get(&need.ticket) else { continue };
        if of(&mut found, need.need).is_some() {
            found.entry(need.need).and_modify(|(_, left)| left.links.push((need.ticket, then.clone())));
        }
    }
    for operation in operations::of_subject(tx, &site_builds::subject(id))? {
        if operation.kind != ATTACH || operation.state != OperationState::Rejected {
            continue;
        }
        let Ok(ticket) = operation.item.parse::<SiteTicketId>() else { continue };
        let name = site_tickets::payload(tx, ticket)?
            .map(|bytes| payload::read(&bytes))
            .transpose()?
            .and_then(|payload| payload.attachment)
            .map(|attachment| attachment.name);
        if let (Some(name), Some(())) = (name, of(&mut found, ticket)) {
            found.entry(ticket).and_modify(|(_, left)| left.file = Some((operation.id, name)));
        }
    }
    Ok(found)
}

async fn done(my: &MyJira, kind: Option<&str>, key: &IssueKey, left: &Left) -> Result<Done, JiraError> {
    let mut done = Done::default();
    if !left.fields.is_empty() {
        let fields = my.jira.get_issue(key.as_str(), &[]).await?.fields;
        done.fields = left.fields.iter().filter(|field| is_set(&fields, field)).cloned().collect();
    }
    if let (Some(kind), false) = (kind, left.links.is_empty()) {
        let links = my.jira.links_of(key.as_str()).await?;
        let made =
            left.links.iter().filter(|(_, then)| links.iter().any(|link| link.says(kind, then.as_str())));
        done.links = made.map(|(ticket, _)| *ticket).collect();
    }
    if let Some((operation, name)) = &left.file {
        let there = my.jira.attachments(key.as_str()).await?.iter().any(|file| file.file_name == *name);
        done.file = there.then_some(*operation);
    }
    Ok(done)
}

/// Whether an issue has a value now that was left out of it.
fn is_set(fields: &Map<String, Value>, left: &LeftOut) -> bool {
    let names = |field: &str| fields.get(field).map(names).unwrap_or_default();
    let has = |field: &str| names(field).contains(&left.value);
    let has_all = |field: &str| {
        let names = names(field);
        left.value.split(", ").all(|value| names.iter().any(|name| name == value))
    };
    match left.field.trim_start_matches("the ") {
        "priority" => has("priority"),
        "assignee" => has("assignee"),
        "labels" => has_all("labels"),
        "component" | "components" => has_all("components"),
        // A field of the site's own; its value is the epic's key.
        "epic" | "epic link" | "parent" => fields.values().any(|value| {
            value.as_str() == Some(left.value.as_str()) || value["key"].as_str() == Some(left.value.as_str())
        }),
        // Data Center writes a sprint as text, Cloud as an object.
        "sprint" => fields.values().filter_map(Value::as_array).flatten().any(|value| {
            (value["name"].as_str() == Some(left.value.as_str()) && value["state"].is_string())
                || value.as_str().is_some_and(|text| {
                    text.contains(&format!("name={}]", left.value))
                        || text.contains(&format!("name={},", left.value))
                })
        }),
        _ => false,
    }
}

/// What a value, or each of several, is called.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(names).collect(),
        Value::Object(fields) => ["name", "displayName", "accountId", "value", "key"]
            .iter()
            .filter_map(|name| fields.get(*name)?.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
}

/// Crosses out what is still on the list, of issues that are still the same.
fn cross_out(tx: &mut Tx, id: SiteBuildId, done: Vec<(SiteTicketId, IssueKey, Done)>) -> Outcome<()> {
    site_builds::hold_idle(tx, id)?;
    let left = left(tx, id)?;
    for (ticket, key, Done { fields, links, file }) in done {
        let Some((_, open)) = left.get(&ticket).filter(|(now, _)| *now == key) else { continue };
        let Some((found, _, _)) = site_tickets::get(tx, ticket)? else { continue };
        if fields.iter().any(|field| found.fixes.contains(field)) {
            let sprint = if fields.iter().any(|field| field.field == "the sprint") {
                SprintState::Made
            } else {
                found.sprint
            };
            let rest: Vec<LeftOut> = found.fixes.into_iter().filter(|fix| !fields.contains(fix)).collect();
            site_tickets::set_sprint(tx, ticket, sprint, &rest)?;
        }
        for then in links.into_iter().filter(|then| open.links.iter().any(|(ticket, _)| ticket == then)) {
            site_tickets::set_link(tx, then, ticket, LinkState::Made, None)?;
        }
        if let Some(operation) = file.filter(|file| open.file.as_ref().is_some_and(|(open, _)| open == file))
        {
            operations::forget(tx, operation)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{LeftOut, is_set};
    use serde_json::json;

    #[test]
    fn what_somebody_set_by_hand_is_seen_in_every_form_of_jiras() {
        let fields = json!({
            "priority": {"name": "High"}, "labels": ["cms", "big"], "components": [{"name": "Web"}, {"name": "App"}],
            "assignee": {"accountId": "712020:ada", "displayName": "Lovelace, Ada"}, "customfield_1": "WEB-12",
            "customfield_2": ["com.atlassian.greenhopper.service.sprint.Sprint@1[id=32,state=ACTIVE,name=Web 12,goal=]"],
            "customfield_3": [{"id": 5, "name": "Web 13", "state": "active"}], "versions": [{"name": "Web 14"}], "parent": {"key": "WEB-13"},
        });
        let set = |field: &str, value: &str| {
            let left = LeftOut { field: field.to_owned(), value: value.to_owned(), why: String::new() };
            is_set(fields.as_object().unwrap(), &left)
        };
        for (field, value) in [
            ("the priority", "High"),
            ("labels", "cms, big"),
            ("the components", "Web, App"),
            ("component", "Web"),
            ("assignee", "Lovelace, Ada"),
            ("the assignee", "712020:ada"),
            ("the epic link", "WEB-12"),
            ("epic", "WEB-13"),
            ("the sprint", "Web 12"),
            ("the sprint", "Web 13"),
        ] {
            assert!(set(field, value), "{field} {value}");
        }
        for (field, value) in [
            ("the priority", "Low"),
            ("labels", "cms, small"),
            ("the components", "Web, Api"),
            ("the assignee", "grace"),
            ("the epic link", "WEB-1"),
            ("the sprint", "Web 1"),
            ("the sprint", "Web 14"),
            ("story points", "3"),
        ] {
            assert!(!set(field, value), "{field} {value}");
        }
    }
}
