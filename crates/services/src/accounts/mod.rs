//! Registration, sign-in, sessions.

mod avatar;
mod common_passwords;
mod limits;
mod pending;
pub mod profile;
mod registration;
pub(crate) mod sessions;
mod sign_in;

pub(crate) use pending::place as pending_place;
pub(crate) use sign_in::password_failure;

use crate::Resources;
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::{ProveIdentity, SecretText, SetPassword, SignIn},
    services::{Accounts, Authenticated, Caller, Proved, SignedIn},
    views::{PendingView, RegistrationOutcome, SessionView, SiteKind, SiteView, WelcomeView},
};
use domain::{password::PasswordPolicy, principal::Principal};
use settings::Settings;
use std::sync::Arc;

/// The use cases around accounts.
pub struct AccountsService {
    resources: Arc<Resources>,
}

impl AccountsService {
    /// Over the given resources.
    pub const fn new(resources: Arc<Resources>) -> Self {
        Self { resources }
    }
}

/// The sites people may register with, as pages show them.
fn site_views(settings: &Settings) -> Vec<SiteView> {
    settings
        .sites
        .iter()
        .map(|site| SiteView {
            id: site.id.to_string(),
            name: site.name.clone(),
            kind: site_kind(site),
            jira_url: site.jira_url.as_str().trim_end_matches('/').to_owned(),
        })
        .collect()
}

/// Which product a site runs, as pages know it.
pub(crate) const fn site_kind(site: &settings::Site) -> SiteKind {
    match site.kind {
        settings::SiteKind::Dc => SiteKind::DataCenter,
        settings::SiteKind::Cloud => SiteKind::Cloud,
    }
}

const fn policy(settings: &Settings) -> PasswordPolicy {
    match settings.accounts.password_policy {
        settings::PasswordPolicy::Classic => PasswordPolicy::Classic,
        settings::PasswordPolicy::Length => PasswordPolicy::Length,
    }
}

#[async_trait]
impl Accounts for AccountsService {
    fn app_name(&self) -> String {
        self.resources.settings.current().application.name.clone()
    }

    async fn welcome(&self) -> Outcome<WelcomeView> {
        let settings = self.resources.settings.current();
        Ok(WelcomeView {
            app_name: settings.application.name.clone(),
            sites: site_views(&settings),
            password_policy: policy(&settings),
            notice: self.resources.notice.clone(),
        })
    }

    async fn prove_identity(&self, caller: &Caller, command: ProveIdentity) -> Outcome<Proved> {
        registration::prove_identity(&self.resources, caller, command).await
    }

    async fn pending(&self, cookie: &SecretText) -> Outcome<PendingView> {
        registration::pending(&self.resources, cookie).await
    }

    async fn confirm(&self, cookie: &SecretText) -> Outcome<()> {
        registration::confirm(&self.resources, cookie).await
    }

    async fn set_password(
        &self,
        caller: &Caller,
        cookie: &SecretText,
        command: SetPassword,
    ) -> Outcome<RegistrationOutcome> {
        registration::set_password(&self.resources, caller, cookie, command).await
    }

    async fn sign_in(&self, caller: &Caller, command: SignIn) -> Outcome<SignedIn> {
        sign_in::sign_in(&self.resources, caller, command).await
    }

    async fn sign_out(&self, caller: &Caller, principal: &Principal) -> Outcome<()> {
        sessions::sign_out(&self.resources, caller, principal).await
    }

    async fn sign_out_everywhere(&self, caller: &Caller, principal: &Principal) -> Outcome<()> {
        sessions::sign_out_everywhere(&self.resources, caller, principal).await
    }

    async fn authenticate(&self, token: &SecretText, touch: bool) -> Outcome<Option<Authenticated>> {
        sessions::authenticate(&self.resources, token, touch).await
    }

    async fn session(&self, principal: &Principal) -> Outcome<SessionView> {
        sessions::session(&self.resources, principal).await
    }

    async fn avatar(&self, principal: &Principal) -> Outcome<Option<(String, Vec<u8>)>> {
        sessions::avatar(&self.resources, principal).await
    }
}
