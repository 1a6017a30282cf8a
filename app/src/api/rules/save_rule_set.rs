use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use contract::commands::RulesForm;
use domain::ids::RuleSetId;
use leptos::prelude::*;

/// Adds or changes rules of the person's own, and leads to the list.
#[server(prefix = "/api/fn", endpoint = "rules/save_rule_set")]
pub async fn save_rule_set(
    /// Those to change; new ones without it.
    #[server(default)]
    id: Option<RuleSetId>,
    /// What they shall be.
    #[server(default)]
    form: RulesForm,
) -> Result<(), ApiError> {
    let command = contract::commands::SaveRuleSet { id, form };
    use_cases()?.rules.save(&caller()?, &principal()?, command).await?;
    redirect::to(&LocalPath::known("/rules"));
    Ok(())
}
