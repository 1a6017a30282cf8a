//! One run of one job, from claim to ending.

use super::{
    Inner,
    report::{Became, outcome_of, report, span_of},
};
use crate::{
    context::{JobContext, Run},
    job::Outcome,
    registry::Kind,
    storage::{ClaimedJob, Ending, StorageError, Waiting},
};
use contract::events::NumberedEvent;
use domain::failure::{Category, Failure};
use std::{future::Future, sync::Arc, time::Duration};
use tokio::{
    task::{JoinError, JoinHandle},
    time::Instant,
};
use tracing::Instrument;

/// How long a run's ending is tried to be stored before it is left to whoever finds the lease stale.
const INSIST: usize = 60;
const INSIST_EVERY: Duration = Duration::from_millis(500);

/// Why a run is over.
enum Over {
    /// By itself.
    Returned(Result<Outcome<String>, JoinError>),
    /// A person stopped it; what it returned in time, if anything.
    Stopped(Option<Result<Outcome<String>, JoinError>>),
    /// It took too long; what it returned in time, if anything.
    TooLong(Option<Result<Outcome<String>, JoinError>>),
    /// Somebody else has the job.
    Lost,
    /// The process ends.
    Cut,
}

impl Inner {
    pub(super) async fn run(self: Arc<Self>, claimed: ClaimedJob, run: Arc<Run>) {
        let (job, started) = (claimed.lease.job, Instant::now());
        let span = span_of(&claimed, &run);
        async {
            let became = match self.registry.get(&claimed.kind).cloned() {
                None => self.end(&run, Ending::Failed(unknown_kind())).await,
                Some(kind) => {
                    let over = self.watch(&claimed, &run, kind.as_ref(), Arc::clone(&kind)).await;
                    self.settle(&claimed, &run, kind.as_ref(), over).await
                }
            };
            report(&claimed, &became, started.elapsed());
            self.forget(&run);
            self.hub.close(job);
            if became.is_over()
                && let Err(error) = self.storage.compact(job).await
            {
                tracing::warn!(error = %error, "a finished job's events could not be compacted");
            }
            self.wanted.notify_one();
        }
        .instrument(span)
        .await;
    }

    async fn watch(
        &self,
        claimed: &ClaimedJob,
        run: &Arc<Run>,
        kind: &dyn Kind,
        owned: Arc<dyn Kind>,
    ) -> Over {
        let ctx = JobContext { run: Arc::clone(run) };
        let longest = self.limits.operator.policy().longest_run;
        let work = claimed.clone();
        // A task of its own, so that a panic ends the run and nothing else.
        let mut task =
            tokio::spawn(async move { owned.run(work, ctx).await }.instrument(tracing::Span::current()));
        tokio::select! {
            biased;
            // The run may have noticed a person's wish, and come to its end, before this does.
            returned = &mut task => {
                if run.cancel.is_cancelled() { Over::Stopped(Some(returned)) } else { Over::Returned(returned) }
            }
            () = run.lost.cancelled() => {
                abandon(&mut task).await;
                Over::Lost
            }
            () = self.cutting.cancelled() => {
                abandon(&mut task).await;
                Over::Cut
            }
            () = run.cancel.cancelled() => Over::Stopped(grace(&mut task, kind.stop_grace()).await),
            () = tokio::time::sleep(kind.time_limit().min(longest)) => {
                run.cancel.cancel();
                Over::TooLong(grace(&mut task, kind.stop_grace()).await)
            }
        }
    }

    /// Stores how the run ended.
    async fn settle(&self, claimed: &ClaimedJob, run: &Arc<Run>, kind: &dyn Kind, over: Over) -> Became {
        let outcome = match over {
            Over::Lost => return Became::Cut,
            _ if run.lost.is_cancelled() => return Became::Cut,
            Over::Cut => {
                self.give_up(run).await;
                return Became::Cut;
            }
            Over::Returned(Err(panic)) => {
                tracing::error!(error = %panic, "a job panicked");
                Outcome::Fail(Failure::internal())
            }
            Over::Returned(Ok(outcome))
            | Over::Stopped(Some(Ok(outcome @ (Outcome::Done(_) | Outcome::Settled(_)))))
            | Over::TooLong(Some(Ok(outcome @ (Outcome::Done(_) | Outcome::Settled(_))))) => outcome,
            Over::Stopped(_) => return self.end(run, Ending::Cancelled).await,
            Over::TooLong(_) => return self.end(run, Ending::Failed(too_long())).await,
        };
        match outcome {
            Outcome::Done(issue) => self.end(run, Ending::Done(issue)).await,
            Outcome::Fail(failure) => self.end(run, Ending::Failed(failure)).await,
            Outcome::Interrupted(message) => self.end(run, Ending::Interrupted(message)).await,
            Outcome::Settled(event) => {
                let became = Became::Settled(outcome_of(&event));
                self.hub.publish(run.lease.job, event);
                became
            }
            Outcome::Retry { failure, .. } if claimed.attempt >= self.when_lost(kind).max_attempts => {
                self.end(run, Ending::Failed(failure)).await
            }
            Outcome::Retry { after, failure } => {
                if run.close().await.is_err() && run.lost.is_cancelled() {
                    return Became::Cut;
                }
                let policy = self.limits.operator.policy();
                let after = policy.wait(kind.lane(), claimed.attempt, after, run.lease.job.as_u128());
                let run_at = self.clock.now().plus(after);
                tracing::warn!(code = failure.code, attempt = claimed.attempt, "a job will be tried again");
                insist(|| self.storage.retry(run.lease, run_at, failure.clone())).await;
                Became::Retried { code: failure.code, after }
            }
            Outcome::Wait { question, fields, checkpoint } => {
                let waiting = Waiting { question, fields, checkpoint, text_len: run.text_len() };
                let Some(closing) = close(run).await else { return Became::Cut };
                let stored = insist(|| self.storage.wait(run.lease, closing.at, waiting.clone())).await;
                self.publish(run, stored.flatten());
                Became::Waiting
            }
        }
    }

    async fn end(&self, run: &Arc<Run>, ending: Ending) -> Became {
        let Some(closing) = close(run).await else { return Became::Cut };
        let stored = insist(|| self.storage.end(run.lease, closing.at, ending.clone())).await.flatten();
        let ended = stored.is_some();
        self.publish(run, stored);
        if ended { Became::Ended(ending) } else { Became::Cut }
    }

    fn forget(&self, run: &Arc<Run>) {
        self.runs().retain(|_, (_, other)| !Arc::ptr_eq(other, run));
    }

    fn publish(&self, run: &Run, event: Option<NumberedEvent>) {
        if let Some(event) = event {
            self.hub.publish(run.lease.job, event);
        }
    }

    /// The process ends: the job is put where a lost one is, without waiting for that to be noticed.
    async fn give_up(&self, run: &Arc<Run>) {
        if run.close().await.is_err() {
            return;
        }
        // No more signs of life, so that the lease stays as it is seen; one may still be under way.
        self.forget(run);
        let freed: Result<(), StorageError> = async {
            for _ in 0..5 {
                let leases = self.storage.leases().await?;
                let Some(lease) = leases.iter().find(|seen| seen.lease == run.lease) else { break };
                if self.take_from_lost(lease).await? {
                    break;
                }
            }
            Ok(())
        }
        .await;
        if let Err(error) = freed {
            tracing::warn!(error = %error, "a job could not be put away; the next start does it");
        }
    }
}

/// Ends a task that does not end by itself.
async fn abandon(task: &mut JoinHandle<Outcome<String>>) {
    task.abort();
    // It is dropped at its next await; one that never comes to one must not hold up the others.
    drop(tokio::time::timeout(Duration::from_secs(1), task).await);
}

async fn grace(
    task: &mut JoinHandle<Outcome<String>>,
    grace: Duration,
) -> Option<Result<Outcome<String>, JoinError>> {
    if let Ok(returned) = tokio::time::timeout(grace, &mut *task).await {
        return Some(returned);
    }
    abandon(task).await;
    None
}

/// Stores what is pending and reserves the last place, insisting while storage fails.
async fn close(run: &Run) -> Option<crate::context::Closing> {
    for _ in 0..INSIST {
        match run.close().await {
            Ok(closing) => return Some(closing),
            Err(_) if run.lost.is_cancelled() => return None,
            Err(_) => tokio::time::sleep(INSIST_EVERY).await,
        }
    }
    None
}

async fn insist<T, F>(mut write: impl FnMut() -> F) -> Option<T>
where
    F: Future<Output = Result<T, StorageError>>,
{
    for _ in 0..INSIST {
        match write().await {
            Ok(value) => return Some(value),
            Err(error) => tracing::warn!(error = %error, "how a run ended could not be stored yet"),
        }
        tokio::time::sleep(INSIST_EVERY).await;
    }
    None
}

fn unknown_kind() -> Failure {
    Failure::new("job.unknown_kind", Category::Internal, "This version of the product cannot do this work.")
        .with_next("Start it again.")
}

fn too_long() -> Failure {
    Failure::temporary("job.too_long", "This took longer than allowed and was stopped.")
        .with_next("Try again.")
}
