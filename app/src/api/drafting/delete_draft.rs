use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use domain::ids::DraftId;
use leptos::prelude::*;

/// Deletes a draft; what is in Jira stays there. A form without scripts is led to the history, where the deletion can be
/// taken back.
#[server(prefix = "/api/fn", endpoint = "drafting/delete_draft")]
pub async fn delete_draft(
    /// The draft.
    draft: DraftId,
) -> Result<(), ApiError> {
    use_cases()?.drafting.delete(&caller()?, &principal()?, draft).await?;
    redirect::plain_form_to(&LocalPath::deleted(draft));
    Ok(())
}
