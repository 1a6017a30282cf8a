use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use domain::ids::SessionId;
use leptos::prelude::*;

/// Ends one of the person's sessions.
#[server(prefix = "/api/fn", endpoint = "profile/revoke_session")]
pub async fn revoke_session(
    /// The session.
    session: SessionId,
) -> Result<(), ApiError> {
    Ok(use_cases()?.profile.revoke_session(&caller()?, &principal()?, session).await?)
}
