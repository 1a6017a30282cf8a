//! Looking things up for a model: read tools only, through mcp-atlassian, with the person's own tokens.

use super::hints::Hint;
use crate::{Resources, connections, delimiters::as_data, long_work};
use async_trait::async_trait;
use contract::{
    Outcome,
    events::JobEvent,
    views::{ConnectionStatus, ToolSource},
};
use domain::text::{clean, one_line};
use jobs::JobContext;
use llm::{
    chain::ToolRunner,
    envelope::ToolCall,
    tools::{ToolRegistry, ToolSpec},
};
use mcp::{McpPool, Person, ToolAnswer};
use serde_json::Value;
use settings::McpMode;
use std::time::Duration;

/// How long a person waits for mcp-atlassian to start, or for their own earlier call to end.
const START: Duration = Duration::from_secs(30);
/// Characters of one answer that a model is shown.
const ANSWER: usize = 12_000;
/// Characters of an argument that is shown to people.
const SHOWN: usize = 80;

/// What one run may look up.
pub(crate) struct LookUps<'a> {
    ctx: &'a JobContext,
    within: Duration,
    registry: ToolRegistry,
    /// Where tools run, and for whom; nothing is offered without it.
    desk: Option<(&'a McpPool, Person)>,
}

impl<'a> LookUps<'a> {
    /// The tools among `hints` that can be run for the person. None, where the MCP server lists tools only, where Jira
    /// is on Cloud, or where neither product is connected.
    pub(crate) async fn open(resources: &'a Resources, ctx: &'a JobContext, hints: &[Hint]) -> Self {
        let settings = resources.settings.current();
        let pool = match settings.mcp.mode {
            McpMode::Process { .. } if !hints.is_empty() => resources.mcp_pool(),
            McpMode::Process { .. } | McpMode::Http { .. } | McpMode::Off => None,
        };
        let mut desk = None;
        if let Some(pool) = pool {
            desk = person(resources, ctx).await.ok().flatten().map(|person| (pool, person));
        }
        let has = |source: ToolSource| {
            desk.as_ref().is_some_and(|(_, person)| match source {
                ToolSource::Jira => person.jira.is_some(),
                ToolSource::Confluence => person.confluence.is_some(),
            })
        };
        let offered = hints.iter().filter(|hint| has(hint.source)).filter_map(|hint| spec(hint.name));
        let registry = ToolRegistry::new(offered.collect());
        Self { ctx, within: settings.mcp.call_timeout, registry, desk }
    }

    /// What the model may ask for.
    pub(crate) const fn registry(&self) -> &ToolRegistry {
        &self.registry
    }

    async fn answer(&self, call: &ToolCall) -> Option<ToolAnswer> {
        let (pool, person) = self.desk.as_ref()?;
        let asking = async {
            let lease = pool.lease(person, START).await?;
            let mut lease = lease.request_id(self.ctx.trace().unwrap_or_default());
            lease.call_tool(&call.tool, call.args.clone(), self.within).await
        };
        match asking.await {
            Ok(answer) => Some(answer),
            Err(error) => {
                tracing::warn!(code = error.code(), %error, "a model's look-up failed");
                None
            }
        }
    }
}

#[async_trait]
impl ToolRunner for LookUps<'_> {
    async fn run(&self, call: &ToolCall) -> String {
        tell(self.ctx, &call.tool, summary(call)).await;
        let words = match self.answer(call).await {
            None => "This could not be looked up. Go on without it.".to_owned(),
            Some(answer) => text_of(&answer),
        };
        let shown: String = words.chars().take(ANSWER).collect();
        let more = if shown.len() < words.len() { "\n[…]" } else { "" };
        as_data("result", &format!("{shown}{more}"))
    }
}

async fn tell(ctx: &JobContext, tool: &str, summary: String) {
    long_work::tell(ctx, JobEvent::Progress { message: summary.clone(), done: 0, total: 0 }).await;
    long_work::tell(ctx, JobEvent::Tool { name: tool.to_owned(), summary }).await;
}

/// What people read of a look-up.
fn summary(call: &ToolCall) -> String {
    let values = call.args.values().map(|value| match value {
        Value::String(text) => one_line(text),
        other => other.to_string(),
    });
    let words: String = values.collect::<Vec<_>>().join(", ").chars().take(SHOWN).collect();
    if words.is_empty() { format!("Looking up: {}", call.tool) } else { format!("Looking up: {words}") }
}

/// mcp-atlassian puts JSON text inside `result`.
fn text_of(answer: &ToolAnswer) -> String {
    let inside = answer.structured.as_ref().and_then(|structured| structured.get("result")?.as_str());
    clean(inside.unwrap_or(&answer.text))
}

/// Whose child runs the tools, with the connections that are tested. `None` without one that it could use.
async fn person(resources: &Resources, ctx: &JobContext) -> Outcome<Option<Person>> {
    let my = connections::my_jira(resources, ctx.principal(), ctx.trace().unwrap_or_default()).await?;
    let tested = my.connection.status == ConnectionStatus::Tested;
    let jira = if tested { connections::jira_upstream(resources, &my)? } else { None };
    let jira = jira.map(|upstream| (&my.connection, upstream));
    let person = connections::mcp_person(resources, ctx.principal(), jira).await;
    Ok(Some(person).filter(|person| person.jira.is_some() || person.confluence.is_some()))
}

/// A tool as a model is told of it, in our own words and with the arguments that we let it have.
fn spec(name: &str) -> Option<ToolSpec> {
    let tool = |words: &str| ToolSpec::new(name, words);
    Some(match name {
        "jira_get_issue" => tool("One issue with its description and status.")
            .required("issue_key", "Which issue shall be looked up, such as CLINIC-245?"),
        "jira_search" => tool("Issues that a JQL query finds.")
            .required("jql", "Which issues shall be searched for, as a JQL query?")
            .optional("limit"),
        "jira_get_project_issues" => tool("The latest issues of a project.")
            .required("project_key", "Of which project shall issues be looked up, such as CLINIC?")
            .optional("limit"),
        "jira_get_all_projects" => tool("The projects there are."),
        "jira_get_link_types" => tool("How issues can be linked."),
        "jira_search_fields" => {
            tool("Fields whose name is like a word.").optional("keyword").optional("limit")
        }
        "confluence_search" => tool("Pages with these words.")
            .required("query", "Which words shall be searched for in Confluence?")
            .optional("limit"),
        "confluence_get_page" => tool("One page with its text.")
            .required("page_id", "Which page shall be read? Its number, please."),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::hints::ALLOWED;
    use serde_json::json;

    #[test]
    fn every_tool_that_models_are_told_of_has_arguments_of_our_own() {
        for name in ALLOWED {
            let spec = spec(name).unwrap_or_else(|| panic!("{name}"));
            assert!(
                spec.arguments
                    .iter()
                    .all(|argument| !argument.required || argument.question.ends_with(['?', '.']))
            );
        }
        assert_eq!(spec("jira_create_issue"), None);
    }

    #[test]
    fn people_read_what_is_looked_up_and_models_the_text_inside() {
        let args = json!({ "jql": "project = CLINIC\nAND x", "limit": 5 });
        let call = ToolCall { tool: "jira_search".into(), args: args.as_object().unwrap().clone() };
        assert_eq!(summary(&call), "Looking up: project = CLINIC AND x, 5");
        let structured = Some(json!({ "result": "{\"key\": \"CLINIC-1\"}" }));
        let answer = ToolAnswer { is_error: false, text: "other".into(), structured };
        assert_eq!(text_of(&answer), "{\"key\": \"CLINIC-1\"}");
    }
}
