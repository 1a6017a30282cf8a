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

/// Ends all of the person's sessions.
#[server(prefix = "/api/fn", endpoint = "accounts/sign_out_everywhere")]
pub async fn sign_out_everywhere() -> Result<(), ApiError> {
    use_cases()?.accounts.sign_out_everywhere(&caller()?, &principal()?).await?;
    cookies()?.clear(CookieName::Session);
    redirect::to(&LocalPath::known("/sign-in?done=signed-out"));
    Ok(())
}
