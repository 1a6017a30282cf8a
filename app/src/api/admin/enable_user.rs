use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use domain::ids::UserId;
use leptos::prelude::*;

/// Switches an account on again.
#[server(prefix = "/api/fn", endpoint = "admin/enable_user")]
pub async fn enable_user(
    /// The account.
    user: UserId,
) -> Result<(), ApiError> {
    Ok(use_cases()?.admin.enable_user(&caller()?, &principal()?, user).await?)
}
