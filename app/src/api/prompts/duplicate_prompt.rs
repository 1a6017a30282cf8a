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

/// Copies a prompt and opens the copy.
#[server(prefix = "/api/fn", endpoint = "prompts/duplicate_prompt")]
pub async fn duplicate_prompt(
    /// `own:<id>` or `system:<name>`.
    source: String,
) -> Result<(), ApiError> {
    let copy = use_cases()?.prompts.duplicate(&caller()?, &principal()?, &source).await?;
    redirect::to(&LocalPath::prompt(copy));
    Ok(())
}
