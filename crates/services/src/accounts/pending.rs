//! What was proved in the first step of a registration, sealed while it waits for the last.

use super::avatar::Avatar;
use domain::accounts::Identity;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long the steps may take together.
pub(super) const VALID: Duration = Duration::from_mins(10);

/// Everything the last step needs. Stored sealed under the key ring, bound to its row; the browser holds only a
/// random cookie.
#[derive(Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) site: String,
    pub(super) identity: Identity,
    pub(super) token: String,
    pub(super) avatar: Option<Avatar>,
}
