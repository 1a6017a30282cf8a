//! What a run of a job can do: tell what happens, and see whether it should stop.

use crate::{
    Trace,
    hub::EventHub,
    storage::{Answered, Batch, ClaimedJob, Held, JobStorage, Lease},
};
use contract::events::{EventId, JobEvent, NumberedEvent};
use domain::{ids::JobId, principal::Principal};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, task::JoinHandle, time::Instant};
use tokio_util::sync::CancellationToken;

/// The run should come to an end: it was asked to stop, somebody else has the job, or storage failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the run has to end")]
pub struct Stopped;

/// The place of the last event of a run, reserved for the transaction that ends the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// The right to write.
    pub lease: Lease,
    /// The reserved place.
    pub at: EventId,
}

/// A run of a job. Cheap to clone.
#[derive(Clone)]
pub struct JobContext {
    pub(crate) run: Arc<Run>,
}

pub(crate) struct Run {
    pub(crate) lease: Lease,
    principal: Principal,
    attempt: i32,
    answers: Vec<Answered>,
    trace: Option<Trace>,
    began: Instant,
    /// Somebody or something wants the run to end by itself.
    pub(crate) cancel: CancellationToken,
    /// The job belongs to somebody else: nothing may be written any more.
    pub(crate) lost: CancellationToken,
    storage: Arc<dyn JobStorage>,
    hub: EventHub,
    flush_wanted: Arc<Notify>,
    log: Mutex<Log>,
    /// Held while events of this run are being stored, so that they are stored in order.
    pub(crate) storing: Arc<tokio::sync::Mutex<()>>,
}

struct Log {
    last_n: i32,
    text_len: u64,
    /// Published, not stored yet.
    pending: Vec<NumberedEvent>,
    /// Not published yet, because an event before them is still being stored.
    held_back: Option<Vec<NumberedEvent>>,
    closed: bool,
}

impl Log {
    fn next(&mut self, lease: Lease) -> EventId {
        self.last_n = self.last_n.saturating_add(1);
        EventId { fence: lease.fence, n: self.last_n }
    }
}

impl JobContext {
    /// The job.
    pub fn job(&self) -> JobId {
        self.run.lease.job
    }
    /// Whose it is. Never an admin.
    pub fn principal(&self) -> &Principal {
        &self.run.principal
    }
    /// The right to write for the job: what the run stores elsewhere has to check it.
    pub fn lease(&self) -> Lease {
        self.run.lease
    }
    /// Raised by every claim.
    pub fn fence(&self) -> i32 {
        self.run.lease.fence
    }
    /// Which run this is, from 1.
    pub fn attempt(&self) -> i32 {
        self.run.attempt
    }
    /// The id of the request that asked for the job.
    pub fn trace(&self) -> Option<&str> {
        self.run.trace().map(|trace| trace.request_id.as_str())
    }
    /// How long this run has taken so far.
    pub fn elapsed(&self) -> Duration {
        self.run.began.elapsed()
    }
    /// Fires when the run should end: a person stopped it, or it took too long.
    pub fn cancel(&self) -> &CancellationToken {
        &self.run.cancel
    }
    /// Every answer so far, oldest first.
    pub fn answers(&self) -> &[Answered] {
        &self.run.answers
    }
    /// Bytes of text so far, those of earlier runs that stay included.
    pub fn text_len(&self) -> u64 {
        self.run.log().text_len
    }
    /// More of the answer: seen at once by those who follow, stored with the next batch.
    pub fn token(&self, text: &str) {
        if !text.is_empty() {
            self.run.token(text);
        }
    }
    /// Something happened. Progress is seen at once and stored with the next batch; everything else is
    /// stored, with all that came before it, when this returns. Events that end a job are not for this:
    /// they come from the run's outcome.
    pub async fn emit(&self, event: JobEvent) -> Result<(), Stopped> {
        if event.is_transient() {
            self.run.show_now(event);
            return Ok(());
        }
        let run = Arc::clone(&self.run);
        finished(tokio::spawn(async move { run.emit(event).await })).await
    }
    /// Stores what is not stored yet and reserves the last event's place, for a run that ends the job in
    /// its own transaction. Tokens after this are dropped. Then return [`crate::Outcome::Settled`].
    pub async fn close(&self) -> Result<Closing, Stopped> {
        let run = Arc::clone(&self.run);
        finished(tokio::spawn(async move { run.close().await })).await
    }
}

/// Storing goes on when the run is dropped in the middle of it: events that were shown must not get lost.
async fn finished<T>(storing: JoinHandle<Result<T, Stopped>>) -> Result<T, Stopped> {
    storing.await.unwrap_or(Err(Stopped))
}

impl Run {
    #[expect(clippy::disallowed_methods, reason = "the runner acts for the person whose job it claimed")]
    pub(crate) fn new(
        claimed: &ClaimedJob,
        storage: Arc<dyn JobStorage>,
        hub: EventHub,
        flush_wanted: Arc<Notify>,
    ) -> Self {
        Self {
            lease: claimed.lease,
            principal: Principal::of_job(claimed.user),
            attempt: claimed.attempt,
            answers: claimed.answers.clone(),
            trace: claimed.trace.as_deref().map(Trace::parse),
            began: Instant::now(),
            cancel: CancellationToken::new(),
            lost: CancellationToken::new(),
            storage,
            hub,
            flush_wanted,
            log: Mutex::new(Log {
                last_n: claimed.last_n,
                text_len: claimed.text_len,
                pending: Vec::new(),
                held_back: None,
                closed: false,
            }),
            storing: Arc::default(),
        }
    }

    pub(crate) fn trace(&self) -> Option<&Trace> {
        self.trace.as_ref()
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn token(&self, text: &str) {
        // PostgreSQL cannot store NUL; a space keeps the offsets.
        let text = if text.contains('\0') { text.replace('\0', " ") } else { text.to_owned() };
        let mut log = self.log();
        let at = log.text_len;
        log.text_len += text.len() as u64;
        self.show(&mut log, JobEvent::AssistantToken { at, text });
    }

    /// Publishes an event that may be seen before it is stored.
    fn show(&self, log: &mut Log, event: JobEvent) {
        if log.closed {
            return;
        }
        let event = NumberedEvent { id: log.next(self.lease), event };
        log.pending.push(event.clone());
        match &mut log.held_back {
            Some(held_back) => held_back.push(event),
            None => self.hub.publish(self.lease.job, event),
        }
        self.flush_wanted.notify_one();
    }

    fn show_now(&self, event: JobEvent) {
        match event {
            JobEvent::AssistantToken { text, .. } => self.token(&text),
            event => self.show(&mut self.log(), event),
        }
    }

    async fn emit(&self, event: JobEvent) -> Result<(), Stopped> {
        if event.ends_stream() {
            return Err(Stopped);
        }
        let _storing = self.storing.lock().await;
        let (mut events, event) = {
            let mut log = self.log();
            if log.closed {
                return Err(Stopped);
            }
            if let JobEvent::Rewind { bytes } = event {
                log.text_len = bytes;
            }
            let event = NumberedEvent { id: log.next(self.lease), event };
            log.held_back = Some(Vec::new());
            (std::mem::take(&mut log.pending), event)
        };
        events.push(event.clone());
        let stored = self.storage.append(vec![Batch { lease: self.lease, events: events.clone() }]).await;
        let mut log = self.log();
        let held_back = log.held_back.take().unwrap_or_default();
        let answer = match stored {
            Ok(held) => {
                self.hub.stored(self.lease.job, event.id);
                let held = held.first().copied().unwrap_or(Held::No);
                if held != Held::No {
                    self.hub.publish(self.lease.job, event);
                }
                self.heed(held)
            }
            Err(error) => {
                tracing::warn!(job = %self.lease.job, error = %error, "an event could not be stored");
                events.pop();
                events.append(&mut log.pending);
                log.pending = events;
                Err(Stopped)
            }
        };
        for event in held_back {
            self.hub.publish(self.lease.job, event);
        }
        answer
    }

    /// Takes what is not stored yet; the caller holds `storing`.
    pub(crate) fn take_pending(&self) -> Option<Batch> {
        let events = std::mem::take(&mut self.log().pending);
        (!events.is_empty()).then_some(Batch { lease: self.lease, events })
    }

    /// Puts back what could not be stored.
    pub(crate) fn put_back(&self, mut events: Vec<NumberedEvent>) {
        let mut log = self.log();
        events.append(&mut log.pending);
        log.pending = events;
    }

    /// What an attempt to write says about the lease.
    pub(crate) fn heed(&self, held: Held) -> Result<(), Stopped> {
        match held {
            Held::Yes => Ok(()),
            Held::StopRequested => {
                self.cancel.cancel();
                Ok(())
            }
            Held::No => {
                self.lost.cancel();
                self.cancel.cancel();
                Err(Stopped)
            }
        }
    }

    /// Stores what is not stored yet.
    async fn flush(&self) -> Result<(), Stopped> {
        let _storing = self.storing.lock().await;
        let Some(batch) = self.take_pending() else { return Ok(()) };
        let last = batch.events.last().map(|event| event.id);
        match self.storage.append(vec![batch.clone()]).await {
            Ok(held) => {
                if let Some(last) = last {
                    self.hub.stored(self.lease.job, last);
                }
                self.heed(held.first().copied().unwrap_or(Held::No))
            }
            Err(error) => {
                tracing::warn!(job = %self.lease.job, error = %error, "events could not be stored");
                self.put_back(batch.events);
                Err(Stopped)
            }
        }
    }

    pub(crate) async fn close(&self) -> Result<Closing, Stopped> {
        self.log().closed = true;
        self.flush().await?;
        let at = self.log().next(self.lease);
        Ok(Closing { lease: self.lease, at })
    }

    pub(crate) fn text_len(&self) -> u64 {
        self.log().text_len
    }
}
