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

/// Puts right what is certain: one finding, or all of them.
#[server(prefix = "/api/fn", endpoint = "site_builds/fix_findings")]
pub async fn fix_findings(
    /// The build.
    build: SiteBuildId,
    /// The version it was looked at.
    version: i32,
    /// The finding's number; all without it.
    #[server(default)]
    number: Option<u32>,
) -> Result<u32, ApiError> {
    let command = contract::commands::FixFindings { build, version, number };
    let fixed = use_cases()?.site_builds.fix(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_check(build));
    Ok(fixed)
}
