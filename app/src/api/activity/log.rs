use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::{commands::AuditFilter, views::AuditView};
use leptos::prelude::*;

/// A page of the person's own audit log.
#[server(prefix = "/api/fn", endpoint = "activity/log")]
pub async fn log(
    /// What to look for.
    #[server(default)]
    filter: AuditFilter,
) -> Result<AuditView, ApiError> {
    Ok(use_cases()?.activity.log(&principal()?, filter).await?)
}
