//! Confluence Cloud.

use super::{ConfluenceError, ConfluenceUser, user};
use crate::jira::{JiraAuth, Wire};
use outbound::{Client, Target, Tls};
use secrecy::SecretString;

/// One person's access to one Confluence Cloud. So far it only says who that is.
#[derive(Debug, Clone)]
pub struct ConfluenceCloud {
    wire: Wire,
}

impl ConfluenceCloud {
    /// Access with the system's certificates. `base` ends with `/wiki`; the e-mail address is the Atlassian account's.
    pub fn new(client: Client, base: Target, email: String, token: SecretString) -> Self {
        Self { wire: Wire::new(client, base, JiraAuth::ApiToken { email, token }) }
    }

    /// Trusts other certificates.
    #[must_use]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.wire.tls = tls;
        self
    }

    /// Names the request this one serves in Confluence's logs.
    #[must_use]
    pub fn request_id(mut self, id: &str) -> Self {
        self.wire.request_id = Some(id.to_owned());
        self
    }

    /// Whose token this is.
    pub async fn current_user(&self) -> Result<ConfluenceUser, ConfluenceError> {
        user::current(&self.wire).await
    }
}
