//! Who is acting.

use crate::ids::{SessionId, UserId};
use serde::{Deserialize, Serialize};

/// What a person may do beyond their own data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Their own data only.
    User,
    /// Also people, configuration health, jobs and the audit log; never other people's secrets.
    Admin,
}

impl Role {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Admin => "admin",
        }
    }
    /// From storage.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "user" => Some(Self::User),
            "admin" => Some(Self::Admin),
            _ => None,
        }
    }
}

/// A person whose identity has been established. Data is only reachable through one of these; the two
/// constructors are forbidden by lint outside the session layer and the job runner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Principal {
    user: UserId,
    role: Role,
    session: Option<SessionId>,
}

impl Principal {
    /// The person behind a verified session.
    pub const fn of_session(user: UserId, role: Role, session: SessionId) -> Self {
        Self { user, role, session: Some(session) }
    }
    /// The person a job works for. Jobs never act as admins.
    pub const fn of_job(user: UserId) -> Self {
        Self { user, role: Role::User, session: None }
    }
    /// Whose data this is.
    pub const fn user(&self) -> UserId {
        self.user
    }
    /// What they may do.
    pub const fn role(&self) -> Role {
        self.role
    }
    /// The session they came with; jobs have none.
    pub const fn session(&self) -> Option<SessionId> {
        self.session
    }
}
