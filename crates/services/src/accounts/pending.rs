//! What was proved in the first step of a registration, sealed while it waits for the last.

use super::avatar::Avatar;
use domain::accounts::Identity;
use secrets::Aad;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long the steps may take together.
pub(super) const VALID: Duration = Duration::from_mins(10);

/// Where a sealed registration belongs.
pub(crate) fn place(row: impl ToString) -> Aad {
    Aad::without_user("pending_registrations", "payload", row)
}

/// Everything the last step needs. Stored sealed under the key ring, bound to its row; the browser holds only a
/// random cookie.
#[derive(Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) site: String,
    pub(super) identity: Identity,
    /// The Atlassian account's e-mail address, on Cloud.
    #[serde(default)]
    pub(super) account: Option<String>,
    pub(super) token: String,
    pub(super) avatar: Option<Avatar>,
}
