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

/// Makes an earlier version the current one, and leads to the draft.
#[server(prefix = "/api/fn", endpoint = "drafting/restore_revision")]
pub async fn restore_revision(
    /// The draft.
    draft: DraftId,
    /// The version the person saw.
    version: i32,
    /// The version to go back to.
    revision: i32,
) -> Result<(), ApiError> {
    let command = contract::commands::RestoreRevision { draft, version, revision };
    use_cases()?.drafting.restore_revision(&caller()?, &principal()?, command).await?;
    redirect::to(&LocalPath::draft(draft));
    Ok(())
}
