//! Live events inside this process.

use contract::events::{EventId, NumberedEvent};
use domain::ids::JobId;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::broadcast;

/// How many events a slow reader may be behind before it has to read rows instead. Bounds memory.
const BEHIND: usize = 256;

/// Brings a job's events to those who follow it in this process. Cheap to clone.
#[derive(Clone, Default)]
pub struct EventHub {
    jobs: Arc<Mutex<HashMap<JobId, Channel>>>,
}

struct Channel {
    sender: broadcast::Sender<Live>,
    /// Published, not stored yet: a new reader finds them neither in rows nor in its receiver.
    unstored: VecDeque<NumberedEvent>,
    /// The job runs in this process.
    local: bool,
    followers: usize,
}

#[derive(Clone)]
pub(crate) enum Live {
    Event(NumberedEvent),
    /// Something was stored that did not come through here.
    Reread,
}

/// A reader's place in the hub.
pub(crate) struct Subscription {
    pub(crate) receiver: broadcast::Receiver<Live>,
    pub(crate) unstored: Vec<NumberedEvent>,
    pub(crate) local: bool,
    hub: EventHub,
    job: JobId,
}

impl EventHub {
    /// Nobody follows anything yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn jobs(&self) -> MutexGuard<'_, HashMap<JobId, Channel>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A run begins in this process.
    pub(crate) fn open(&self, job: JobId) {
        let mut jobs = self.jobs();
        let channel = jobs.entry(job).or_insert_with(Channel::new);
        channel.local = true;
        channel.unstored.clear();
        channel.tell(Live::Reread);
    }

    /// The run is over.
    pub(crate) fn close(&self, job: JobId) {
        let mut jobs = self.jobs();
        if let Some(channel) = jobs.get_mut(&job) {
            channel.local = false;
            channel.unstored.clear();
            channel.tell(Live::Reread);
            if channel.followers == 0 {
                jobs.remove(&job);
            }
        }
    }

    pub(crate) fn publish(&self, job: JobId, event: NumberedEvent) {
        if let Some(channel) = self.jobs().get_mut(&job) {
            if event.event.is_transient() {
                channel.unstored.push_back(event.clone());
            }
            channel.tell(Live::Event(event));
        }
    }

    /// Everything up to `last` is in rows now.
    pub(crate) fn stored(&self, job: JobId, last: EventId) {
        if let Some(channel) = self.jobs().get_mut(&job) {
            while channel.unstored.front().is_some_and(|event| event.id <= last) {
                channel.unstored.pop_front();
            }
        }
    }

    /// Makes those who follow a job look at its rows: something was stored outside a run, such as a
    /// cancellation.
    pub fn reread(&self, job: JobId) {
        if let Some(channel) = self.jobs().get_mut(&job) {
            channel.tell(Live::Reread);
        }
    }

    /// The same, unless the job runs here: then its events have come already.
    pub(crate) fn reread_elsewhere(&self, job: JobId) {
        if let Some(channel) = self.jobs().get_mut(&job).filter(|channel| !channel.local) {
            channel.tell(Live::Reread);
        }
    }

    pub(crate) fn subscribe(&self, job: JobId) -> Subscription {
        let mut jobs = self.jobs();
        let channel = jobs.entry(job).or_insert_with(Channel::new);
        channel.followers += 1;
        Subscription {
            receiver: channel.sender.subscribe(),
            unstored: channel.unstored.iter().cloned().collect(),
            local: channel.local,
            hub: self.clone(),
            job,
        }
    }
}

impl std::fmt::Debug for EventHub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EventHub({} jobs)", self.jobs().len())
    }
}

impl Channel {
    fn new() -> Self {
        let (sender, _) = broadcast::channel(BEHIND);
        Self { sender, unstored: VecDeque::new(), local: false, followers: 0 }
    }
    fn tell(&self, live: Live) {
        // Without receivers there is nobody to tell.
        drop(self.sender.send(live));
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut jobs = self.hub.jobs();
        if let Some(channel) = jobs.get_mut(&self.job) {
            channel.followers -= 1;
            if channel.followers == 0 && !channel.local {
                jobs.remove(&self.job);
            }
        }
    }
}
