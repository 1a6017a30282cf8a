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

/// Deletes a prompt of the person's own; the list then offers to take it back.
#[server(prefix = "/api/fn", endpoint = "prompts/delete_prompt")]
pub async fn delete_prompt(
    /// The prompt.
    id: PromptId,
) -> Result<(), ApiError> {
    use_cases()?.prompts.delete(&caller()?, &principal()?, id).await?;
    redirect::to(&LocalPath::prompts_without(id));
    Ok(())
}
