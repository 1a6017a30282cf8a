//! Who is acting.

use crate::{
    api_tokens::Scopes,
    failure::{Category, Failure},
    ids::{ApiTokenId, SessionId, UserId},
};
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

/// A person whose identity has been established. Data is only reachable through one of these; the
/// constructors are forbidden by lint outside the session layer and the job runner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Principal {
    user: UserId,
    role: Role,
    session: Option<SessionId>,
    token: Option<(ApiTokenId, Scopes)>,
}

impl Principal {
    /// The person behind a verified session.
    pub const fn of_session(user: UserId, role: Role, session: SessionId) -> Self {
        Self { user, role, session: Some(session), token: None }
    }
    /// The person a job works for. Jobs never act as admins.
    pub const fn of_job(user: UserId) -> Self {
        Self { user, role: Role::User, session: None, token: None }
    }
    /// The person whose token a program holds. Programs never act as admins.
    pub const fn of_token(user: UserId, token: ApiTokenId, scopes: Scopes) -> Self {
        Self { user, role: Role::User, session: None, token: Some((token, scopes)) }
    }
    /// Whose data this is.
    pub const fn user(&self) -> UserId {
        self.user
    }
    /// What they may do.
    pub const fn role(&self) -> Role {
        self.role
    }
    /// The token a program came with.
    pub fn token(&self) -> Option<ApiTokenId> {
        self.token.map(|(token, _)| token)
    }
    /// What the program's token allows; `None` for people in front of a browser and for jobs.
    pub fn scopes(&self) -> Option<Scopes> {
        self.token.map(|(_, scopes)| scopes)
    }
    /// Refuses programs, whatever their token's scopes: for approvals, creations in Jira, secrets and tokens.
    pub fn in_person(&self) -> Result<(), Failure> {
        if self.token.is_none() {
            return Ok(());
        }
        Err(Failure::new(
            "token.not_in_person",
            Category::AdminRequired,
            "A program cannot do this for you, whatever its token allows.",
        )
        .with_next("Do it in the browser, signed in."))
    }
    /// The session they came with; jobs and programs have none.
    pub const fn session(&self) -> Option<SessionId> {
        self.session
    }
}
