//! People and their sessions.

use domain::{principal::Role, time::Timestamp};
use serde::{Deserialize, Serialize};

/// Which product a site runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteKind {
    /// Jira Data Center, personal access tokens.
    DataCenter,
    /// Jira Cloud, e-mail address and API token.
    Cloud,
}

/// A site a person can register with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteView {
    /// Short name.
    pub id: String,
    /// As people know it.
    pub name: String,
    /// Data Center or Cloud.
    pub kind: SiteKind,
    /// Where it is, to recognise it.
    pub jira_url: String,
}

/// What the sign-in and registration pages need before anybody is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WelcomeView {
    /// The application's name.
    pub app_name: String,
    /// Allow-listed sites.
    pub sites: Vec<SiteView>,
    /// The password policy in force.
    pub password_policy: domain::password::PasswordPolicy,
    /// A short note for everyone, such as that this is a sandbox.
    pub notice: Option<String>,
}

/// The identity proved in the first step of a registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingView {
    /// Jira's `name` or `accountId`.
    pub employee_id: String,
    /// Display name.
    pub name: String,
    /// Hidden on some sites.
    pub email: Option<String>,
    /// A `data:` URI of the 48-pixel avatar, when the site gave one.
    pub avatar: Option<String>,
    /// The site's name.
    pub site: String,
    /// An account exists already: the last step sets its new password instead of creating one.
    pub resets_password: bool,
    /// The person confirmed that this is them.
    pub confirmed: bool,
}

/// What the last step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationOutcome {
    /// A new account.
    Created,
    /// A new password for an existing one.
    PasswordReset,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
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
    /// What they may do.
    pub role: Role,
    /// Minutes without activity after which the session ends.
    pub idle_minutes: u32,
    /// When the session ends whatever happens.
    pub ends_at: Timestamp,
    /// The application's name.
    pub app_name: String,
    /// A short note for everyone, such as that this is a sandbox.
    pub notice: Option<String>,
    /// Dots of the top bar.
    pub connections: super::ConnectionDots,
    /// The navigation as the person wants it.
    pub sidebar: super::Sidebar,
}
