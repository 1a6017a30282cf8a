use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{registration, use_cases},
        redirect,
    },
};
use leptos::prelude::*;

/// Second step of a registration: the person says that it is them.
#[server(prefix = "/api/fn", endpoint = "accounts/confirm_identity")]
pub async fn confirm_identity() -> Result<(), ApiError> {
    use_cases()?.accounts.confirm(&registration()?).await?;
    redirect::to(&LocalPath::known("/register/password"));
    Ok(())
}
