use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::ConfigurationView;
use leptos::prelude::*;

/// Which configuration is in use, and how the parts of the installation are.
#[server(prefix = "/api/fn", endpoint = "admin/configuration")]
pub async fn configuration() -> Result<ConfigurationView, ApiError> {
    Ok(use_cases()?.admin.configuration(&principal()?).await?)
}
