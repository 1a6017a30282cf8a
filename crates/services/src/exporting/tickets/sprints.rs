//! Issues into their sprints. Saying it again changes nothing in Jira, so there is nothing to look up after a lost answer.

use super::Run;
use crate::failures;
use atlassian::jira::{Jira, JiraError};
use contract::Outcome as Answered;
use domain::{failure::Failure, ids::SiteTicketId};
use std::collections::BTreeMap;
use store::site_tickets::{self, LeftOut, SprintState};

/// Issues of one sprint that are not there yet.
struct Waiting {
    sprint: i64,
    name: String,
    issues: Vec<(SiteTicketId, String)>,
}

impl Run<'_> {
    /// Puts what is not there yet into its sprint. What has to be tried again, and why; what Jira refuses stays in the
    /// backlog and becomes a thing to do by hand.
    pub(super) async fn fill_sprints(&self) -> Answered<Option<Failure>> {
        let mut left = None;
        for waiting in self.waiting_for_sprints().await? {
            let mut calls: Vec<&[(SiteTicketId, String)]> =
                waiting.issues.chunks(Jira::MAX_INTO_SPRINT).rev().collect();
            while let Some(call) = calls.pop() {
                if self.rest().await.is_some() {
                    return Ok(Some(Failure::temporary(
                        "site_build.next_turn",
                        "The export goes on in a moment.",
                    )));
                }
                self.say(&format!("Putting issues into “{}”", waiting.name)).await;
                let keys: Vec<&str> = call.iter().map(|(_, key)| key.as_str()).collect();
                match self.access.jira.put_into_sprint(waiting.sprint, &keys).await {
                    Ok(()) => {
                        self.ease();
                        self.in_sprint(call, SprintState::Made, None).await?;
                    }
                    // Jira takes all of them or none: the sprint may be over, or it minds one of them.
                    Err(JiraError::Rejected { .. })
                        if call.len() > 1
                            && self.access.jira.is_sprint_open(waiting.sprint).await.unwrap_or(true) =>
                    {
                        let (first, second) = call.split_at(call.len() / 2);
                        calls.extend([second, first]);
                    }
                    Err(
                        error @ (JiraError::Rejected { .. } | JiraError::NotFound | JiraError::Forbidden),
                    ) => {
                        let why = failures::jira(&error).message;
                        let fix =
                            LeftOut { field: "the sprint".to_owned(), value: waiting.name.clone(), why };
                        self.in_sprint(call, SprintState::Refused, Some(fix)).await?;
                    }
                    Err(error) => {
                        if let JiraError::RateLimited { retry_after } = error {
                            self.slow_down(retry_after);
                        }
                        left = Some(failures::jira(&error));
                        break;
                    }
                }
            }
        }
        Ok(left)
    }

    async fn waiting_for_sprints(&self) -> Answered<Vec<Waiting>> {
        let build = self.build;
        let tickets = self.read(move |tx| Ok(site_tickets::list(tx, build)?)).await?;
        let mut found: BTreeMap<i64, Waiting> = BTreeMap::new();
        for ticket in tickets.into_iter().filter(|ticket| ticket.sprint == SprintState::Open) {
            let (Some(sprint), Some(key)) = (ticket.fields.sprint, self.key(ticket.id)) else { continue };
            let new = || Waiting { sprint: sprint.id, name: sprint.name, issues: Vec::new() };
            found.entry(sprint.id).or_insert_with(new).issues.push((ticket.id, key.to_string()));
        }
        Ok(found.into_values().collect())
    }

    async fn in_sprint(
        &self,
        call: &[(SiteTicketId, String)],
        state: SprintState,
        fix: Option<LeftOut>,
    ) -> Answered<()> {
        let tickets: Vec<SiteTicketId> = call.iter().map(|(ticket, _)| *ticket).collect();
        self.record_durably(move |tx| -> Answered<()> {
            for id in tickets {
                let Some((ticket, _, _)) = site_tickets::get(tx, id)? else { continue };
                let mut fixes = ticket.fixes;
                fixes.extend(fix.clone());
                site_tickets::set_sprint(tx, id, state, &fixes)?;
            }
            Ok(())
        })
        .await
    }
}
