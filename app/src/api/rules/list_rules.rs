use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::views::RulesView;
use domain::ids::RuleSetId;
use leptos::prelude::*;

/// The rules page.
#[server(prefix = "/api/fn", endpoint = "rules/list_rules")]
pub async fn list_rules(
    /// Those whose deletion can be taken back.
    #[server(default)]
    deleted: Option<RuleSetId>,
) -> Result<RulesView, ApiError> {
    Ok(use_cases()?.rules.rules(&principal()?, deleted).await?)
}
