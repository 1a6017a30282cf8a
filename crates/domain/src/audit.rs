//! What the audit log says, in words. Kinds are stable codes, `area.what`; people read sentences.

use serde::{Deserialize, Serialize};

/// What a line of the log is about, to look through the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// Signing in and out, passwords, registration.
    Account,
    /// Links to Jira, Confluence and models.
    Connections,
    /// Writing, editing and approving drafts.
    Drafts,
    /// What was created in Jira.
    Issues,
    /// Stopped work.
    Jobs,
    /// What administrators did.
    Administration,
    /// What was asked for and not shown.
    Refusals,
}

impl Area {
    /// Every area, in the order of a list.
    pub const ALL: [Self; 7] = [
        Self::Account,
        Self::Connections,
        Self::Drafts,
        Self::Issues,
        Self::Jobs,
        Self::Administration,
        Self::Refusals,
    ];
    /// In an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Connections => "connections",
            Self::Drafts => "drafts",
            Self::Issues => "issues",
            Self::Jobs => "jobs",
            Self::Administration => "administration",
            Self::Refusals => "refusals",
        }
    }
    /// From an address.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|area| area.as_str() == text)
    }
    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Account => "Account and sign-in",
            Self::Connections => "Connections",
            Self::Drafts => "Drafts",
            Self::Issues => "Issues in Jira",
            Self::Jobs => "Running work",
            Self::Administration => "Administration",
            Self::Refusals => "Refused access",
        }
    }
    /// How the kinds that belong to it begin.
    pub const fn prefixes(self) -> &'static [&'static str] {
        match self {
            Self::Account => &["session.", "password.", "registration", "api_token."],
            Self::Connections => &["connection.", "tools.", "prompt.", "rules."],
            Self::Drafts => &["draft."],
            Self::Issues => &["issue.", "export."],
            Self::Jobs => &["job."],
            Self::Administration => &["admin."],
            Self::Refusals => &["access."],
        }
    }
    /// Where a kind belongs; kinds of no area are shown with all others.
    pub fn of(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|area| area.prefixes().iter().any(|prefix| kind.starts_with(prefix)))
    }
}

/// Kinds whose words are not made of their code.
const WORDS: &[(&str, &str)] = &[
    ("access.refused", "Access refused"),
    ("admin.job_cancelled", "Somebody's job stopped"),
    ("admin.promoted", "Made an administrator"),
    ("admin.user_disabled", "Account switched off"),
    ("admin.user_enabled", "Account switched on"),
    ("admin.user_signed_out", "Somebody signed out everywhere"),
    ("api_token.created", "API token made"),
    ("api_token.revoked", "API token taken away"),
    ("connection.confluence.revealed", "Confluence token shown"),
    ("connection.confluence.saved", "Confluence token saved"),
    ("connection.confluence.test", "Confluence tested"),
    ("connection.jira.revealed", "Jira token shown"),
    ("connection.jira.saved", "Jira token replaced"),
    ("connection.jira.test", "Jira tested"),
    ("connection.llm.revealed", "Model secret shown"),
    ("connection.llm.saved", "Model secret saved"),
    ("connection.llm.test", "Model tested"),
    ("draft.answered", "Question answered"),
    ("draft.approved", "Draft approved"),
    ("draft.continued", "Draft continued"),
    ("draft.explained", "Explanation asked for"),
    ("draft.create", "Sent to Jira"),
    ("draft.deleted", "Draft deleted"),
    ("draft.edited", "Draft edited"),
    ("draft.fields_answered", "Jira’s fields filled in"),
    ("draft.proposal_accepted", "Proposal taken over"),
    ("draft.proposal_declined", "Proposal declined"),
    ("draft.refused", "Approval refused by the rules"),
    ("draft.revised", "Change asked for"),
    ("draft.revision_restored", "Earlier version brought back"),
    ("draft.rules_bypassed", "Broken rules let pass"),
    ("draft.split", "Draft split into parts"),
    ("draft.started", "Draft started"),
    ("draft.stopped", "Draft stopped"),
    ("draft.unsplit", "Split taken back"),
    ("draft.withdrawn", "Approval withdrawn"),
    ("draft.written", "Draft written by the model"),
    ("issue.created", "Issue created in Jira"),
    ("issue.linked", "Issues linked in Jira"),
    ("job.stopped", "Work stopped"),
    ("password.changed", "Password changed"),
    ("password.reset", "Password set again with a token"),
    ("registration", "Registered"),
    ("session.revoked", "Session ended"),
    ("session.sign_in", "Signed in"),
    ("session.sign_out", "Signed out"),
    ("session.sign_out_everywhere", "Signed out everywhere"),
];

/// What happened, as people read it. A kind without words of its own says what its code says.
pub fn words(kind: &str) -> String {
    if let Some((_, words)) = WORDS.iter().find(|(known, _)| *known == kind) {
        return (*words).to_owned();
    }
    let spaced = kind.replace(['.', '_'], " ");
    let mut letters = spaced.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Outcomes that say that nothing went wrong.
pub const GOOD: [&str; 2] = ["ok", "started"];

/// How it went, as people read it: nothing when it went well.
pub fn outcome_words(outcome: &str) -> Option<String> {
    if GOOD.contains(&outcome) {
        return None;
    }
    let known = match outcome {
        "cancelled" => "Stopped",
        "interrupted" => "Interrupted",
        "waiting" => "Waits for an answer",
        "not_found" => "Not there, or somebody else’s",
        "sign_in.wrong" => "Wrong name or password",
        "password.wrong" | "reveal.wrong_password" => "Wrong password",
        "accounts.too_many_tries" | "reveal.too_many" => "Too many tries",
        "draft.rules" => "Against the rules",
        _ => return Some("Failed".to_owned()),
    };
    Some(known.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_words_and_an_area() {
        for (kind, _) in WORDS {
            assert!(Area::of(kind).is_some(), "{kind}");
        }
        assert_eq!(words("session.sign_in"), "Signed in");
        assert_eq!(words("site_build.uploaded"), "Site build uploaded");
        assert_eq!(words(""), "");
    }

    #[test]
    fn areas_do_not_overlap() {
        for area in Area::ALL {
            assert_eq!(Area::parse(area.as_str()), Some(area));
            for prefix in area.prefixes() {
                assert_eq!(Area::of(prefix), Some(area), "{prefix}");
            }
        }
    }

    #[test]
    fn what_went_well_needs_no_words() {
        assert_eq!(outcome_words("ok"), None);
        assert_eq!(outcome_words("sign_in.wrong").as_deref(), Some("Wrong name or password"));
        assert_eq!(outcome_words("jira.rejected").as_deref(), Some("Failed"));
    }
}
