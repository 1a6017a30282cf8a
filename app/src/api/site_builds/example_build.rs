use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use leptos::prelude::*;

/// Begins a site build with the example's sheets; leads to what is wrong with them.
#[server(prefix = "/api/fn", endpoint = "site_builds/example_build")]
pub async fn example_build() -> Result<(), ApiError> {
    let id = use_cases()?.site_builds.example(&caller()?, &principal()?).await?;
    redirect::to(&LocalPath::site_build_check(id));
    Ok(())
}
