//! A person's own account.

use domain::{ids::SessionId, password::PasswordPolicy, principal::Role, time::Timestamp};
use serde::{Deserialize, Serialize};

/// One place where the person is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// To be named when it is ended.
    pub id: SessionId,
    /// The one this page was asked for with.
    pub this: bool,
    /// Where it came from.
    pub address: String,
    /// The browser, as it calls itself.
    pub user_agent: Option<String>,
    /// When they signed in.
    pub created_at: Timestamp,
    /// The last activity that was written down.
    pub last_seen_at: Timestamp,
    /// When it ends whatever happens.
    pub ends_at: Timestamp,
}

/// The profile page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileView {
    /// Jira's `name` or `accountId`.
    pub employee_id: String,
    /// Display name.
    pub name: String,
    /// Hidden on some sites.
    pub email: Option<String>,
    /// Two letters for where no picture is shown.
    pub initials: String,
    /// `/me/avatar` has a picture.
    pub has_avatar: bool,
    /// The site's name.
    pub site: String,
    /// Where the site is.
    pub jira_url: String,
    /// What they may do.
    pub role: Role,
    /// When they registered.
    pub created_at: Timestamp,
    /// What a new password must look like.
    pub password_policy: PasswordPolicy,
    /// Where they are signed in, newest first.
    pub sessions: Vec<SessionRow>,
    /// When this was read.
    pub now: Timestamp,
}
