//! Links to Jira, Confluence and models.

use super::SiteKind;
use crate::commands::SecretText;
use domain::{failure::Failure, time::Timestamp};
use serde::{Deserialize, Serialize};

/// How far a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionStatus {
    /// Nothing saved.
    #[default]
    NotConnected,
    /// Saved, not tested since.
    Untested,
    /// The last test succeeded.
    Tested,
    /// The last test failed.
    Failed,
}

/// The three dots of the top bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct ConnectionDots {
    /// Jira.
    pub jira: ConnectionStatus,
    /// The model.
    pub llm: ConnectionStatus,
    /// Confluence.
    pub confluence: ConnectionStatus,
}

/// A certificate authority that a connection trusts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityView {
    /// Whom it names.
    pub subject: String,
    /// Who signed it; itself, mostly.
    pub issuer: String,
    /// When its time is over.
    pub expires_at: Timestamp,
    /// SHA-256 of the certificate, in pairs with colons.
    pub fingerprint: String,
}

/// Whom a connection trusts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct TrustView {
    /// Uploaded by the person.
    pub authorities: Vec<AuthorityView>,
    /// Certificates are not checked: whoever is in between can read along.
    pub unverified: bool,
    /// The person may switch the check off and on.
    pub may_change_check: bool,
}

/// A stored secret in the clear, for a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevealedView {
    /// The secret.
    pub secret: SecretText,
    /// Seconds until it is hidden again.
    pub seconds: u32,
}

/// One connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct ConnectionView {
    /// How far it is.
    pub status: ConnectionStatus,
    /// Where it goes.
    pub url: String,
    /// The Atlassian account's e-mail address, on Cloud.
    pub account: Option<String>,
    /// A saved secret, masked; empty when there is none.
    pub masked_secret: String,
    /// The saved secret in the clear, shortly after the person has proved again who they are.
    pub revealed: Option<RevealedView>,
    /// Whom it trusts.
    pub trust: TrustView,
    /// The last test.
    pub tested_at: Option<Timestamp>,
    /// What the last test said when it succeeded.
    pub success: Option<String>,
    /// What the last test said when it failed.
    pub failure: Option<Failure>,
    /// For a model that a key opens: what the last test found, step by step.
    pub check: Option<ProviderCheck>,
}

/// What a test with the smallest possible call found out about a model, each step only after the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderCheck {
    /// Whether the provider can be reached.
    pub connectivity: CheckStep,
    /// Whether it accepts the key.
    pub authentication: CheckStep,
    /// Whether the account behind the key may spend.
    pub quota: CheckStep,
    /// Whether the model answers.
    pub model: CheckStep,
}

/// One step of a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckStep {
    /// How it went.
    pub state: CheckState,
    /// In words.
    pub words: String,
}

/// How a step of a test went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// It works.
    Good,
    /// It does not.
    Failed,
    /// An earlier step failed, so nobody knows.
    NotReached,
}

/// A model provider the operator configured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderView {
    /// Short name.
    pub id: String,
    /// As people know it.
    pub label: String,
    /// The model's name.
    pub model: String,
    /// Whether it can stream.
    pub streams: bool,
    /// What opens it.
    pub secret: ProviderSecret,
}

/// What opens a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum ProviderSecret {
    /// A cookie or token of the company's own service, which says whose it is.
    #[default]
    Cookie,
    /// A key, which says nothing about people.
    ApiKey,
}

/// The connections page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionsView {
    /// From registration, not editable.
    pub employee_id: String,
    /// From registration, not editable.
    pub email: Option<String>,
    /// What kind of site the account is on.
    pub site_kind: SiteKind,
    /// Where Confluence may be: the first one is beside the person's Jira.
    pub confluence_urls: Vec<String>,
    /// Characters of a Jira or Confluence token.
    pub token_limit: u32,
    /// Characters that a model's secret may have.
    pub secret_limit: u32,
    /// Jira.
    pub jira: ConnectionView,
    /// Confluence.
    pub confluence: ConnectionView,
    /// The model.
    pub llm: ConnectionView,
    /// The provider that is chosen.
    pub provider: Option<String>,
    /// What can be chosen.
    pub providers: Vec<ProviderView>,
    /// Tokens that the person used today, in UTC, over all models.
    pub tokens_today: u64,
    /// Tokens that a person may use on a day; zero for no limit.
    pub tokens_a_day: u64,
}
