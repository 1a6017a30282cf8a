use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use domain::ids::SiteBuildId;
use leptos::prelude::*;

/// Begins a site build, or says something else about one; leads to its sheets.
#[server(prefix = "/api/fn", endpoint = "site_builds/describe_build")]
pub async fn describe_build(
    /// The one to change; a new one without it.
    #[server(default)]
    id: Option<SiteBuildId>,
    /// Its name.
    name: String,
    /// What the site is about.
    #[server(default)]
    description: String,
) -> Result<(), ApiError> {
    let command = contract::commands::DescribeSiteBuild { id, name, description };
    let id = use_cases()?.site_builds.describe(&caller()?, &principal()?, command).await?;
    redirect::to(&LocalPath::site_build(id));
    Ok(())
}
