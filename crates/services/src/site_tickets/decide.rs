//! What a person says about an issue of which nobody else can know whether it is in Jira.

use super::{
    going::{Going, states},
    must_have_ticket,
};
use crate::{Resources, audit, connections::my_jira, failures, site_builds};
use atlassian::jira::JiraError;
use contract::{Outcome, commands::DecideTicket, services::Caller, views::TicketState};
use domain::{
    failure::{Category, Failure},
    ids::{SiteBuildId, SiteTicketId},
    jira::IssueKey,
    principal::Principal,
};
use store::{Tx, operations, site_tickets::SiteTicket};

fn must_be_unknown(tx: &mut Tx, id: SiteTicketId) -> Outcome<(SiteTicket, Going)> {
    let (ticket, _, _) = must_have_ticket(tx, id)?;
    let going = states(tx, ticket.build)?.remove(&id);
    going.filter(|going| going.state == TicketState::Unknown).map(|going| (ticket, going)).ok_or_else(|| {
        let words = "It is known by now what became of this ticket.";
        Failure::new("site_ticket.known", Category::Conflict, words).with_next("Reload the page.")
    })
}

/// Takes a person's word: this issue is it, which Jira has to show, or it is not there and can be sent again.
pub(super) async fn decide(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: DecideTicket,
) -> Outcome<SiteBuildId> {
    let id = command.ticket;
    let issue = match command.key.trim() {
        "" => None,
        key => {
            let key = IssueKey::parse(key).map_err(|_| {
                Failure::field("site_ticket.no_key", "key", "Give the issue’s key, such as WEB-12.")
            })?;
            resources.store.of(principal).read(move |tx| must_be_unknown(tx, id)).await?;
            let my = my_jira(resources, principal, &caller.request_id).await?;
            let found = my.jira.get_issue(key.as_str(), &["summary"]).await.map_err(|error| match error {
                JiraError::NotFound => {
                    let words = format!("Jira has no issue {key}, or does not show it to you.");
                    Failure::field("site_ticket.no_issue", "key", words)
                }
                other => failures::jira(&other),
            });
            let found = my.heard(resources, principal, found).await?;
            // One that moved answers under its new key.
            let key = IssueKey::parse(&found.key).map_err(|_| Failure::internal())?;
            Some((key, found.id))
        }
    };
    let mut entry = audit::entry_about("site_ticket.decided", format!("site_ticket:{id}"), "ok", caller);
    entry.detail = serde_json::json!({ "key": issue.as_ref().map(|(key, _)| key) });
    resources
        .store
        .of(principal)
        .write_durably(move |tx| -> Outcome<SiteBuildId> {
            let (ticket, going) = must_be_unknown(tx, id)?;
            site_builds::hold_idle(tx, ticket.build)?;
            match issue {
                Some((key, issue)) => {
                    let taken =
                        states(tx, ticket.build)?.values().any(|other| other.key.as_ref() == Some(&key));
                    if taken {
                        let words = format!("{key} is another ticket of this site build.");
                        return Err(Failure::field("site_ticket.taken", "key", words));
                    }
                    operations::mark_created(tx, going.operation, &key, Some(&issue))?
                }
                None => operations::mark_planned_again(tx, going.operation)?,
            };
            store::audit::record(tx, &entry)?;
            Ok(ticket.build)
        })
        .await
}
