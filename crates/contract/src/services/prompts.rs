//! Prompts and templates.

use super::Caller;
use crate::{
    Outcome,
    commands::SavePrompt,
    views::{Imported, PromptView, PromptsView},
};
use async_trait::async_trait;
use domain::{ids::PromptId, principal::Principal};

/// Prompts and templates.
#[async_trait]
pub trait Prompts: Send + Sync {
    /// The prompts page. `deleted` is the one whose deletion can be taken back.
    async fn prompts(&self, principal: &Principal, deleted: Option<PromptId>) -> Outcome<PromptsView>;
    /// One of the person's own.
    async fn prompt(&self, principal: &Principal, id: PromptId) -> Outcome<PromptView>;
    /// Adds or changes one of the person's own.
    async fn save(&self, caller: &Caller, principal: &Principal, command: SavePrompt) -> Outcome<PromptId>;
    /// Copies one of the person's own (`own:<id>`) or of the installation (`system:<name>`).
    async fn duplicate(&self, caller: &Caller, principal: &Principal, source: &str) -> Outcome<PromptId>;
    /// Deletes one; it can be taken back for a while.
    async fn delete(&self, caller: &Caller, principal: &Principal, id: PromptId) -> Outcome<()>;
    /// Takes a deletion back.
    async fn restore(&self, caller: &Caller, principal: &Principal, id: PromptId) -> Outcome<()>;
    /// All of the person's own, as JSON.
    async fn export(&self, principal: &Principal) -> Outcome<String>;
    /// Adds what such a JSON file holds, all of it or nothing.
    async fn import(&self, caller: &Caller, principal: &Principal, file: &[u8]) -> Outcome<Imported>;
}
