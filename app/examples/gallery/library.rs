//! Tools, projects, prompts and rules, made up.

use crate::samples::NOW;
use async_trait::async_trait;
use contract::{
    Failure, Outcome,
    commands::{DecideTool, MarkProject, ProjectsFilter, RulesForm, SavePrompt, SaveRuleSet, ToolsFilter},
    services::{Caller, Projects, Prompts, Rules, Tools},
    views::{
        DifferenceLine, Imported, LineKind, ProjectRow, ProjectsView, PromptKind, PromptView, PromptsView,
        RuleSetView, RulesView, SystemPromptView, ToolChange, ToolReviewView, ToolRow, ToolSource,
        ToolSourceView, ToolStanding, ToolsView,
    },
};
use domain::{
    ids::{JobId, PromptId, RuleSetId},
    jira::{IssueKind, ProjectKey},
    principal::Principal,
    rules::{RuleSet, ScopedRules},
};

/// One fake for all of them.
pub(crate) struct Library;

const PROMPT: PromptId = PromptId::from_u128(1);

fn prompt() -> PromptView {
    PromptView {
        id: PROMPT,
        kind: PromptKind::Prompt,
        name: "Wards".into(),
        body: "Name the ward in {project}.".into(),
        updated_at: NOW,
    }
}

fn tool(name: &str, read_only: bool, standing: ToolStanding) -> ToolRow {
    ToolRow {
        name: name.into(),
        description: "What it does, in the server's own words.".into(),
        source: ToolSource::Jira,
        read_only,
        standing,
        used: name == "jira_create_issue",
        hinted: read_only,
    }
}

#[async_trait]
impl Tools for Library {
    async fn tools(&self, _: &Principal, filter: ToolsFilter) -> Outcome<ToolsView> {
        let mut tools = vec![
            tool("jira_create_issue", false, ToolStanding::Changed),
            tool("jira_create_issue_link", false, ToolStanding::Held),
            tool("jira_search", true, ToolStanding::Trusted),
        ];
        tools.retain(|tool| tool.name.contains(&filter.query));
        let source = ToolSource::Jira;
        let server = "mcp-atlassian 0.23.1".to_owned();
        let sources = vec![ToolSourceView { source, server, tools: 3, refreshed_at: NOW, stale: true }];
        let (available, connected, job, to_review) = (true, true, None, Some(1));
        Ok(ToolsView { sources, tools, available, connected, job, to_review, now: NOW })
    }
    async fn refresh(&self, _: &Caller, _: &Principal) -> Outcome<JobId> {
        Ok(JobId::from_u128(1))
    }
    async fn review(&self, _: &Principal) -> Outcome<ToolReviewView> {
        let line = |kind, text: &str| DifferenceLine { kind, text: text.to_owned() };
        let change = ToolChange {
            source: ToolSource::Jira,
            name: "jira_create_issue".into(),
            hash: "0".repeat(64),
            server: "mcp-atlassian 0.24.0".into(),
            first_seen_at: NOW,
            used: true,
            held: false,
            lines: vec![
                line(LineKind::Old, "Create a new Jira issue."),
                line(LineKind::New, "Create a new Jira issue and tell a colleague about it."),
                line(LineKind::Same, "{}"),
            ],
        };
        Ok(ToolReviewView { changes: vec![change], now: NOW })
    }
    async fn decide(&self, _: &Caller, _: &Principal, _: DecideTool) -> Outcome<()> {
        Ok(())
    }
}

#[async_trait]
impl Projects for Library {
    async fn projects(&self, _: &Caller, _: &Principal, _: ProjectsFilter) -> Outcome<ProjectsView> {
        let projects = [("CLINIC", "Clinic portal", true), ("BILL", "Billing", false)]
            .into_iter()
            .filter_map(|(key, name, favourite)| {
                let label = favourite.then(|| "Ours".to_owned());
                Some(ProjectRow { key: ProjectKey::parse(key).ok()?, name: name.into(), label, favourite })
            })
            .collect();
        let failure = Some(Failure::temporary("jira.unavailable", "Jira could not be asked."));
        let (refreshed_at, stale, now) = (Some(NOW), true, NOW);
        Ok(ProjectsView { projects, matching: 2, total: 2, more: false, refreshed_at, stale, failure, now })
    }
    async fn refresh(&self, _: &Caller, _: &Principal) -> Outcome<()> {
        Ok(())
    }
    async fn mark(&self, _: &Principal, _: MarkProject) -> Outcome<()> {
        Ok(())
    }
}

#[async_trait]
impl Prompts for Library {
    async fn prompts(&self, _: &Principal, deleted: Option<PromptId>) -> Outcome<PromptsView> {
        let system = |id: &str, choosable| SystemPromptView {
            id: id.to_owned(),
            label: id.replace('_', " "),
            body: "Be precise.".to_owned(),
            choosable,
        };
        Ok(PromptsView {
            own: vec![prompt()],
            system: vec![system("technical_debt", true), system("base", false)],
            deleted: deleted.map(|_| prompt()),
            now: NOW,
        })
    }
    async fn prompt(&self, _: &Principal, id: PromptId) -> Outcome<PromptView> {
        if id == PROMPT { Ok(prompt()) } else { Err(Failure::not_found("prompt")) }
    }
    async fn save(&self, _: &Caller, _: &Principal, command: SavePrompt) -> Outcome<PromptId> {
        if command.name.is_empty() {
            return Err(Failure::field("prompt.invalid", "name", "Give it a name, to find it again."));
        }
        Ok(PROMPT)
    }
    async fn duplicate(&self, _: &Caller, _: &Principal, _: &str) -> Outcome<PromptId> {
        Ok(PROMPT)
    }
    async fn delete(&self, _: &Caller, _: &Principal, _: PromptId) -> Outcome<()> {
        Ok(())
    }
    async fn restore(&self, _: &Caller, _: &Principal, _: PromptId) -> Outcome<()> {
        Ok(())
    }
    async fn export(&self, _: &Principal) -> Outcome<String> {
        Ok("{}".to_owned())
    }
    async fn import(&self, _: &Caller, _: &Principal, _: &[u8]) -> Outcome<Imported> {
        Ok(Imported { added: 1, renamed: 0 })
    }
}

const RULES: RuleSetId = RuleSetId::from_u128(1);

fn scoped() -> ScopedRules {
    let (project, kind) = (ProjectKey::parse("CLINIC").ok(), Some(IssueKind::Bug));
    ScopedRules { id: RULES, project, kind, rules: RuleSet::default() }
}

#[async_trait]
impl Rules for Library {
    async fn rules(&self, _: &Principal, deleted: Option<RuleSetId>) -> Outcome<RulesView> {
        let (house, deleted) = (RuleSet::default(), deleted.map(|_| scoped()));
        Ok(RulesView { own: vec![(scoped(), NOW)], house, enforced: true, deleted, now: NOW })
    }
    async fn rule_set(&self, _: &Caller, _: &Principal, id: Option<RuleSetId>) -> Outcome<RuleSetView> {
        if id.is_some_and(|id| id != RULES) {
            return Err(Failure::not_found("rule set"));
        }
        let name = id.map(|_| scoped().name()).unwrap_or_default();
        let form = RulesForm::of(&RuleSet::default());
        Ok(RuleSetView { id, name, form, enforced: false, projects: Vec::new() })
    }
    async fn save(&self, _: &Caller, _: &Principal, command: SaveRuleSet) -> Outcome<RuleSetId> {
        if command.form.max_points == "many" {
            return Err(Failure::field("rules.invalid", "max_points", "Write a number."));
        }
        Ok(RULES)
    }
    async fn delete(&self, _: &Caller, _: &Principal, _: RuleSetId) -> Outcome<()> {
        Ok(())
    }
    async fn restore(&self, _: &Caller, _: &Principal, _: RuleSetId) -> Outcome<()> {
        Ok(())
    }
}
