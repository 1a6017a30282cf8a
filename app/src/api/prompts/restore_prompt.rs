use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use domain::ids::PromptId;
use leptos::prelude::*;

/// Takes a deletion back.
#[server(prefix = "/api/fn", endpoint = "prompts/restore_prompt")]
pub async fn restore_prompt(
    /// The prompt.
    id: PromptId,
) -> Result<(), ApiError> {
    use_cases()?.prompts.restore(&caller()?, &principal()?, id).await?;
    redirect::to(&LocalPath::known("/prompts"));
    Ok(())
}
