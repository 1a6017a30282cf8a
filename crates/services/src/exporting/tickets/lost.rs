//! Calls whose answers were lost: when they are looked for, and what the looks prove.

use super::{
    Run, is_open,
    look::{self, Call},
    passes,
};
use crate::{exporting::payload, failures};
use contract::Outcome as Answered;
use domain::{failure::Failure, ids::SiteTicketId, time::Timestamp};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use store::{
    operations::{self, Operation, OperationState},
    site_tickets,
};

/// How often one issue is sent, and proven absent, before a person is asked.
const SENDS: i32 = 8;
/// For how long Jira's search may fail before it counts as away, and what it showed before as old.
const OUTAGE: Duration = Duration::from_mins(1);
/// For how long it may be away before a person is asked.
const AWAY: Duration = Duration::from_hours(1);

/// What is known of the looks for one call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// When to look again.
    at: Timestamp,
    /// How long to wait after that.
    wait: Duration,
    /// Since when every look found nothing new. An empty answer proves something, a failed question nothing.
    empty_since: Option<Timestamp>,
    /// Since when looks fail.
    failing_since: Option<Timestamp>,
}

impl Run<'_> {
    /// The calls, with their tickets.
    pub(super) fn lost(&self) -> Vec<(Vec<SiteTicketId>, Call)> {
        let mut lost: BTreeMap<Option<String>, (Vec<SiteTicketId>, Call)> = BTreeMap::new();
        for (ticket, operation) in self.operations.iter().filter(|(_, operation)| is_open(operation)) {
            let sent = operation.sent_at.unwrap_or(operation.created_at);
            let (tickets, call) = lost
                .entry(operation.label.clone())
                .or_insert_with(|| (Vec::new(), Call::of(operation.label.clone(), sent)));
            call.since = call.since.min(sent);
            call.until = call.until.max(sent);
            tickets.push(*ticket);
            let summary = self.tickets.get(ticket).map(|ticket| ticket.title.clone()).unwrap_or_default();
            call.operations.push((operation.id, summary));
        }
        let taken: BTreeSet<_> =
            self.operations.values().filter_map(|operation| operation.key.clone()).collect();
        lost.into_values().map(|(tickets, call)| (tickets, Call { taken: taken.clone(), ..call })).collect()
    }

    pub(super) fn until_next_look(&self) -> Duration {
        let now = self.env.clock.now();
        let every = self.env.timing.look_up_every;
        let wait = |look: &Look| if look.at > now { look.at.since(now) } else { Duration::ZERO };
        self.looks.values().map(wait).min().unwrap_or(every).min(every)
    }

    /// Looks for what was lost, where it is time to.
    pub(super) async fn look_for_lost(&mut self) -> Answered<()> {
        let every = self.env.timing.look_up_every;
        for (tickets, call) in self.lost() {
            let name = call.label.clone().unwrap_or_default();
            let now = self.env.clock.now();
            let fresh = Look { at: now, wait: every, empty_since: None, failing_since: None };
            let mut look = self.looks.get(&name).copied().unwrap_or(fresh);
            if look.at > now {
                continue;
            }
            look.at = now.plus(look.wait);
            look.wait = (look.wait * 2).min(every * 10);
            let looked = self.look_for(&tickets, &call, &mut look, now).await;
            self.looks.insert(name.clone(), look);
            looked?;
            self.read_again(tickets.clone()).await?;
            if !tickets.iter().filter_map(|id| self.operations.get(id)).any(is_open) {
                self.looks.remove(&name);
            }
        }
        Ok(())
    }

    /// Whether something that was sent after this call can be seen: then Jira's search has caught up with it.
    async fn later_is_seen(&self, call: &Call) -> bool {
        let later = self.operations.values().filter(|operation| {
            operation.state == OperationState::Created
                && operation.sent_at.is_some_and(|sent| sent > call.until)
                && operation.label != call.label
        });
        let Some(Operation { label: Some(label), key: Some(key), .. }) =
            later.max_by_key(|operation| operation.sent_at)
        else {
            return false;
        };
        let found = self.access.jira.find_by_label(label).await;
        found.is_ok_and(|found| found.iter().any(|issue| issue.key == key.as_str()))
    }

    async fn look_for(
        &self,
        tickets: &[SiteTicketId],
        call: &Call,
        look: &mut Look,
        now: Timestamp,
    ) -> Answered<()> {
        let project = match tickets.first() {
            Some(ticket) => self.project(*ticket).await?,
            None => String::new(),
        };
        let shown = match look::look(&self.access.jira, &project, call, now).await {
            Ok(shown) => shown,
            Err(error) => {
                tracing::info!(code = error.code(), "Jira could not be asked for the marks of a call");
                let failure = failures::jira(&error);
                if let Some(seconds) = failure.retry_after {
                    self.wait_before_next(Duration::from_secs(seconds.into()));
                }
                self.note(&failure).await;
                return self.failed(look, failure, now);
            }
        };
        let empty_since = *look.empty_since.get_or_insert(now);
        look.failing_since = None;
        let absence = self.env.timing.absence;
        let patience = if self.later_is_seen(call).await { absence / 2 } else { absence };
        let long_empty = now.since(empty_since) >= patience;
        let fence = self.ctx.fence();
        let operations: Vec<Operation> =
            tickets.iter().filter_map(|id| self.operations.get(id).cloned()).collect();
        self.write_durably(move |tx| -> Answered<()> {
            for operation in operations {
                let id = operation.id;
                if let Some((key, issue)) = shown.found.get(&id) {
                    operations::mark_created(tx, id, key, Some(issue))?;
                    continue;
                }
                let from = operation.deadline_at.unwrap_or(operation.updated_at);
                if operation.state == OperationState::Sending {
                    // Of an earlier run: its answer may still come until the deadline.
                    if operation.fence == fence || now >= from {
                        operations::mark_doubtful(tx, id, fence, None)?;
                    }
                } else if long_empty && now > from && now.since(from) >= patience {
                    if shown.proves && operation.attempts < SENDS {
                        operations::mark_planned_again(tx, id)?;
                    } else {
                        operations::mark_unknown(tx, id)?;
                    }
                }
            }
            Ok(())
        })
        .await
    }

    /// A look that failed. After an outage what was seen before it proves nothing any more; one that does not end is told.
    fn failed(&self, look: &mut Look, failure: Failure, now: Timestamp) -> Answered<()> {
        let failing = now.since(*look.failing_since.get_or_insert(now));
        if failing >= OUTAGE {
            look.empty_since = None;
        }
        let most = if passes(&failure) { AWAY } else { self.env.timing.absence };
        if failure.code == "jira.unauthorized" || failing >= most { Err(failure) } else { Ok(()) }
    }

    /// The project that a ticket was sent to.
    async fn project(&self, ticket: SiteTicketId) -> Answered<String> {
        let bytes = self.read(move |tx| Ok(site_tickets::payload(tx, ticket)?)).await?;
        bytes.map_or(Ok(String::new()), |bytes| payload::read(&bytes).map(|payload| payload.project))
    }
}
