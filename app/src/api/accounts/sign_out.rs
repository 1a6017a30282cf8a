use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{CookieName, caller, cookies, principal, use_cases},
        redirect,
    },
};
use leptos::prelude::*;

/// Ends this session.
#[server(prefix = "/api/fn", endpoint = "accounts/sign_out")]
pub async fn sign_out() -> Result<(), ApiError> {
    use_cases()?.accounts.sign_out(&caller()?, &principal()?).await?;
    cookies()?.clear(CookieName::Session);
    redirect::to(&LocalPath::known("/sign-in?done=signed-out"));
    Ok(())
}
