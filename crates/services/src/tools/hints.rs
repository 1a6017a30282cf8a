//! What models are told of the tools: a name and one line each, of read tools on our own list only, in the words that
//! are trusted.

use super::{products, refresh_job::KeptList, sources};
use crate::Resources;
use contract::{Outcome, views::ToolSource};
use domain::{principal::Principal, text::one_line};
use serde_json::Value;
use store::{tool_cache, tool_definitions};

/// The tools a model may know of. All of them only read; what a server says of itself does not matter here.
pub(super) const ALLOWED: [&str; 8] = [
    "jira_get_issue",
    "jira_search",
    "jira_get_project_issues",
    "jira_get_all_projects",
    "jira_get_link_types",
    "jira_search_fields",
    "confluence_search",
    "confluence_get_page",
];
/// A hint's longest line, in characters.
const LINE: usize = 120;

/// A tool that a model may know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hint {
    /// Which product it reads.
    pub(crate) source: ToolSource,
    /// Its name, on our own list.
    pub(crate) name: &'static str,
    /// The name and a line in the server's words.
    pub(crate) line: String,
}

/// Whether models are told of a tool.
pub(super) fn is_hinted(name: &str) -> bool {
    ALLOWED.contains(&name)
}

/// One line per tool that the person's connections offer. Nothing of a definition that was not accepted, and nothing
/// where there is no list.
pub(crate) async fn hints(resources: &Resources, principal: &Principal) -> Outcome<Vec<Hint>> {
    let offered = resources
        .store
        .of(principal)
        .read(|tx| -> Outcome<Vec<(ToolSource, Vec<&'static str>)>> {
            let mut offered = Vec::new();
            for source in sources(products(&store::connections::list(tx)?)) {
                let Some(cached) = tool_cache::get(tx, source.as_str())? else { continue };
                let Ok(list) = serde_json::from_str::<KeptList>(&cached.tools) else { continue };
                let has = |name: &&&str| list.tools.iter().any(|tool| tool.name == ***name);
                offered.push((source, ALLOWED.iter().filter(has).copied().collect()));
            }
            Ok(offered)
        })
        .await?;
    if offered.is_empty() {
        return Ok(Vec::new());
    }
    resources
        .store
        .system()
        .read(move |tx| -> Outcome<Vec<Hint>> {
            let mut hints = Vec::new();
            for (source, names) in offered {
                let trusted = tool_definitions::trusted(tx, source.as_str(), &names)?;
                let known = names.into_iter().filter_map(|name| {
                    let (_, definition) = trusted.iter().find(|(trusted, _)| trusted == name)?;
                    Some(Hint { source, name, line: hint(name, definition) })
                });
                hints.extend(known);
            }
            Ok(hints)
        })
        .await
}

/// The name and the first sentence of the description.
fn hint(name: &str, definition: &str) -> String {
    let definition: Value = serde_json::from_str(definition).unwrap_or_default();
    let text = definition["description"].as_str().unwrap_or_default().trim();
    let line = one_line(text.lines().next().unwrap_or_default());
    let sentence = line.split_inclusive(". ").next().unwrap_or_default().trim();
    let short: String = sentence.chars().take(LINE).collect();
    if short.is_empty() { name.to_owned() } else { format!("{name}: {short}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_is_one_line_and_never_a_schema() {
        let definition =
            r#"{"description": "Search issues.  Use JQL.\n\nArgs:\n jql", "inputSchema": {"secret": 1}}"#;
        assert_eq!(hint("jira_search", definition), "jira_search: Search issues.");
        let long = format!(r#"{{"description": "{}"}}"#, "x".repeat(1000));
        assert_eq!(hint("t", &long).chars().count(), LINE + 3);
        assert_eq!(hint("t", "{}"), "t");
    }

    #[test]
    fn nothing_that_changes_something_is_on_the_list() {
        for name in ALLOWED {
            let verb = name.split_once('_').unwrap().1;
            assert!(verb.starts_with("get") || verb.starts_with("search"), "{name}");
        }
    }
}
