//! Tokens with which programs act for a person.

use crate::commands::SecretText;
use domain::{api_tokens::Scope, ids::ApiTokenId, time::Timestamp};
use serde::{Deserialize, Serialize};

/// A token in its owner's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiTokenView {
    /// The token.
    pub id: ApiTokenId,
    /// What its owner calls it.
    pub name: String,
    /// Its beginning.
    pub hint: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends or ended.
    pub expires_at: Timestamp,
    /// When a program last came with it, to about a minute.
    pub last_used_at: Option<Timestamp>,
    /// It has ended.
    pub expired: bool,
}

/// A person's tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiTokensView {
    /// Newest first.
    pub tokens: Vec<ApiTokenView>,
    /// How many one person may have.
    pub most: usize,
    /// A token that was made a moment ago by a form without scripts; shown this once.
    pub fresh: Option<SecretText>,
    /// When this was read, for relative times.
    pub now: Timestamp,
}

/// A new token. The only time its text is seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedApiToken {
    /// What programs send.
    pub text: SecretText,
    /// As it stands in the list.
    pub token: ApiTokenView,
}
