use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::views::RuleSetView;
use domain::ids::RuleSetId;
use leptos::prelude::*;

/// Rules in their form: the person's own, or the beginning of new ones.
#[server(prefix = "/api/fn", endpoint = "rules/rule_set")]
pub async fn rule_set(
    /// The rules; new ones without it.
    #[server(default)]
    id: Option<RuleSetId>,
) -> Result<RuleSetView, ApiError> {
    Ok(use_cases()?.rules.rule_set(&caller()?, &principal()?, id).await?)
}
