use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use contract::commands::SecretText;
use leptos::prelude::*;

/// Sets another password and ends all other sessions.
#[server(prefix = "/api/fn", endpoint = "profile/change_password")]
pub async fn change_password(
    /// The one until now.
    current: SecretText,
    /// The new one.
    password: SecretText,
    /// The new one again.
    repeated: SecretText,
) -> Result<(), ApiError> {
    let command = contract::commands::ChangePassword { current, password, repeated };
    use_cases()?.profile.change_password(&caller()?, &principal()?, command).await?;
    redirect::to(&LocalPath::known("/profile?done=password"));
    Ok(())
}
