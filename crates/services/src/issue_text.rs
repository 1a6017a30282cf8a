//! Text in an issue, whichever kind of Jira it comes from.

use atlassian::jira::Issue;
use domain::text::{clean, one_line};
use serde_json::Value;

/// A field of one line; empty when it is not there.
pub(crate) fn line(issue: &Issue, field: &str) -> String {
    one_line(issue.fields.get(field).and_then(Value::as_str).unwrap_or_default())
}

/// A field of many lines: Data Center's wiki markup as it is but for its headings, Cloud's document as Markdown.
pub(crate) fn long(issue: &Issue, field: &str) -> String {
    issue.fields.get(field).map(of_value).unwrap_or_default()
}

/// The same of a field's value, as it is read or written.
pub(crate) fn of_value(value: &Value) -> String {
    let text = match value {
        Value::String(wiki) => headed(wiki),
        document => markup::from_adf(document),
    };
    clean(&text).trim().to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn described(description: Value) -> String {
        let fields = [("description".to_owned(), description)].into_iter().collect();
        long(&Issue { id: "1".into(), key: "A-1".into(), fields }, "description")
    }

    #[test]
    fn both_kinds_of_jira_read_the_same() {
        assert_eq!(
            described(json!("\nh3. Goal\n* one\nhow. it is\nh9. no\n")),
            "### Goal\n* one\nhow. it is\nh9. no"
        );
        assert_eq!(described(markup::to_adf("### Goal\n\nIt *works*.")), "### Goal\n\nIt *works*.");
        assert_eq!(described(Value::Null), "");
    }
}
