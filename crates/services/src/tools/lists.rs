//! Lists as they were fetched last. They depend on the server and the products, never on the person, so many people's
//! refreshes ask the server once.

use super::fetch;
use crate::Resources;
use domain::time::Timestamp;
use mcp::{McpError, Products, ToolList};
use settings::Settings;
use std::{collections::HashMap, fmt, sync::Arc};
use tokio::sync::Mutex;

struct Last {
    finished: Timestamp,
    /// The configuration it was fetched under.
    fingerprint: String,
    outcome: Result<Arc<ToolList>, McpError>,
}

/// The last list of each set of products. One is fetched at a time, however many people ask.
#[derive(Default)]
pub struct ToolLists(Mutex<HashMap<Products, Last>>);

impl ToolLists {
    /// A list that was fetched at `since` or later. Who had to wait for somebody else's fetch takes what came out of it,
    /// so that a server which hangs keeps a crowd waiting once and not one after the other.
    pub(super) async fn get(
        &self,
        resources: &Resources,
        settings: &Settings,
        products: Products,
        since: Timestamp,
    ) -> Result<Arc<ToolList>, McpError> {
        let arrived = resources.clock.now();
        let mut lists = self.0.lock().await;
        if let Some(last) = lists.get(&products).filter(|last| last.fingerprint == settings.fingerprint) {
            // What gave nothing is asked again at the next try.
            let useful = last.outcome.as_ref().is_ok_and(|list| !list.tools.is_empty());
            if last.finished > arrived || useful && last.finished >= since {
                return last.outcome.clone();
            }
        }
        let outcome = fetch::list(resources, settings, products).await.map(Arc::new);
        let last = Last {
            finished: resources.clock.now(),
            fingerprint: settings.fingerprint.clone(),
            outcome: outcome.clone(),
        };
        lists.insert(products, last);
        outcome
    }
}

impl fmt::Debug for ToolLists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ToolLists")
    }
}
