//! Open issues of a project that may be about the same thing as a draft.

use atlassian::jira::{Issue, Jira, JiraSite};
use contract::views::SimilarIssue;
use domain::{
    jira::{IssueKey, ProjectKey},
    text::{one_line, search_key},
};
use std::{collections::BTreeSet, time::Duration};

/// How long an approval waits for this. Without an answer nothing is shown.
const PATIENCE: Duration = Duration::from_secs(5);
/// Words of a summary that are searched for; the longest say most.
const WORDS: usize = 8;
/// Issues that are looked at, and how many are shown.
const LOOKED_AT: u32 = 50;
const SHOWN: usize = 5;
/// How much of the shorter summary the other one has to share, in percent, and how many words at least.
const ALIKE: usize = 50;
const IN_COMMON: usize = 2;

/// Asks Jira and ranks what it finds, the likest first.
pub(crate) async fn look(
    jira: &Jira,
    site: &JiraSite,
    project: &ProjectKey,
    summary: &str,
) -> Vec<SimilarIssue> {
    let ours = words(summary);
    let mut wanted: Vec<String> = ours.iter().cloned().collect();
    wanted.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    wanted.truncate(WORDS);
    if wanted.is_empty() {
        return Vec::new();
    }
    let asking = jira.open_about(project.as_str(), &wanted, LOOKED_AT);
    match tokio::time::timeout(PATIENCE, asking).await {
        Ok(Ok(found)) => ranked(&ours, found, site),
        Ok(Err(error)) => {
            tracing::debug!(code = error.code(), "similar issues are not known");
            Vec::new()
        }
        Err(_) => Vec::new(),
    }
}

fn ranked(ours: &BTreeSet<String>, found: Vec<Issue>, site: &JiraSite) -> Vec<SimilarIssue> {
    let mut alike: Vec<(usize, SimilarIssue)> = found
        .into_iter()
        .filter_map(|issue| {
            let summary = one_line(issue.fields.get("summary")?.as_str()?);
            let likeness = likeness(ours, &words(&summary));
            let key = IssueKey::parse(&issue.key).ok()?;
            let status = issue.fields.get("status").and_then(|status| status.get("name")?.as_str());
            let shown = SimilarIssue {
                url: site.browse_url(key.as_str())?,
                key,
                summary,
                status: one_line(status.unwrap_or_default()),
            };
            (likeness >= ALIKE).then_some((likeness, shown))
        })
        .collect();
    // Equal ones stay as Jira ordered them: the latest change first.
    alike.sort_by_key(|(likeness, _)| std::cmp::Reverse(*likeness));
    alike.into_iter().map(|(_, issue)| issue).take(SHOWN).collect()
}

/// How many words the two share, in percent of the shorter one; one word alone says nothing.
fn likeness(one: &BTreeSet<String>, other: &BTreeSet<String>) -> usize {
    let (shorter, shared) = (one.len().min(other.len()), one.intersection(other).count());
    if shared < IN_COMMON { 0 } else { shared * 100 / shorter }
}

/// The words that say what a summary is about: letters and digits, four at least, in lower case.
fn words(summary: &str) -> BTreeSet<String> {
    search_key(summary)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 4)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> usize {
        likeness(&words(one), &words(other))
    }

    #[test]
    fn summaries_about_the_same_thing_are_told_from_others() {
        let draft = "Let patients move an appointment online";
        assert!(alike(draft, "Patients can move their appointment") >= ALIKE);
        assert!(alike(draft, "Nurses export the ward list as PDF") < ALIKE);
        assert_eq!(alike(draft, ""), 0);
        assert_eq!(alike(draft, "Appointments online"), 0, "one word alone");
        assert_eq!(alike("Öffnungszeiten ändern", "ÖFFNUNGSZEITEN ändern"), 100);
    }

    #[test]
    fn what_means_something_to_a_search_is_no_part_of_a_word() {
        let found = words("move* AND \"appointment\" (fast~2)");
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["appointment", "fast", "move"]);
    }
}
