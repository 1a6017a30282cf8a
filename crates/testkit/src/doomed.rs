//! A process that is killed in the middle of its work.

use crate::app::{Installation, Process};
use jobs::Predecessors;
use tokio::runtime::Runtime;

/// Another process of the installation, in a runtime of its own.
pub struct Doomed {
    /// What it is made of. Its use cases must be called inside [`Doomed::run`].
    pub process: Process,
    runtime: Runtime,
}

impl Doomed {
    pub(crate) async fn start(installation: Installation) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let starting = runtime.spawn(async move { installation.start_process(Predecessors::MayLive).await });
        let process = starting.await.expect("the process starts");
        Self { process, runtime }
    }

    /// Lets the process do something.
    pub async fn run<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> T {
        self.runtime.spawn(work).await.expect("the process lives")
    }

    /// Ends it at once: nothing is put away, every connection is cut.
    pub fn die(self) {
        self.runtime.shutdown_background();
    }
}
