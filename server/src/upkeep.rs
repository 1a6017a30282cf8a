//! What is looked after while the process runs: old rows, new keys.

use crate::serve::Shutdown;
use secrets::Vault;
use std::time::Duration;
use store::{Store, upkeep};

const EVERY: Duration = Duration::from_hours(1);
/// How often the key file is read again. A value under a key that was made since is read at once all the same.
pub(crate) const KEYS_EVERY: Duration = Duration::from_secs(5);

/// Sweeps at once and then every hour until the process ends. Several instances do each other no harm.
pub(crate) async fn sweep_regularly(store: Store, shutdown: Shutdown) {
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            () = shutdown.begun() => return,
            _ = ticks.tick() => {}
        }
        match store.system().write(upkeep::sweep).await {
            Ok(swept) => tracing::debug!(?swept, "swept"),
            Err(error) => tracing::warn!(%error, "could not sweep; the next hour tries again"),
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
