//! Jira's vocabulary as far as every part of the product shares it.

use crate::text;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A value that does not have the shape Jira gives it, with what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Malformed(&'static str);

macro_rules! word {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);
        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl TryFrom<String> for $name {
            type Error = Malformed;
            fn try_from(text: String) -> Result<Self, Malformed> {
                Self::parse(&text)
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}

word! {
    /// A project's key: 2 to 255 of `A–Z`, `0–9`, `_`, beginning with a letter. Data Center sites may change
    /// the pattern; this is the widest of Jira's documented ones.
    ProjectKey
}
word! {
    /// An issue's key: project key, hyphen, number.
    IssueKey
}
word! {
    /// The short name of an allow-listed site in `config.json`: 1 to 40 of `a–z`, `0–9`, `-`.
    SiteId
}

impl ProjectKey {
    /// Reads a key; lower case is accepted and raised.
    pub fn parse(input: &str) -> Result<Self, Malformed> {
        let key = text::one_line(input).to_uppercase();
        let mut chars = key.chars();
        let starts = chars.next().is_some_and(|c| c.is_ascii_uppercase());
        let rest = key.len() >= 2
            && key.len() <= 255
            && chars.all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        if starts && rest {
            Ok(Self(key))
        } else {
            Err(Malformed(
                "A project key starts with a letter and has only letters, digits and _, like CLINIC.",
            ))
        }
    }
}

impl IssueKey {
    /// Reads a key such as `CLINIC-245`.
    pub fn parse(input: &str) -> Result<Self, Malformed> {
        let wrong = Malformed("An issue key looks like CLINIC-245.");
        let (project, number) = input.trim().rsplit_once('-').ok_or(wrong)?;
        let project = ProjectKey::parse(project).map_err(|_| wrong)?;
        let digits = !number.is_empty() && number.len() <= 12 && number.bytes().all(|b| b.is_ascii_digit());
        if digits { Ok(Self(format!("{project}-{number}"))) } else { Err(wrong) }
    }
    /// The key of its project.
    pub fn project(&self) -> &str {
        self.0.rsplit_once('-').map_or(self.0.as_str(), |(project, _)| project)
    }
}

impl SiteId {
    /// Reads a site's short name.
    pub fn parse(input: &str) -> Result<Self, Malformed> {
        let fits = !input.is_empty()
            && input.len() <= 40
            && input.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits {
            Ok(Self(input.to_owned()))
        } else {
            Err(Malformed("A site's short name has 1 to 40 lower-case letters, digits and hyphens."))
        }
    }
}

/// What kind of issue a draft becomes. The site's own type names vary; creation uses ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum IssueKind {
    /// A user story.
    #[default]
    Story,
    /// A task.
    Task,
    /// A defect.
    Bug,
    /// An epic.
    Epic,
    /// A sub-task; needs a parent.
    SubTask,
}

impl IssueKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Story, Self::Task, Self::Bug, Self::Epic, Self::SubTask];
    /// As stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Story => "story",
            Self::Task => "task",
            Self::Bug => "bug",
            Self::Epic => "epic",
            Self::SubTask => "sub-task",
        }
    }
    /// As people read it; also Jira's English type name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Story => "Story",
            Self::Task => "Task",
            Self::Bug => "Bug",
            Self::Epic => "Epic",
            Self::SubTask => "Sub-task",
        }
    }
    /// From storage or a form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn project_keys_are_raised_and_checked() {
        assert_eq!(ProjectKey::parse(" clinic ").map(|k| k.to_string()), Ok("CLINIC".to_owned()));
        for wrong in ["", "A", "1AB", "CLI NIC", "CLI-NIC", "ÄB"] {
            assert!(ProjectKey::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn issue_keys_have_a_project_and_a_number() {
        assert_eq!(IssueKey::parse("clinic-7").map(|k| k.to_string()), Ok("CLINIC-7".to_owned()));
        assert_eq!(IssueKey::parse("clinic-7").unwrap().project(), "CLINIC");
        for wrong in ["CLINIC", "CLINIC-", "-7", "CLINIC-7a"] {
            assert!(IssueKey::parse(wrong).is_err(), "{wrong}");
        }
    }
}
