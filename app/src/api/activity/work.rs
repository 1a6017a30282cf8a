use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::WorkView;
use leptos::prelude::*;

/// The person's running and recent jobs.
#[server(prefix = "/api/fn", endpoint = "activity/work")]
pub async fn work() -> Result<WorkView, ApiError> {
    Ok(use_cases()?.activity.work(&principal()?).await?)
}
