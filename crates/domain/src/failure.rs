//! What went wrong, in words.

use serde::{Deserialize, Serialize};

/// Who can do something about it; decides the HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// The person who asked (422).
    UserFixable,
    /// Someone who runs the product or Jira (403).
    AdminRequired,
    /// Nobody: it passes by itself (503). The only kind that is retried automatically.
    Temporary,
    /// Not signed in (401).
    Unauthenticated,
    /// Not there, or somebody else's (404).
    NotFound,
    /// Something else happened in between (409).
    Conflict,
    /// Too many tries (429).
    TooMany,
    /// Our own mistake (500).
    Internal,
}

impl Category {
    /// The HTTP status it answers with.
    pub const fn status(self) -> u16 {
        match self {
            Self::UserFixable => 422,
            Self::AdminRequired => 403,
            Self::Temporary => 503,
            Self::Unauthenticated => 401,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::TooMany => 429,
            Self::Internal => 500,
        }
    }
}

/// How much it stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing goes on before it is solved.
    #[default]
    Blocking,
    /// It goes on, and somebody should look.
    Warning,
    /// Worth knowing.
    Info,
}

/// What is wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field's name in the form.
    pub field: String,
    /// What is wrong and how to fix it.
    pub message: String,
}

/// A failure as people and programs see it: a stable code, words, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Stable, `area.reason`, for programs and support.
    pub code: String,
    /// Who can fix it.
    pub category: Category,
    /// How much it stands in the way.
    #[serde(default)]
    pub severity: Severity,
    /// What happened and what it means for the person's work.
    pub message: String,
    /// What to do next; empty when the message says it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub next: String,
    /// Problems of single fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// Seconds after which a try makes sense, for `TooMany` and `Temporary`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The request it happened in, for support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl Failure {
    /// A failure with a code, a category and a message.
    pub fn new(code: &str, category: Category, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            category,
            severity: Severity::Blocking,
            message: message.into(),
            next: String::new(),
            fields: Vec::new(),
            retry_after: None,
            request_id: None,
        }
    }
    /// The person can fix it (422).
    pub fn user(code: &str, message: impl Into<String>) -> Self {
        Self::new(code, Category::UserFixable, message)
    }
    /// One field of a form is wrong (422).
    pub fn field(code: &str, field: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::user(code, message.clone()).with_field(field, message)
    }
    /// It passes by itself (503).
    pub fn temporary(code: &str, message: impl Into<String>) -> Self {
        Self::new(code, Category::Temporary, message)
    }
    /// Not there, or not theirs (404).
    pub fn not_found(what: &str) -> Self {
        Self::new("not_found", Category::NotFound, format!("This {what} does not exist, or it is not yours."))
    }
    /// Our own mistake (500): generic words only.
    pub fn internal() -> Self {
        Self::new(
            "internal",
            Category::Internal,
            "Something went wrong on our side. Nothing you saved is lost.",
        )
        .with_next("Try again; if it stays, give the request id to whoever runs this site.")
    }
    /// Not signed in, or no longer (401).
    pub fn unauthenticated() -> Self {
        Self::new(
            "session.required",
            Category::Unauthenticated,
            "You are not signed in, or your session has ended.",
        )
        .with_next("Sign in again. What you typed is still here.")
    }
    /// Too many tries (429).
    pub fn too_many(code: &str, message: impl Into<String>, retry_after: u32) -> Self {
        Self { retry_after: Some(retry_after), ..Self::new(code, Category::TooMany, message) }
    }
    /// Adds what to do next.
    #[must_use]
    pub fn with_next(mut self, next: impl Into<String>) -> Self {
        self.next = next.into();
        self
    }
    /// Adds a field's problem.
    #[must_use]
    pub fn with_field(mut self, field: &str, message: impl Into<String>) -> Self {
        self.fields.push(FieldProblem { field: field.to_owned(), message: message.into() });
        self
    }
    /// The problem of one field, if it has one.
    pub fn of_field(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str())
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.message)
    }
}

impl std::error::Error for Failure {}
