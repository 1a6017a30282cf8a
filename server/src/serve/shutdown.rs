//! Telling everything that the process is about to end.

use tokio_util::sync::CancellationToken;

/// Tells listener, streams and workers that the process ends. Clones share one state.
#[derive(Debug, Clone, Default)]
pub struct Shutdown(CancellationToken);

impl Shutdown {
    /// Nobody has been told yet.
    pub fn new() -> Self {
        Self::default()
    }
    /// Tells everybody. Nothing happens the second time.
    pub fn begin(&self) {
        self.0.cancel();
    }
    /// Whether everybody has been told.
    pub fn has_begun(&self) -> bool {
        self.0.is_cancelled()
    }
    /// Waits until everybody is told.
    pub async fn begun(&self) {
        self.0.cancelled().await;
    }
    /// For parts that take a token, such as the workers.
    pub fn token(&self) -> CancellationToken {
        self.0.clone()
    }
}

/// Waits for the operating system to ask for an end: SIGTERM or SIGINT.
pub async fn stop_signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
