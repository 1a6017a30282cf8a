#![cfg_attr(
    feature = "ssr",
    expect(clippy::unused_async, reason = "server functions are async by their macro")
)]

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{CookieName, cookies},
        redirect,
    },
};
use leptos::prelude::*;

/// The person proved in the first step is somebody else: back to it.
#[server(prefix = "/api/fn", endpoint = "accounts/forget_identity")]
pub async fn forget_identity() -> Result<(), ApiError> {
    cookies()?.clear(CookieName::Registration);
    redirect::to(&LocalPath::known("/register"));
    Ok(())
}
