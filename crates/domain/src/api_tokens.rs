//! What a program may do for the person whose token it holds.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A part of the REST interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Area {
    /// Drafts and what went wrong with them.
    Drafts,
    /// Long work and its events.
    Jobs,
}

/// One permission of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Lists and reads drafts.
    #[serde(rename = "drafts:read")]
    DraftsRead,
    /// Starts, edits, stops, continues and deletes drafts; answers questions.
    #[serde(rename = "drafts:write")]
    DraftsWrite,
    /// Lists, reads and follows jobs.
    #[serde(rename = "jobs:read")]
    JobsRead,
    /// Stops jobs.
    #[serde(rename = "jobs:write")]
    JobsWrite,
}

impl Scope {
    /// Every scope, in the order people read them.
    pub const ALL: [Self; 4] = [Self::DraftsRead, Self::DraftsWrite, Self::JobsRead, Self::JobsWrite];

    /// As stored, sent and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DraftsRead => "drafts:read",
            Self::DraftsWrite => "drafts:write",
            Self::JobsRead => "jobs:read",
            Self::JobsWrite => "jobs:write",
        }
    }
    /// What it allows, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::DraftsRead => "list and read your drafts",
            Self::DraftsWrite => "start, edit, answer, stop and delete drafts",
            Self::JobsRead => "follow running work",
            Self::JobsWrite => "stop running work",
        }
    }
    /// From storage or a form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }
    /// What a request in an area needs.
    pub const fn of(area: Area, changes: bool) -> Self {
        match (area, changes) {
            (Area::Drafts, false) => Self::DraftsRead,
            (Area::Drafts, true) => Self::DraftsWrite,
            (Area::Jobs, false) => Self::JobsRead,
            (Area::Jobs, true) => Self::JobsWrite,
        }
    }
    const fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

/// What a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scopes(u8);

impl Scopes {
    /// With one more.
    #[must_use]
    pub const fn with(self, scope: Scope) -> Self {
        Self(self.0 | scope.bit())
    }
    /// Whether it is among them.
    pub const fn has(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }
    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
    /// In the order people read them.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.has(*scope))
    }
    /// From storage: names with spaces between. `None` when one of them is unknown.
    pub fn parse(text: &str) -> Option<Self> {
        text.split_whitespace().map(Scope::parse).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<T: IntoIterator<Item = Scope>>(scopes: T) -> Self {
        scopes.into_iter().fold(Self::default(), Self::with)
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for scope in self.iter() {
            write!(f, "{between}{}", scope.as_str())?;
            between = " ";
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_read_back_as_they_were_written() {
        let scopes: Scopes = [Scope::JobsRead, Scope::DraftsWrite].into_iter().collect();
        assert_eq!(scopes.to_string(), "drafts:write jobs:read");
        assert_eq!(Scopes::parse(&scopes.to_string()), Some(scopes));
        assert!(scopes.has(Scope::JobsRead) && !scopes.has(Scope::JobsWrite));
        assert_eq!(Scopes::parse("drafts:read admin"), None);
        assert!(Scopes::parse("").unwrap().is_empty());
    }

    #[test]
    fn reading_never_needs_a_scope_that_changes_something() {
        assert_eq!(Scope::of(Area::Jobs, false), Scope::JobsRead);
        assert_eq!(Scope::of(Area::Drafts, true), Scope::DraftsWrite);
    }

    #[test]
    fn every_scope_is_a_bit_of_its_own() {
        let all: Scopes = Scope::ALL.into_iter().collect();
        assert_eq!(all.iter().count(), Scope::ALL.len());
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
            assert_eq!(serde_json::to_string(&scope).unwrap(), format!("{:?}", scope.as_str()));
        }
    }
}
