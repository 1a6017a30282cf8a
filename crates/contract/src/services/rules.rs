//! People's own rules.

use super::Caller;
use crate::{
    Outcome,
    commands::SaveRuleSet,
    views::{RuleSetView, RulesView},
};
use async_trait::async_trait;
use domain::{ids::RuleSetId, principal::Principal};

/// People's own rules for the drafts of a project and kind.
#[async_trait]
pub trait Rules: Send + Sync {
    /// The rules page. `deleted` is the set whose deletion can be taken back.
    async fn rules(&self, principal: &Principal, deleted: Option<RuleSetId>) -> Outcome<RulesView>;
    /// One of the person's own; the installation's rules, as the beginning of a new set, without an id.
    async fn rule_set(
        &self,
        caller: &Caller,
        principal: &Principal,
        id: Option<RuleSetId>,
    ) -> Outcome<RuleSetView>;
    /// Adds or changes one of the person's own.
    async fn save(&self, caller: &Caller, principal: &Principal, command: SaveRuleSet) -> Outcome<RuleSetId>;
    /// Deletes one; it can be taken back for a while.
    async fn delete(&self, caller: &Caller, principal: &Principal, id: RuleSetId) -> Outcome<()>;
    /// Takes a deletion back.
    async fn restore(&self, caller: &Caller, principal: &Principal, id: RuleSetId) -> Outcome<()>;
}
