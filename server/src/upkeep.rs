//! Clearing away what is no longer needed, while the process runs.

use crate::serve::Shutdown;
use std::time::Duration;
use store::{Store, upkeep};

const EVERY: Duration = Duration::from_hours(1);

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
