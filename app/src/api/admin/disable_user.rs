use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use domain::ids::UserId;
use leptos::prelude::*;

/// Switches an account off, and ends its sessions.
#[server(prefix = "/api/fn", endpoint = "admin/disable_user")]
pub async fn disable_user(
    /// The account.
    user: UserId,
) -> Result<(), ApiError> {
    Ok(use_cases()?.admin.disable_user(&caller()?, &principal()?, user).await?)
}
