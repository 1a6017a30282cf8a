use outbound::{Target, Tls};
use secrecy::SecretString;

/// One product's address and the person's token for it. Stays in our process.
#[derive(Debug, Clone)]
pub struct Upstream {
    /// Where the product's pages start, context path included.
    pub base: Target,
    /// The person's token, sent as a bearer token.
    pub token: SecretString,
    /// Whom to trust.
    pub tls: Tls,
}

/// On whose behalf a child works.
#[derive(Debug, Clone)]
pub struct Person {
    /// Names person, connection and its version; the same key gets the same child. Change it when a token changes.
    pub key: String,
    /// The person's Jira.
    pub jira: Option<Upstream>,
    /// The person's Confluence.
    pub confluence: Option<Upstream>,
}
