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

/// Adds or changes a prompt of the person's own, and leads to the list.
#[server(prefix = "/api/fn", endpoint = "prompts/save_prompt")]
pub async fn save_prompt(
    /// The one to change; a new one without it.
    #[server(default)]
    id: Option<PromptId>,
    /// `prompt` or `template`.
    kind: String,
    /// Its name.
    name: String,
    /// Text with placeholders.
    body: String,
) -> Result<(), ApiError> {
    let command = contract::commands::SavePrompt { id, kind, name, body };
    use_cases()?.prompts.save(&caller()?, &principal()?, command).await?;
    redirect::to(&LocalPath::known("/prompts"));
    Ok(())
}
