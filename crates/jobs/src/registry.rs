//! The kinds of jobs this process can run.

use crate::{
    context::JobContext,
    job::{Job, Lane, Lost, Outcome},
    storage::{ClaimedJob, WhenLost},
};
use async_trait::async_trait;
use domain::failure::{Category, Failure};
use std::{collections::HashMap, marker::PhantomData, sync::Arc, time::Duration};

/// The kinds of jobs this process can run, each with what it works with.
#[derive(Clone, Default)]
pub struct Registry {
    kinds: HashMap<&'static str, Arc<dyn Kind>>,
}

impl Registry {
    /// Knows nothing yet.
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds a kind. A second one with the same name replaces the first.
    #[must_use]
    pub fn with<J: Job>(mut self, env: J::Env) -> Self {
        self.kinds.insert(J::KIND, Arc::new(Typed::<J> { env, job: PhantomData }));
        self
    }
    pub(crate) fn get(&self, kind: &str) -> Option<&Arc<dyn Kind>> {
        self.kinds.get(kind)
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.kinds.keys()).finish()
    }
}

/// A kind of job without its types: payload and checkpoint are JSON.
#[async_trait]
pub(crate) trait Kind: Send + Sync {
    fn time_limit(&self) -> Duration;
    fn stop_grace(&self) -> Duration;
    fn lane(&self) -> Lane;
    fn when_lost(&self) -> WhenLost;
    async fn run(&self, claimed: ClaimedJob, ctx: JobContext) -> Outcome<String>;
}

struct Typed<J: Job> {
    env: J::Env,
    job: PhantomData<fn() -> J>,
}

#[async_trait]
impl<J: Job> Kind for Typed<J> {
    fn time_limit(&self) -> Duration {
        J::TIME_LIMIT
    }
    fn stop_grace(&self) -> Duration {
        J::STOP_GRACE
    }
    fn lane(&self) -> Lane {
        J::LANE
    }
    fn when_lost(&self) -> WhenLost {
        let lost: Lost = J::ON_LOST;
        WhenLost { lost, max_attempts: J::MAX_ATTEMPTS }
    }

    async fn run(&self, claimed: ClaimedJob, ctx: JobContext) -> Outcome<String> {
        if claimed.payload_version != J::VERSION {
            return Outcome::Fail(unreadable());
        }
        let Ok(job) = serde_json::from_str::<J>(&claimed.payload) else {
            return Outcome::Fail(unreadable());
        };
        let checkpoint = match claimed.checkpoint.as_deref().map(serde_json::from_str::<J::Checkpoint>) {
            None => None,
            Some(Ok(checkpoint)) => Some(checkpoint),
            // What was asked and answered would be lost silently; a person decides.
            Some(Err(_)) => return Outcome::Interrupted(CHECKPOINT_LOST.to_owned()),
        };
        match job.run(ctx, self.env.clone(), checkpoint).await {
            Outcome::Done(issue) => Outcome::Done(issue),
            Outcome::Wait { question, fields, checkpoint } => match serde_json::to_string(&checkpoint) {
                Ok(checkpoint) => Outcome::Wait { question, fields, checkpoint },
                Err(_) => Outcome::Fail(Failure::internal()),
            },
            Outcome::Retry { after, failure } => Outcome::Retry { after, failure },
            Outcome::Fail(failure) => Outcome::Fail(failure),
            Outcome::Interrupted(message) => Outcome::Interrupted(message),
            Outcome::Settled(event) => Outcome::Settled(event),
        }
    }
}

const CHECKPOINT_LOST: &str =
    "The product was updated while this waited, and cannot go on from where it was.";

fn unreadable() -> Failure {
    Failure::new(
        "job.unreadable",
        Category::Internal,
        "This was started by another version of the product, which stored it in another way.",
    )
    .with_next("Start it again.")
}
