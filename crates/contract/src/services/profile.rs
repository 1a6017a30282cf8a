//! A person's own account.

use super::Caller;
use crate::{Outcome, commands::ChangePassword, views::ProfileView};
use async_trait::async_trait;
use domain::{ids::SessionId, principal::Principal};

/// A person's own account.
#[async_trait]
pub trait Profile: Send + Sync {
    /// The profile page.
    async fn profile(&self, principal: &Principal) -> Outcome<ProfileView>;
    /// A new password; needs the current one, and ends all other sessions.
    async fn change_password(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: ChangePassword,
    ) -> Outcome<()>;
    /// Ends one of the person's sessions at once; somebody else's answers `not_found`.
    async fn revoke_session(&self, caller: &Caller, principal: &Principal, session: SessionId)
    -> Outcome<()>;
}
