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

/// Writes a value that somebody chose into the cell of a finding.
#[server(prefix = "/api/fn", endpoint = "site_builds/use_value")]
pub async fn use_value(
    /// The build.
    build: SiteBuildId,
    /// The version it was looked at.
    version: i32,
    /// The finding's number.
    number: u32,
    /// The value, as it was offered.
    value: String,
) -> Result<(), ApiError> {
    let command = contract::commands::UseValue { build, version, number, value };
    use_cases()?.site_builds.use_value(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_check(build));
    Ok(())
}
