//! What is done again and again while the runner runs.

use super::Inner;
use crate::{
    context::Run,
    job::Lane,
    registry::Kind,
    storage::{Batch, Lease, LeaseSeen, StorageError, WhenLost},
};
use domain::ids::JobId;
use std::{collections::HashMap, sync::Arc};
use tokio::{sync::OwnedMutexGuard, time::Instant};

/// How often jobs of predecessors are looked at again when one has changed meanwhile.
const LOOKS: usize = 10;

impl Inner {
    pub(super) fn start_rounds(self: &Arc<Self>) {
        let rounds = [
            tokio::spawn(Arc::clone(self).claiming()),
            tokio::spawn(Arc::clone(self).beating()),
            tokio::spawn(Arc::clone(self).flushing()),
            tokio::spawn(Arc::clone(self).reaping()),
        ];
        for round in rounds {
            self.rounds.spawn(round);
        }
    }

    async fn claiming(self: Arc<Self>) {
        loop {
            for lane in Lane::ALL {
                while self.has_room(lane) && !self.stopping.is_cancelled() {
                    match self
                        .storage
                        .claim(&self.owner, lane, self.limits.operator.policy().per_person)
                        .await
                    {
                        Ok(Some(claimed)) => self.begin(claimed),
                        Ok(None) => break,
                        Err(error) => {
                            tracing::warn!(error = %error, "jobs could not be claimed");
                            break;
                        }
                    }
                }
            }
            tokio::select! {
                () = self.stopping.cancelled() => return,
                () = self.wanted.notified() => {}
                () = tokio::time::sleep(self.limits.poll) => {}
            }
        }
    }

    async fn beating(self: Arc<Self>) {
        loop {
            tokio::select! {
                () = self.over.cancelled() => return,
                () = tokio::time::sleep(self.limits.beat) => {}
            }
            let runs: Vec<Arc<Run>> = self.runs().values().map(|(_, run)| Arc::clone(run)).collect();
            if runs.is_empty() {
                continue;
            }
            let leases: Vec<Lease> = runs.iter().map(|run| run.lease).collect();
            match self.storage.beat(leases).await {
                Ok(answers) => {
                    for (run, held) in runs.iter().zip(answers) {
                        // A run that has just ended no longer holds its lease, and does not mind.
                        let _ = run.heed(held);
                    }
                }
                Err(error) => tracing::warn!(error = %error, "runs could not give a sign of life"),
            }
        }
    }

    async fn flushing(self: Arc<Self>) {
        loop {
            tokio::select! {
                () = self.over.cancelled() => return,
                () = self.flush_wanted.notified() => {}
            }
            tokio::time::sleep(self.limits.flush).await;
            self.flush_all().await;
        }
    }

    /// Stores what all runs have pending, in one transaction.
    async fn flush_all(&self) {
        let runs: Vec<Arc<Run>> = self.runs().values().map(|(_, run)| Arc::clone(run)).collect();
        let mut storing: Vec<(Arc<Run>, OwnedMutexGuard<()>)> = Vec::new();
        let mut batches: Vec<Batch> = Vec::new();
        for run in runs {
            // A run that is storing something right now takes its pending events along.
            let Ok(guard) = Arc::clone(&run.storing).try_lock_owned() else { continue };
            if let Some(batch) = run.take_pending() {
                batches.push(batch);
                storing.push((run, guard));
            }
        }
        if batches.is_empty() {
            return;
        }
        match self.storage.append(batches.clone()).await {
            Ok(answers) => {
                for (((run, _guard), batch), held) in storing.iter().zip(&batches).zip(answers) {
                    if let Some(last) = batch.events.last() {
                        self.hub.stored(run.lease.job, last.id);
                    }
                    let _ = run.heed(held);
                }
            }
            Err(error) => {
                tracing::warn!(error = %error, "events could not be stored; they are kept for the next batch");
                for ((run, _guard), batch) in storing.iter().zip(batches) {
                    run.put_back(batch.events);
                }
                self.flush_wanted.notify_one();
            }
        }
    }

    /// Looks for runs whose process is gone.
    async fn reaping(self: Arc<Self>) {
        let mut seen: HashMap<JobId, (LeaseSeen, Instant)> = HashMap::new();
        loop {
            tokio::select! {
                () = self.stopping.cancelled() => return,
                () = tokio::time::sleep(self.limits.stale / 6) => {}
            }
            let leases = match self.storage.leases().await {
                Ok(leases) => leases,
                Err(error) => {
                    tracing::warn!(error = %error, "running jobs could not be looked at");
                    // How long they have been silent is no longer known.
                    seen.clear();
                    continue;
                }
            };
            let now = Instant::now();
            let mut next = HashMap::with_capacity(leases.len());
            for lease in leases {
                if self.runs().get(&lease.lease.job).is_some_and(|(_, run)| run.lease == lease.lease) {
                    continue;
                }
                let since = match seen.remove(&lease.lease.job) {
                    Some((before, since)) if before == lease => since,
                    _ => now,
                };
                if now.duration_since(since) >= self.limits.stale
                    && let Err(error) = self.take_from_lost(&lease).await
                {
                    tracing::warn!(job = %lease.lease.job, error = %error, "a lost job could not be freed");
                }
                next.insert(lease.lease.job, (lease, since));
            }
            seen = next;
        }
    }

    /// Frees every running job of another owner. A last sign of life may still be committed after its process
    /// has gone (the database finishes what it was sent), and makes a lease look different from what was seen;
    /// so it is looked at again.
    pub(super) async fn free_predecessors(&self) -> Result<(), StorageError> {
        for _ in 0..LOOKS {
            let mut moved = false;
            for lease in self.storage.leases().await? {
                if lease.owner != self.owner && self.registry.get(&lease.kind).is_some() {
                    moved |= !self.take_from_lost(&lease).await?;
                }
            }
            if !moved {
                break;
            }
        }
        Ok(())
    }

    /// What becomes of a run of this kind that was lost.
    pub(super) fn when_lost(&self, kind: &dyn Kind) -> WhenLost {
        let own = kind.when_lost();
        let max_attempts = self.limits.operator.policy().max_attempts(kind.lane(), own.max_attempts);
        WhenLost { max_attempts, ..own }
    }

    /// `true` when the job was taken.
    pub(super) async fn take_from_lost(&self, lease: &LeaseSeen) -> Result<bool, StorageError> {
        // What an unknown kind wants is not ours to decide.
        let Some(kind) = self.registry.get(&lease.kind) else { return Ok(false) };
        let taken = self.storage.lost(lease.clone(), self.when_lost(kind.as_ref())).await?;
        if taken {
            tracing::info!(job = %lease.lease.job, kind = lease.kind, "a job was freed whose process is gone");
            self.hub.reread(lease.lease.job);
            self.wanted.notify_one();
        }
        Ok(taken)
    }
}
