use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{CookieName, caller, cookies, registration, use_cases},
        redirect,
    },
};
use contract::commands::SecretText;
#[cfg(feature = "ssr")]
use contract::views::RegistrationOutcome;
use leptos::prelude::*;

/// Last step of a registration, or of a forgotten password.
#[server(prefix = "/api/fn", endpoint = "accounts/set_password")]
pub async fn set_password(
    /// The password.
    password: SecretText,
    /// The same again.
    repeated: SecretText,
) -> Result<(), ApiError> {
    let command = contract::commands::SetPassword { password, repeated };
    let outcome = use_cases()?.accounts.set_password(&caller()?, &registration()?, command).await?;
    cookies()?.clear(CookieName::Registration);
    redirect::to(&match outcome {
        RegistrationOutcome::Created => LocalPath::known("/sign-in?done=created"),
        RegistrationOutcome::PasswordReset => LocalPath::known("/sign-in?done=password"),
    });
    Ok(())
}
