//! How the pages look for one person.

use crate::{Outcome, views::Sidebar};
use async_trait::async_trait;
use domain::principal::Principal;

/// How the pages look for one person. What is remembered comes with the session's view.
#[async_trait]
pub trait Appearance: Send + Sync {
    /// Remembers how the person wants the navigation. A width that does not exist becomes the nearest one.
    async fn keep_sidebar(&self, principal: &Principal, sidebar: Sidebar) -> Outcome<()>;
}
