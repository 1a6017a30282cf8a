//! What Prometheus is told about things that have a state rather than a count.

use crate::{http::limits::StreamSlots, telemetry::metrics::Sampled};
use async_trait::async_trait;
use instruments::metrics;
use mcp::McpPool;
use store::{Store, jobs::depth};

/// The parts that are looked at when somebody reads the metrics.
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) mcp: Option<McpPool>,
    pub(crate) streams: StreamSlots,
}

#[async_trait]
impl Sampled for Parts {
    async fn sample(&self) {
        metrics::open_streams(self.streams.open());
        metrics::mcp_processes(self.mcp.as_ref().map_or(0, McpPool::children));
        for pool in self.store.pools() {
            metrics::database_connections(pool.name, pool.busy, pool.idle);
        }
        match self.store.system().read(depth).await {
            Ok(depths) => {
                for depth in depths {
                    metrics::jobs_in_queue(depth.lane.as_str(), depth.state.as_str(), depth.count);
                }
            }
            Err(error) => tracing::warn!(%error, "the queue could not be measured"),
        }
    }
}
