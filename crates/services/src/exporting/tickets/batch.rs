//! Which issues go next, and what an answer means for the ones after them.

use super::{
    Run,
    batches::{BATCH, BYTES},
    is_open, ledger,
    send::{One, Sent, send},
};
use contract::Outcome as Answered;
use domain::ids::SiteTicketId;
use jobs::Outcome;
use std::{collections::BTreeSet, time::Duration};
use store::{
    operations::{self, Operation, OperationState},
    site_tickets,
};

/// How often Jira may not be reached in a row before a person is asked.
const UNREACHED: u32 = 5;
/// Before this nothing can be said about how long it will take.
const TOO_SOON: Duration = Duration::from_secs(2);

impl Run<'_> {
    /// Whether a ticket may go now: nothing that it waits for is on its way, or held back.
    fn may_go(&self, ticket: SiteTicketId, held: &BTreeSet<SiteTicketId>) -> bool {
        let is_clear = |need: &SiteTicketId| {
            !held.contains(need) && self.operations.get(need).is_none_or(|operation| !is_open(operation))
        };
        self.line.needs.get(&ticket).into_iter().flatten().all(is_clear)
    }

    /// The next issues that can go in one call: in their order, of one mark, exactly as they were agreed to.
    pub(super) async fn next_batch(&mut self) -> Answered<Option<Vec<One>>> {
        loop {
            let chosen = self.choose();
            if chosen.is_empty() {
                return Ok(None);
            }
            let (frozen, changed) = self.read(move |tx| as_agreed(tx, chosen)).await?;
            if changed.is_empty() {
                return Ok(Some(frozen));
            }
            self.changed.extend(changed);
        }
    }

    fn choose(&self) -> Vec<(SiteTicketId, Operation)> {
        let mut held = BTreeSet::new();
        let mut chosen: Vec<(SiteTicketId, Operation)> = Vec::new();
        for id in &self.line.order {
            let Some(operation) = self.operations.get(id) else { continue };
            // What was changed has left the export: it keeps nobody back, and its links are made once it is there.
            if operation.state != OperationState::Planned || self.changed.contains(id) {
                continue;
            }
            let alike = chosen.first().is_none_or(|(_, first)| first.label == operation.label);
            if alike && chosen.len() < self.size && self.may_go(*id, &held) {
                chosen.push((*id, operation.clone()));
            } else {
                held.insert(*id);
            }
        }
        chosen
    }

    pub(super) async fn send(&mut self, batch: Vec<One>) -> Answered<Option<Outcome<()>>> {
        let ids: Vec<SiteTicketId> = batch.iter().map(|one| one.ticket).collect();
        self.say(&self.announced(&ids)).await;
        let sent = send(self, batch).await?;
        self.read_again(ids).await?;
        match sent {
            Sent::Answered => {
                self.unreached = 0;
                self.size = (self.size * 2).min(BATCH);
                self.ease();
            }
            Sent::SlowDown(wait) => self.slow_down(wait),
            // What somebody changed is found when the next call is put together.
            Sent::Stale => {
                let build = self.build;
                self.operations = self.read(move |tx| ledger(tx, build)).await?;
            }
            Sent::Lost | Sent::TooMuch => self.size = (self.size / 2).max(1),
            Sent::NotReached(failure) => {
                self.unreached += 1;
                if self.unreached >= UNREACHED {
                    return Ok(Some(Outcome::Fail(failure.with_next(
                        "Nothing is lost. Go on with the export when Jira can be reached again.",
                    ))));
                }
                self.say("Jira cannot be reached; trying again").await;
                self.wait_before_next(
                    self.env.timing.look_up_every.saturating_mul(2_u32.pow(self.unreached)),
                );
            }
            Sent::Hopeless(failure) => {
                self.note(&failure).await;
                return Ok(Some(Outcome::Fail(failure)));
            }
        }
        Ok(None)
    }

    fn announced(&self, ids: &[SiteTicketId]) -> String {
        let (first, all) = (self.count(OperationState::Created) + 1, self.operations.len());
        let title = ids.first().and_then(|id| self.tickets.get(id)).map_or("", |ticket| &ticket.title);
        let left = self.time_left().map(|left| format!(" ({left})")).unwrap_or_default();
        match ids.len() {
            1 => format!("Creating ticket {first} of {all}: {title}{left}"),
            many => {
                format!("Creating tickets {first} to {} of {all}: {title} and more{left}", first + many - 1)
            }
        }
    }

    /// How fast it goes and how long it will take, from what this run has done; nothing before there is something to go by.
    fn time_left(&self) -> Option<String> {
        let created = self.count(OperationState::Created);
        let (done, elapsed) = (created.saturating_sub(self.created_before), self.ctx.elapsed());
        if done == 0 || elapsed < TOO_SOON {
            return None;
        }
        let planned = u32::try_from(self.count(OperationState::Planned)).ok()?;
        let done = u32::try_from(done).ok()?;
        Some(in_words(done, elapsed, planned))
    }

    /// Reads from the ledger what became of these.
    pub(super) async fn read_again(&mut self, ids: Vec<SiteTicketId>) -> Answered<()> {
        let known = ids.into_iter().filter_map(|id| Some((id, self.operations.get(&id)?.id)));
        let wanted: Vec<_> = known.collect();
        let read = self
            .read(move |tx| -> Answered<Vec<_>> {
                let mut read = Vec::new();
                for (ticket, operation) in wanted {
                    read.extend(operations::find(tx, operation)?.map(|operation| (ticket, operation)));
                }
                Ok(read)
            })
            .await?;
        self.operations.extend(read);
        Ok(())
    }
}

/// The rate, and how long it takes for what is left.
fn in_words(done: u32, elapsed: Duration, left: u32) -> String {
    let rate = f64::from(done) / elapsed.as_secs_f64().max(0.001);
    let rate =
        if rate >= 1.0 { format!("{rate:.0} a second") } else { format!("{:.0} a minute", rate * 60.0) };
    let seconds = (elapsed * left / done).as_secs();
    match seconds {
        0..=90 => format!("{rate}, about {} s left", seconds.max(1)),
        _ => format!("{rate}, about {} min left", seconds.div_ceil(60)),
    }
}

/// Those that are still as they were agreed to, up to what one call holds, and those that are not.
fn as_agreed(
    tx: &mut store::Tx,
    chosen: Vec<(SiteTicketId, Operation)>,
) -> Answered<(Vec<One>, Vec<SiteTicketId>)> {
    let (mut frozen, mut changed, mut bytes) = (Vec::new(), Vec::new(), 0);
    for (id, operation) in chosen {
        let agreed = site_tickets::get(tx, id)?.is_some_and(|(ticket, _, _)| {
            ticket.ready && ticket.payload_sha256.as_ref() == Some(&operation.payload_sha256)
        });
        match site_tickets::payload(tx, id)? {
            Some(payload) if agreed => {
                bytes += payload.len();
                if bytes > BYTES && !frozen.is_empty() {
                    break;
                }
                frozen.push(One { ticket: id, operation, payload });
            }
            _ => changed.push(id),
        }
    }
    Ok((frozen, changed))
}

#[cfg(test)]
mod tests {
    use super::in_words;
    use std::time::Duration;

    #[test]
    fn the_rate_so_far_says_how_long_the_rest_takes() {
        assert_eq!(in_words(50, Duration::from_secs(5), 450), "10 a second, about 45 s left");
        assert_eq!(in_words(10, Duration::from_mins(1), 87), "10 a minute, about 9 min left");
        assert_eq!(in_words(50, Duration::from_secs(5), 0), "10 a second, about 1 s left");
    }
}
