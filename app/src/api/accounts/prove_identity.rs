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

/// First step of a registration: asks the site who the token belongs to.
#[server(prefix = "/api/fn", endpoint = "accounts/prove_identity")]
pub async fn prove_identity(
    /// Short name of the site.
    site: String,
    /// The Atlassian account's e-mail address; for Cloud sites only.
    #[server(default)]
    email: String,
    /// Jira personal access token, or the Atlassian account's API token.
    token: SecretText,
) -> Result<(), ApiError> {
    let command = contract::commands::ProveIdentity { site, email, token };
    let proved = use_cases()?.accounts.prove_identity(&caller()?, command).await?;
    cookies()?.set(CookieName::Registration, &proved.cookie.0, proved.valid);
    redirect::to(&LocalPath::known("/register/confirm"));
    Ok(())
}
