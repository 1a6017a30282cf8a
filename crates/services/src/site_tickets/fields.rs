//! What issues get beside their texts: who they are for, priority, labels, sprint.

use super::{
    changed_elsewhere,
    going::{on_its_way, sent},
    must_have, must_have_ticket,
    review::fits,
};
use crate::{
    Resources,
    accounts::sessions::dots,
    audit,
    connections::{jira_gate, my_jira},
    failures, people, site_builds,
};
use contract::{
    Outcome,
    commands::{BulkField, SetFields, SetTicketFields},
    services::Caller,
    views::{PersonSuggestion, SiteTarget, SprintChoice, TicketFields, TicketPerson},
};
use domain::{
    failure::Failure,
    ids::SiteBuildId,
    limits,
    principal::Principal,
    text::{length, one_line},
};
use store::{Tx, site_tickets};

/// Characters of a priority's name; Jira's have at most 60.
const PRIORITY: usize = 60;
/// People who are looked through for the one that was meant.
const LOOKED_THROUGH: u32 = 20;

fn no_target() -> Failure {
    Failure::user("site_build.no_target", "It is not known yet where the tickets go.")
        .with_next("Choose the project and the issue type on the page “To Jira” first.")
}

/// People who can be given issues of the build's project.
pub(super) async fn find_people(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    build: SiteBuildId,
    words: &str,
) -> Outcome<Vec<PersonSuggestion>> {
    let project = move |tx: &mut Tx| Ok(must_have(tx, build)?.target.ok_or_else(no_target)?.project);
    people::find(resources, caller, principal, project, words).await
}

/// Who is meant by a user name, an e-mail address or a whole name. When Jira cannot be asked, what was written is taken
/// for a user name: whom Jira does not know then, the issue goes without.
async fn person(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    target: &SiteTarget,
    words: &str,
) -> Outcome<Option<TicketPerson>> {
    let words = one_line(words);
    if words.is_empty() {
        return Ok(None);
    }
    if length(&words) > limits::LINE {
        let most = limits::LINE;
        return Err(wrong("assignee", format!("A name can have at most {most} characters.")));
    }
    let as_written = || Some(TicketPerson { name: words.clone(), label: words.clone() });
    let rows = resources.store.of(principal).read(store::connections::list).await?;
    if jira_gate(dots(&rows)).is_some() {
        return Ok(as_written());
    }
    let my = my_jira(resources, principal, &caller.request_id).await?;
    let asked = my.jira.assignable(target.project.as_str(), &words, LOOKED_THROUGH).await;
    let asked = asked.map_err(|error| failures::jira(&error));
    let found = match my.heard(resources, principal, asked).await {
        Ok(found) => found,
        Err(failure) if failure.category == domain::failure::Category::Temporary => return Ok(as_written()),
        Err(failure) => return Err(failure),
    };
    let same = |text: &str| text.trim().to_lowercase() == words.to_lowercase();
    let by_name = found.iter().find(|person| same(&person.name));
    let mut others =
        found.iter().filter(|person| same(&person.display_name) || person.email.as_deref().is_some_and(same));
    let meant = by_name.or_else(|| others.next().filter(|_| others.next().is_none()));
    let meant = match meant {
        Some(person) => Some(person.clone()),
        // Cloud finds nobody by an account id.
        None if found.is_empty() && !words.contains(' ') => my.jira.person(&words).await.unwrap_or_default(),
        None => None,
    };
    if let Some(person) = meant {
        let name = one_line(&person.name);
        let label = Some(one_line(&person.display_name)).filter(|label| !label.is_empty());
        return Ok(Some(TicketPerson { label: label.unwrap_or_else(|| name.clone()), name }));
    }
    let who = found.iter().take(3).map(|person| person.display_name.as_str()).collect::<Vec<_>>();
    let mut words = format!("Nobody called “{words}” can be assigned in {}.", target.project);
    if !who.is_empty() {
        words = format!("{words} Is it one of these: {}?", who.join(", "));
    }
    Err(wrong("assignee", words))
}

fn wrong(field: &str, words: impl Into<String>) -> Failure {
    Failure::user("site_ticket.fields_invalid", "Some fields need another look.")
        .with_field(field, words.into())
}

fn priority(target: &SiteTarget, name: &str) -> Outcome<Option<String>> {
    let name = one_line(name);
    if name.is_empty() {
        return Ok(None);
    }
    if length(&name) > PRIORITY {
        return Err(wrong("priority", format!("A priority has at most {PRIORITY} characters.")));
    }
    let offered = target.offers.as_ref().map_or(&[][..], |offers| &offers.priorities);
    if offered.is_empty() {
        return Ok(Some(name));
    }
    if let Some(offered) = offered.iter().find(|offered| offered.to_lowercase() == name.to_lowercase()) {
        return Ok(Some(offered.clone()));
    }
    let some = offered.iter().take(10).map(String::as_str).collect::<Vec<_>>().join(", ");
    Err(wrong("priority", format!("{} does not offer “{name}”, but {some}.", target.project)))
}

/// Labels between spaces; Jira's have no spaces in them.
pub(super) fn labels(text: &str) -> Result<Vec<String>, String> {
    let mut labels: Vec<String> = Vec::new();
    for label in text.split_whitespace() {
        if !labels.iter().any(|known| known == label) {
            labels.push(label.to_owned());
        }
    }
    if labels.len() > limits::LABELS || labels.iter().any(|label| length(label) > limits::LABEL) {
        return Err(format!("At most {} labels, of {} characters each.", limits::LABELS, limits::LABEL));
    }
    Ok(labels)
}

/// A sprint that is offered, or the one that a ticket has already.
fn sprint(target: &SiteTarget, text: &str, before: Option<&SprintChoice>) -> Outcome<Option<SprintChoice>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let offered = target.offers.iter().flat_map(|offers| &offers.sprints);
    let found = offered.chain(before).find(|sprint| sprint.id.to_string() == text);
    found.cloned().map(Some).ok_or_else(|| {
        wrong("sprint", format!("{} has no such sprint any more. Choose one from the list.", target.project))
    })
}

/// Says what a ticket's issue gets.
pub(super) async fn set(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: SetTicketFields,
) -> Outcome<SiteBuildId> {
    let id = command.ticket;
    let (ticket, target) = resources
        .store
        .of(principal)
        .read(move |tx| -> Outcome<_> {
            let (ticket, _, _) = must_have_ticket(tx, id)?;
            let target = must_have(tx, ticket.build)?.target.ok_or_else(no_target)?;
            Ok((ticket, target))
        })
        .await?;
    let same_person = ticket.fields.assignee.as_ref().filter(|person| person.name == command.assignee.trim());
    let assignee = match same_person {
        Some(person) => Ok(Some(person.clone())),
        None => person(resources, caller, principal, &target, &command.assignee).await,
    };
    let priority = priority(&target, &command.priority);
    let labels = labels(&command.labels).map_err(|words| wrong("labels", words));
    let sprint = sprint(&target, &command.sprint, ticket.fields.sprint.as_ref());
    let fields = match (assignee, priority, labels, sprint) {
        (Ok(assignee), Ok(priority), Ok(labels), Ok(sprint)) => {
            TicketFields { assignee, priority, labels, sprint }
        }
        (assignee, priority, labels, sprint) => {
            return Err(together([assignee.err(), priority.err(), labels.err(), sprint.err()]));
        }
    };
    let entry = audit::entry_about("site_ticket.fields_set", format!("site_ticket:{id}"), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<SiteBuildId> {
            store::site_builds::active(tx, ticket.build)?;
            if ticket.fields == fields && ticket.fields_version == command.seen {
                return Ok(ticket.build);
            }
            if !site_tickets::set_fields(tx, id, command.seen, &fields)? {
                return Err(changed_elsewhere());
            }
            if sent(tx, ticket.build)?.contains_key(&id) {
                return Err(on_its_way());
            }
            store::audit::record(tx, &entry)?;
            Ok(ticket.build)
        })
        .await
}

/// What is wrong with several fields, in one failure. One that is about no field comes alone.
fn together(failures: impl IntoIterator<Item = Option<Failure>>) -> Failure {
    let mut all = Failure::user("site_ticket.fields_invalid", "Some fields need another look.");
    for failure in failures.into_iter().flatten() {
        if failure.fields.is_empty() {
            return failure;
        }
        for field in failure.fields {
            all = all.with_field(&field.field, field.message);
        }
    }
    all
}

/// What becomes of one field of every ticket that fits.
enum Change {
    Assignee(Option<TicketPerson>),
    Priority(Option<String>),
    AddLabels(Vec<String>),
    NoLabels,
    Sprint(Option<SprintChoice>),
}

impl Change {
    fn apply(&self, fields: &mut TicketFields) -> Outcome<()> {
        match self {
            Self::Assignee(person) => fields.assignee.clone_from(person),
            Self::Priority(priority) => fields.priority.clone_from(priority),
            Self::NoLabels => fields.labels.clear(),
            Self::AddLabels(more) => {
                for label in more {
                    if !fields.labels.contains(label) {
                        fields.labels.push(label.clone());
                    }
                }
                if fields.labels.len() > limits::LABELS {
                    let words = format!("Some tickets would have more than {} labels.", limits::LABELS);
                    return Err(wrong("labels", words));
                }
            }
            Self::Sprint(sprint) => fields.sprint.clone_from(sprint),
        }
        Ok(())
    }
}

/// Says one field of all tickets that fit and are not in Jira. All of them are changed, or none.
pub(super) async fn set_many(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: SetFields,
) -> Outcome<u32> {
    let id = command.build;
    let target = resources
        .store
        .of(principal)
        .read(move |tx| -> Outcome<_> { must_have(tx, id)?.target.ok_or_else(no_target) })
        .await?;
    let field = match command.field {
        BulkField::Assignee => "assignee",
        BulkField::Priority => "priority",
        BulkField::Labels => "labels",
        BulkField::Sprint => "sprint",
    };
    // Nothing chosen is no wish to take everything away.
    let value = match command.value.trim() {
        "" => return Err(wrong(field, "Say what it shall be; a dash (-) takes it away.")),
        "-" => "",
        value => value,
    };
    let change = match command.field {
        BulkField::Assignee => {
            person(resources, caller, principal, &target, value).await.map(Change::Assignee)
        }
        BulkField::Priority => priority(&target, value).map(Change::Priority),
        BulkField::Sprint => sprint(&target, value, None).map(Change::Sprint),
        BulkField::Labels => match labels(value) {
            Ok(none) if none.is_empty() => Ok(Change::NoLabels),
            Ok(more) => Ok(Change::AddLabels(more)),
            Err(words) => Err(wrong("labels", words)),
        },
    };
    let change = change?;
    let mut entry = audit::entry_about("site_build.fields_set", site_builds::subject(id), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<u32> {
            must_have(tx, id)?;
            store::site_builds::active(tx, id)?;
            let sent = sent(tx, id)?;
            let mut changed = 0_u32;
            let mut tickets = site_tickets::list(tx, id)?;
            tickets.sort_by_key(|ticket| ticket.id);
            for ticket in tickets {
                if !fits(&ticket, &command.filter) || sent.contains_key(&ticket.id) {
                    continue;
                }
                let mut fields = ticket.fields.clone();
                change.apply(&mut fields)?;
                if fields != ticket.fields {
                    site_tickets::set_fields(tx, ticket.id, ticket.fields_version, &fields)?;
                    changed += 1;
                }
            }
            if changed > 0 {
                entry.detail = serde_json::json!({ "tickets": changed });
                store::audit::record(tx, &entry)?;
            }
            Ok(changed)
        })
        .await
}
