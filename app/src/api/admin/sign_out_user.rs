use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use domain::ids::UserId;
use leptos::prelude::*;

/// Ends all sessions of somebody.
#[server(prefix = "/api/fn", endpoint = "admin/sign_out_user")]
pub async fn sign_out_user(
    /// The account.
    user: UserId,
) -> Result<(), ApiError> {
    Ok(use_cases()?.admin.sign_out_user(&caller()?, &principal()?, user).await?)
}
