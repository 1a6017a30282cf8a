use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::QueueView;
use leptos::prelude::*;

/// Everybody's jobs.
#[server(prefix = "/api/fn", endpoint = "admin/queue")]
pub async fn queue() -> Result<QueueView, ApiError> {
    Ok(use_cases()?.admin.queue(&principal()?).await?)
}
