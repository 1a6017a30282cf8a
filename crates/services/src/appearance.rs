//! How the pages look for one person.

use crate::Resources;
use async_trait::async_trait;
use contract::{Outcome, services::Appearance, views::Sidebar};
use domain::principal::Principal;
use std::sync::Arc;
use store::{StoreError, Tx, preferences};

/// The name under which the navigation's state is remembered.
const SIDEBAR: &str = "sidebar";

/// The use cases around appearance.
pub struct AppearanceService {
    resources: Arc<Resources>,
}

impl AppearanceService {
    /// Over the given resources.
    pub const fn new(resources: Arc<Resources>) -> Self {
        Self { resources }
    }
}

/// How the person wants the navigation.
pub(crate) fn sidebar(tx: &mut Tx) -> Result<Sidebar, StoreError> {
    Ok(preferences::get(tx, SIDEBAR)?.unwrap_or_default())
}

#[async_trait]
impl Appearance for AppearanceService {
    async fn keep_sidebar(&self, principal: &Principal, sidebar: Sidebar) -> Outcome<()> {
        let sidebar = Sidebar { width: Sidebar::width_near(sidebar.width), ..sidebar };
        Ok(self
            .resources
            .store
            .of(principal)
            .write(move |tx| preferences::set(tx, SIDEBAR, &sidebar))
            .await?)
    }
}
