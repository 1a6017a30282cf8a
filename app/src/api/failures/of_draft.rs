use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::FailuresView;
use domain::ids::DraftId;
use leptos::prelude::*;

/// What went wrong with a draft.
#[server(prefix = "/api/fn", endpoint = "failures/of_draft")]
pub async fn of_draft(
    /// The draft.
    draft: DraftId,
) -> Result<FailuresView, ApiError> {
    Ok(use_cases()?.failures.of_draft(&principal()?, draft).await?)
}
