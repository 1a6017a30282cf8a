//! What people ask for around their account, and administrators around everybody's.

use super::SecretText;
use serde::{Deserialize, Serialize};

/// Changing one's password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePassword {
    /// The one until now.
    pub current: SecretText,
    /// The new one.
    pub password: SecretText,
    /// The new one again.
    pub repeated: SecretText,
}

/// Looking through the audit log. What fits nothing is ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct AuditFilter {
    /// An area, see [`domain::audit::Area`], or empty.
    #[serde(default)]
    pub area: String,
    /// `good`, `bad`, or empty.
    #[serde(default)]
    pub outcome: String,
    /// The first day, such as `2026-03-01`, UTC; or empty.
    #[serde(default)]
    pub from: String,
    /// The last day, UTC; or empty.
    #[serde(default)]
    pub until: String,
    /// For administrators: an employee id; empty for everybody.
    #[serde(default)]
    pub person: String,
    /// Page, from 0.
    #[serde(default)]
    pub page: u32,
}

/// Looking for accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct UsersFilter {
    /// Words of name, employee id or e-mail address.
    #[serde(default)]
    pub query: String,
    /// Page, from 0.
    #[serde(default)]
    pub page: u32,
}
