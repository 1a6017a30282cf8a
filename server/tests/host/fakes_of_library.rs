//! Use cases around what people keep: tools, projects, prompts, rules.

use crate::fakes::Fakes;
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::{DecideTool, MarkProject, ProjectsFilter, SavePrompt, SaveRuleSet, ToolsFilter},
    services::{Caller, Projects, Prompts, Rules, Tools},
    views::{
        Imported, ProjectsView, PromptView, PromptsView, RuleSetView, RulesView, ToolReviewView, ToolsView,
    },
};
use domain::{
    failure::Failure,
    ids::{JobId, PromptId, RuleSetId},
    principal::Principal,
};

#[async_trait]
impl Tools for Fakes {
    async fn tools(&self, _: &Principal, _: ToolsFilter) -> Outcome<ToolsView> {
        Err(Failure::internal())
    }
    async fn refresh(&self, _: &Caller, _: &Principal) -> Outcome<JobId> {
        Err(Failure::internal())
    }
    async fn review(&self, _: &Principal) -> Outcome<ToolReviewView> {
        Err(Failure::not_found("page"))
    }
    async fn decide(&self, _: &Caller, _: &Principal, _: DecideTool) -> Outcome<()> {
        Err(Failure::not_found("definition"))
    }
}

#[async_trait]
impl Projects for Fakes {
    async fn projects(&self, _: &Caller, _: &Principal, _: ProjectsFilter) -> Outcome<ProjectsView> {
        Err(Failure::internal())
    }
    async fn refresh(&self, _: &Caller, _: &Principal) -> Outcome<()> {
        Err(Failure::internal())
    }
    async fn mark(&self, _: &Principal, _: MarkProject) -> Outcome<()> {
        Err(Failure::not_found("project"))
    }
}

#[async_trait]
impl Prompts for Fakes {
    async fn prompts(&self, _: &Principal, _: Option<PromptId>) -> Outcome<PromptsView> {
        Err(Failure::internal())
    }
    async fn prompt(&self, _: &Principal, _: PromptId) -> Outcome<PromptView> {
        Err(Failure::not_found("prompt"))
    }
    async fn save(&self, _: &Caller, _: &Principal, _: SavePrompt) -> Outcome<PromptId> {
        Err(Failure::not_found("prompt"))
    }
    async fn duplicate(&self, _: &Caller, _: &Principal, _: &str) -> Outcome<PromptId> {
        Err(Failure::not_found("prompt"))
    }
    async fn delete(&self, _: &Caller, _: &Principal, _: PromptId) -> Outcome<()> {
        Err(Failure::not_found("prompt"))
    }
    async fn restore(&self, _: &Caller, _: &Principal, _: PromptId) -> Outcome<()> {
        Err(Failure::not_found("prompt"))
    }
    async fn export(&self, _: &Principal) -> Outcome<String> {
        Ok("{\"prompts\": []}".to_owned())
    }
    /// Says how large the file was.
    async fn import(&self, _: &Caller, _: &Principal, file: &[u8]) -> Outcome<Imported> {
        if file.starts_with(b"<") {
            return Err(Failure::field("prompt.file", "file", "The file is not an export of prompts."));
        }
        Ok(Imported { added: u32::try_from(file.len()).unwrap_or(0), renamed: 0 })
    }
}

#[async_trait]
impl Rules for Fakes {
    async fn rules(&self, _: &Principal, _: Option<RuleSetId>) -> Outcome<RulesView> {
        Err(Failure::internal())
    }
    async fn rule_set(&self, _: &Caller, _: &Principal, _: Option<RuleSetId>) -> Outcome<RuleSetView> {
        Err(Failure::not_found("rule set"))
    }
    async fn save(&self, _: &Caller, _: &Principal, _: SaveRuleSet) -> Outcome<RuleSetId> {
        Err(Failure::not_found("rule set"))
    }
    async fn delete(&self, _: &Caller, _: &Principal, _: RuleSetId) -> Outcome<()> {
        Err(Failure::not_found("rule set"))
    }
    async fn restore(&self, _: &Caller, _: &Principal, _: RuleSetId) -> Outcome<()> {
        Err(Failure::not_found("rule set"))
    }
}
