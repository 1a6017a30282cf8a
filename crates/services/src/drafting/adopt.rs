//! Breaking an epic down that is in Jira already: a draft stands for it, and its parts go below it.

use crate::{Resources, connections, failures, issue_text};
use atlassian::jira::JiraError;
use contract::{Outcome, services::Caller, views::ConnectionStatus};
use domain::{
    draft::{Authored, DraftContent, Revise, Scope},
    failure::Failure,
    ids::DraftId,
    jira::IssueKey,
    limits,
    principal::Principal,
    text::one_line,
};
use store::{Tx, drafts};

/// An epic as it is in Jira.
pub(super) struct Adopted {
    key: IssueKey,
    url: String,
    content: DraftContent,
}

impl Adopted {
    /// What its stories are written from, where the author says nothing else.
    pub(super) fn as_requirement(&self) -> String {
        let DraftContent { summary, story, .. } = &self.content;
        format!("{summary}\n\n{story}").trim().chars().take(limits::REQUIREMENT).collect()
    }
}

fn in_field(words: String) -> Failure {
    Failure::field("draft.epic_unreadable", "epic", words)
}

/// Reads the epic with the person's own token.
pub(super) async fn read(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    key: &IssueKey,
) -> Outcome<Adopted> {
    let my = connections::my_jira(resources, principal, &caller.request_id).await?;
    if my.connection.status != ConnectionStatus::Tested {
        return Err(Failure::user("jira.not_tested", "Jira is not connected.")
            .with_next("Connect and test it under Connections."));
    }
    let asked = my.jira.get_issue(key.as_str(), &["summary", "description", "issuetype"]).await;
    let asked = asked.map_err(|error| match error {
        JiraError::NotFound | JiraError::Rejected { .. } => {
            in_field(format!("{key}: Jira has no such issue, or you may not see it."))
        }
        error => failures::jira(&error),
    });
    let found = my.heard(resources, principal, asked).await?;
    let kind = found.fields.get("issuetype").and_then(|kind| kind.get("name")?.as_str()).unwrap_or_default();
    if !kind.trim().eq_ignore_ascii_case("epic") {
        let kind = one_line(kind);
        return Err(in_field(format!(
            "{key} is no epic in Jira, but “{kind}”. Only an epic can be broken down."
        )));
    }
    let key = IssueKey::parse(&found.key).map_err(|problem| in_field(problem.to_string()))?;
    let content = DraftContent {
        summary: issue_text::line(&found, "summary").chars().take(limits::JIRA_SUMMARY).collect(),
        story: issue_text::long(&found, "description").chars().take(limits::SECTION).collect(),
        ..DraftContent::default()
    };
    Ok(Adopted { url: my.browse_url(resources, &key)?, key, content })
}

/// Makes the new draft stand for the epic, and asks for its parts.
pub(super) fn begin(tx: &mut Tx, draft: DraftId, adopted: &Adopted) -> Outcome<()> {
    let written = Authored { content: adopted.content.clone(), ..Authored::default() };
    let version =
        drafts::store_result(tx, draft, &written, "adopted", None)?.ok_or_else(Failure::internal)?;
    let revise = Revise { scope: Scope::Split, instructions: String::new() };
    let begun = drafts::adopt(tx, draft, &adopted.key, &adopted.url)?
        && drafts::begin_revision(tx, draft, version, &revise)?;
    if begun { Ok(()) } else { Err(Failure::internal()) }
}
