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

/// Deletes rules of the person's own; the list then offers to take that back.
#[server(prefix = "/api/fn", endpoint = "rules/delete_rule_set")]
pub async fn delete_rule_set(
    /// The rules.
    id: RuleSetId,
) -> Result<(), ApiError> {
    use_cases()?.rules.delete(&caller()?, &principal()?, id).await?;
    redirect::to(&LocalPath::rules_without(id));
    Ok(())
}
