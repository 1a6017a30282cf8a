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

/// Takes a deletion back.
#[server(prefix = "/api/fn", endpoint = "drafting/restore_draft")]
pub async fn restore_draft(
    /// The draft.
    draft: DraftId,
) -> Result<(), ApiError> {
    use_cases()?.drafting.restore(&caller()?, &principal()?, draft).await?;
    redirect::plain_form_to(&LocalPath::draft(draft));
    Ok(())
}
