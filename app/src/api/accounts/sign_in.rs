use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{CookieName, caller, cookies, use_cases},
        redirect,
    },
};
use contract::commands::SecretText;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use std::time::Duration;

/// How long the browser keeps the cookie at most; the session itself ends earlier, on the server.
#[cfg(feature = "ssr")]
const COOKIE: Duration = Duration::from_hours(12);

/// Signs in and leads to `next`, or stays where it was asked from when there is none.
#[server(prefix = "/api/fn", endpoint = "accounts/sign_in")]
pub async fn sign_in(
    /// Employee id, e-mail address or name.
    login: String,
    /// The password.
    password: SecretText,
    /// Short name of the site; empty when there is one.
    #[server(default)]
    site: String,
    /// A path of this site.
    #[server(default)]
    next: Option<String>,
) -> Result<(), ApiError> {
    let command = contract::commands::SignIn { login, password, site };
    let session = use_cases()?.accounts.sign_in(&caller()?, command).await?;
    cookies()?.set(CookieName::Session, &session.token.0, COOKIE);
    if let Some(next) = next {
        redirect::to(&LocalPath::parse(&next).unwrap_or_else(LocalPath::dashboard));
    }
    Ok(())
}
