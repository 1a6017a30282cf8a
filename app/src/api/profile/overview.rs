use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::ProfileView;
use leptos::prelude::*;

/// The profile page.
#[server(prefix = "/api/fn", endpoint = "profile/overview")]
pub async fn overview() -> Result<ProfileView, ApiError> {
    Ok(use_cases()?.profile.profile(&principal()?).await?)
}
