//! Breaking an epic down that is in Jira already: a draft stands for it, and its parts go below it.

use crate::{Resources, connections, failures};
use atlassian::jira::JiraError;
use contract::{Outcome, services::Caller, views::ConnectionStatus};
use domain::{
    draft::{Authored, DraftContent, Revise, Scope},
    failure::Failure,
    ids::DraftId,
    jira::IssueKey,
    limits,
    principal::Principal,
    text::{clean, one_line},
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
    let text = |name: &str| found.fields.get(name).and_then(|value| value.as_str()).unwrap_or_default();
    let kind = found.fields.get("issuetype").and_then(|kind| kind.get("name")?.as_str()).unwrap_or_default();
    if !kind.trim().eq_ignore_ascii_case("epic") {
        let kind = one_line(kind);
        return Err(in_field(format!(
            "{key} is no epic in Jira, but “{kind}”. Only an epic can be broken down."
        )));
    }
    let key = IssueKey::parse(&found.key).map_err(|problem| in_field(problem.to_string()))?;
    let content = DraftContent {
        summary: one_line(text("summary")).chars().take(limits::JIRA_SUMMARY).collect(),
        story: headed(&clean(text("description"))).chars().take(limits::SECTION).collect(),
        ..DraftContent::default()
    };
    Ok(Adopted { url: my.browse_url(resources, &key)?, key, content })
}

/// Jira's headings as Markdown's, which drafts have; lists and the rest read the same, or nearly.
fn headed(wiki: &str) -> String {
    let line = |line: &str| {
        let heading = line.strip_prefix('h').and_then(|rest| rest.split_once(". "));
        match heading.and_then(|(level, words)| Some((level.parse::<usize>().ok()?, words))) {
            Some((level @ 1..=6, words)) => format!("{} {words}", "#".repeat(level)),
            _ => line.to_owned(),
        }
    };
    wiki.trim().lines().map(line).collect::<Vec<_>>().join("\n")
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

#[cfg(test)]
mod tests {
    use super::headed;

    #[test]
    fn headings_are_those_of_drafts() {
        assert_eq!(headed("\nh3. Goal\n* one\nhow. it is\nh9. no\n"), "### Goal\n* one\nhow. it is\nh9. no");
    }
}
