//! Following a job: rows first, then live, without gaps or repetitions.

use crate::{
    hub::{EventHub, Live, Subscription},
    storage::{JobStorage, StorageError, StoredEvent},
};
use contract::{
    events::{EventId, JobEvent, NumberedEvent},
    views::JobState,
};
use domain::{
    ids::{JobId, UserId},
    principal::Principal,
};
use futures::stream::{BoxStream, StreamExt};
use std::{collections::VecDeque, sync::Arc, time::Duration};
use tokio::sync::broadcast::error::RecvError;

/// How often rows are read of a job that runs in another process, or not yet.
const ELSEWHERE: Duration = Duration::from_secs(1);
/// How often rows are read although events come live; only matters when this process stops being the one.
const LOCAL: Duration = Duration::from_secs(15);
/// How long an event may be on its way into its row.
const GAP: Duration = Duration::from_millis(10);

impl EventHub {
    /// A person's job's events after a place, in order, until one that ends the stream. `None` when there is
    /// no such job of theirs. Dropping the stream ends the following.
    pub async fn follow(
        &self,
        storage: Arc<dyn JobStorage>,
        principal: &Principal,
        job: JobId,
        after: EventId,
    ) -> Result<Option<BoxStream<'static, NumberedEvent>>, StorageError> {
        let mut follower = Follower {
            storage,
            hub: self.clone(),
            user: principal.user(),
            job,
            place: Place { cursor: after, bytes: None, queue: VecDeque::new() },
            subscription: self.subscribe(job),
            ended: false,
            gap: false,
        };
        if !follower.read().await? {
            return Ok(None);
        }
        let events = futures::stream::unfold(follower, |mut follower| async move {
            follower.next().await.map(|event| (event, follower))
        });
        Ok(Some(events.boxed()))
    }
}

struct Follower {
    storage: Arc<dyn JobStorage>,
    hub: EventHub,
    user: UserId,
    job: JobId,
    place: Place,
    subscription: Subscription,
    ended: bool,
    /// An event was seen whose predecessor was not.
    gap: bool,
}

/// How far the reader is, and what it gets next.
struct Place {
    cursor: EventId,
    /// Length of the reader's text, once it is known.
    bytes: Option<u64>,
    queue: VecDeque<NumberedEvent>,
}

impl Follower {
    async fn next(&mut self) -> Option<NumberedEvent> {
        loop {
            if let Some(event) = self.place.queue.pop_front() {
                return Some(event);
            }
            if self.ended {
                return None;
            }
            if self.gap {
                tokio::time::sleep(GAP).await;
                self.read_again().await;
                continue;
            }
            let patience = if self.subscription.local { LOCAL } else { ELSEWHERE };
            tokio::select! {
                live = self.subscription.receiver.recv() => match live {
                    Ok(Live::Event(event)) => self.take_live(event),
                    Ok(Live::Reread) | Err(RecvError::Lagged(_) | RecvError::Closed) => self.read_again().await,
                },
                () = tokio::time::sleep(patience) => self.read_again().await,
            }
        }
    }

    fn take_live(&mut self, event: NumberedEvent) {
        let ends = event.event.ends_stream();
        match self.place.take_live(event) {
            Taken::Next => self.ended = ends,
            Taken::Known => {}
            Taken::Gap => self.gap = true,
        }
    }

    /// Reads rows after the cursor. Subscribing comes first, so that what is stored or published meanwhile
    /// is in one of the two. `false` when there is no such job.
    async fn read(&mut self) -> Result<bool, StorageError> {
        self.subscription = self.hub.subscribe(self.job);
        self.gap = false;
        let state = loop {
            let Some(read) = self.storage.events_after(self.user, self.job, self.place.cursor).await? else {
                return Ok(false);
            };
            for row in read.events {
                self.place.take_row(row);
            }
            if !read.more {
                break read.state;
            }
        };
        // Every other state was stored together with the event that tells of it.
        self.ended = !matches!(state, JobState::Pending | JobState::Running);
        if !self.ended {
            for event in std::mem::take(&mut self.subscription.unstored) {
                self.take_live(event);
            }
        }
        Ok(true)
    }

    async fn read_again(&mut self) {
        match self.read().await {
            Ok(true) => {}
            // The job was deleted.
            Ok(false) => self.ended = true,
            Err(error) => {
                tracing::warn!(job = %self.job, error = %error, "a job's events could not be read");
                tokio::time::sleep(ELSEWHERE).await;
                self.gap = true;
            }
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Taken {
    Next,
    Known,
    Gap,
}

impl Place {
    /// Takes an event from a row: rows are complete, whatever their numbers.
    fn take_row(&mut self, row: StoredEvent) {
        if row.id <= self.cursor {
            return;
        }
        let StoredEvent { id, first, mut event, whole } = row;
        if first <= self.cursor
            && let JobEvent::AssistantToken { at, text } = &mut event
        {
            // The reader has the beginning of what this row joins.
            let had = self.bytes.filter(|_| !whole).and_then(|bytes| bytes.checked_sub(*at));
            let rest = had.and_then(|had| text.get(usize::try_from(had).ok()?..).map(str::to_owned));
            match (had, rest) {
                (Some(had), Some(rest)) => {
                    *at += had;
                    *text = rest;
                }
                _ => self.push(self.cursor, JobEvent::Rewind { bytes: *at }),
            }
        }
        self.push(id, event);
    }

    /// Takes an event that came live, when it is the next one.
    fn take_live(&mut self, event: NumberedEvent) -> Taken {
        let NumberedEvent { id, event } = event;
        if id <= self.cursor {
            return Taken::Known;
        }
        let next = EventId { fence: self.cursor.fence, n: self.cursor.n.saturating_add(1) };
        let very_first = self.cursor == EventId::default() && id == EventId { fence: 1, n: 1 };
        if id != next && !very_first {
            return Taken::Gap;
        }
        self.push(id, event);
        Taken::Next
    }

    fn push(&mut self, id: EventId, event: JobEvent) {
        self.cursor = id;
        match &event {
            JobEvent::AssistantToken { at, text } => {
                self.bytes = Some(at + text.len() as u64);
                if text.is_empty() {
                    return;
                }
            }
            JobEvent::Rewind { bytes } => self.bytes = Some(*bytes),
            _ => {}
        }
        self.queue.push_back(NumberedEvent { id, event });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: i32) -> EventId {
        EventId { fence: 1, n }
    }
    fn token(at: u64, text: &str) -> JobEvent {
        JobEvent::AssistantToken { at, text: text.to_owned() }
    }
    fn place(cursor: EventId, bytes: Option<u64>) -> Place {
        Place { cursor, bytes, queue: VecDeque::new() }
    }
    fn row(first: i32, last: i32, event: JobEvent, whole: bool) -> StoredEvent {
        StoredEvent { id: id(last), first: id(first), event, whole }
    }
    fn taken(place: Place) -> Vec<(i32, JobEvent)> {
        place.queue.into_iter().map(|event| (event.id.n, event.event)).collect()
    }

    #[test]
    fn a_duplicate_is_dropped_and_a_gap_is_noticed() {
        let mut place = place(id(3), Some(4));
        let live = |n| NumberedEvent { id: id(n), event: token(4, "x") };
        assert_eq!(place.take_live(live(3)), Taken::Known);
        assert_eq!(place.take_live(live(5)), Taken::Gap);
        assert_eq!(place.take_live(live(4)), Taken::Next);
        assert_eq!(place.cursor, id(4));
    }

    #[test]
    fn the_first_event_of_a_new_fence_is_a_gap_because_rows_may_lie_between() {
        let mut place = place(id(3), None);
        let event = NumberedEvent { id: EventId { fence: 2, n: 1 }, event: JobEvent::Rewind { bytes: 0 } };
        assert_eq!(place.take_live(event), Taken::Gap);
    }

    #[test]
    fn of_joined_tokens_a_live_reader_gets_the_part_it_lacks() {
        let mut place = place(id(2), Some(4));
        place.take_row(row(1, 4, token(0, "abcdefgh"), false));
        assert_eq!(taken(place), [(4, token(4, "efgh"))]);
    }

    #[test]
    fn of_joined_tokens_a_reader_of_unknown_length_starts_that_part_over() {
        let mut place = place(id(2), None);
        place.take_row(row(1, 4, token(0, "abcdefgh"), false));
        assert_eq!(taken(place), [(2, JobEvent::Rewind { bytes: 0 }), (4, token(0, "abcdefgh"))]);
    }

    #[test]
    fn a_reader_inside_a_compacted_range_starts_the_text_over() {
        let mut place = place(id(7), Some(4));
        place.take_row(row(1, 9, token(0, "all of it"), true));
        assert_eq!(taken(place), [(7, JobEvent::Rewind { bytes: 0 }), (9, token(0, "all of it"))]);
    }

    #[test]
    fn a_reader_at_the_end_of_a_compacted_range_is_not_affected() {
        let mut place = place(id(9), None);
        place.take_row(row(1, 9, token(0, "all of it"), true));
        assert_eq!(taken(place), []);
    }
}
