use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use domain::ids::RuleSetId;
use leptos::prelude::*;

/// Takes a deletion back.
#[server(prefix = "/api/fn", endpoint = "rules/restore_rule_set")]
pub async fn restore_rule_set(
    /// The rules.
    id: RuleSetId,
) -> Result<(), ApiError> {
    use_cases()?.rules.restore(&caller()?, &principal()?, id).await?;
    redirect::to(&LocalPath::known("/rules"));
    Ok(())
}
