//! What is looked after while the process runs: old rows, new keys.

use crate::serve::Shutdown;
use secrets::Vault;
use settings::LiveSettings;
use std::time::Duration;
use store::{
    Store,
    upkeep::{self, Keep},
};

const EVERY: Duration = Duration::from_hours(1);
/// Between two parts of one sweep, for those who wait for the database.
const BREATH: Duration = Duration::from_millis(200);
/// How often the key file is read again. A value under a key that was made since is read at once all the same.
pub(crate) const KEYS_EVERY: Duration = Duration::from_secs(5);

/// Sweeps at once and then every hour until the process ends. Several instances do each other no harm.
pub(crate) async fn sweep_regularly(store: Store, settings: LiveSettings, shutdown: Shutdown) {
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            () = shutdown.begun() => return,
            _ = ticks.tick() => {}
        }
        let kept = settings.current().background_jobs.clone();
        let keep = Keep::days(kept.finished_job_days, kept.audit_days);
        loop {
            match store.system().write(move |tx| upkeep::sweep(tx, keep)).await {
                Ok(swept) => {
                    tracing::debug!(?swept, "swept");
                    if !swept.more() || shutdown.has_begun() {
                        break;
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "could not sweep; the next hour tries again");
                    break;
                }
            }
            tokio::time::sleep(BREATH).await;
        }
    }
}

/// Takes over the keys that somebody has written to the key file, until the process ends.
pub(crate) async fn follow_keys(vault: Vault, shutdown: Shutdown) {
    loop {
        tokio::select! {
            () = shutdown.begun() => return,
            () = tokio::time::sleep(KEYS_EVERY) => {}
        }
        let reader = vault.clone();
        if tokio::task::spawn_blocking(move || reader.refresh()).await.unwrap_or(false) {
            tracing::info!(current = vault.ring().current().id(), "the encryption keys have changed");
        }
    }
}
