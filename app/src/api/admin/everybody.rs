use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::{commands::AuditFilter, views::AuditView};
use leptos::prelude::*;

/// A page of everybody's audit log.
#[server(prefix = "/api/fn", endpoint = "admin/everybody")]
pub async fn everybody(
    /// What to look for.
    #[server(default)]
    filter: AuditFilter,
) -> Result<AuditView, ApiError> {
    Ok(use_cases()?.admin.log(&principal()?, filter).await?)
}
