//! Who does something in a story.

use contract::{
    Outcome,
    commands::{
        ProveIdentity, ReplaceJiraToken, RevealSecret, SaveConfluence, SaveLlm, SecretText, SetPassword,
        SignIn, TrustAuthority,
    },
    services::{Authenticated, Caller, UseCases},
    views::{ConnectionStatus, ConnectionsView, RegistrationOutcome},
};
use domain::principal::Principal;
use std::{net::IpAddr, sync::Arc};

use crate::app::Process;

/// Everybody's password.
pub const PASSWORD: &str = "Tea at 4 in the garden!";

/// Somebody who is not signed in.
#[derive(Clone)]
pub struct Visitor {
    /// What can be done.
    pub use_cases: Arc<UseCases>,
    /// Where they are.
    pub caller: Caller,
}

impl Visitor {
    pub(crate) fn new(use_cases: Arc<UseCases>, address: IpAddr) -> Self {
        Self { use_cases, caller: Caller::new("story", address) }
    }

    /// Step 1 of a registration at the one site there is: the cookie that waits in the browser.
    pub async fn prove(&self, token: &str) -> Outcome<SecretText> {
        self.prove_at("", token).await
    }

    /// Step 1 of a registration.
    pub async fn prove_at(&self, site: &str, token: &str) -> Outcome<SecretText> {
        let token = SecretText(token.to_owned());
        let command = ProveIdentity { site: site.to_owned(), email: String::new(), token };
        self.use_cases.accounts.prove_identity(&self.caller, command).await.map(|proved| proved.cookie)
    }

    /// Step 1 of a registration at the Cloud site.
    pub async fn prove_on_cloud(&self, email: &str, token: &str) -> Outcome<SecretText> {
        let token = SecretText(token.to_owned());
        let command = ProveIdentity { site: "cloud".to_owned(), email: email.to_owned(), token };
        self.use_cases.accounts.prove_identity(&self.caller, command).await.map(|proved| proved.cookie)
    }

    /// Step 3 of a registration.
    pub async fn set_password(
        &self,
        cookie: &SecretText,
        password: &str,
        repeated: &str,
    ) -> Outcome<RegistrationOutcome> {
        let command = SetPassword {
            password: SecretText(password.to_owned()),
            repeated: SecretText(repeated.to_owned()),
        };
        self.use_cases.accounts.set_password(&self.caller, cookie, command).await
    }

    /// All three steps.
    pub async fn register(&self, token: &str, password: &str) -> Outcome<RegistrationOutcome> {
        self.register_at("", token, password).await
    }

    /// All three steps at a site.
    pub async fn register_at(&self, site: &str, token: &str, password: &str) -> Outcome<RegistrationOutcome> {
        let cookie = self.prove_at(site, token).await?;
        self.use_cases.accounts.confirm(&cookie).await?;
        self.set_password(&cookie, password, password).await
    }

    /// Signs in: the session's token.
    pub async fn sign_in(&self, login: &str, password: &str) -> Outcome<SecretText> {
        self.sign_in_at("", login, password).await
    }

    /// Signs in at a site: the session's token.
    pub async fn sign_in_at(&self, site: &str, login: &str, password: &str) -> Outcome<SecretText> {
        let command = SignIn {
            login: login.to_owned(),
            password: SecretText(password.to_owned()),
            site: site.to_owned(),
        };
        self.use_cases.accounts.sign_in(&self.caller, command).await.map(|signed_in| signed_in.token)
    }

    /// Who a session's token belongs to, as a request of that person would be seen.
    pub async fn whose(&self, token: &SecretText) -> Option<Authenticated> {
        self.use_cases.accounts.authenticate(token, true).await.expect("tokens can be read")
    }
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Person {
    /// What can be done.
    pub use_cases: Arc<UseCases>,
    /// Where they are.
    pub caller: Caller,
    /// What their session makes them.
    pub principal: Principal,
    /// Their session's token.
    pub token: SecretText,
    /// The person in the simulated company.
    pub who: sandbox::Person,
}

impl Person {
    pub(crate) async fn register(visitor: Visitor, who: sandbox::Person) -> Self {
        visitor.register(who.jira_token, PASSWORD).await.expect("the person can register");
        Self::sign_in(visitor, who).await
    }

    async fn sign_in(visitor: Visitor, who: sandbox::Person) -> Self {
        let token = visitor.sign_in(who.login, PASSWORD).await.expect("the person can sign in");
        let principal = visitor.whose(&token).await.expect("a fresh session").principal;
        let Visitor { use_cases, caller } = visitor;
        Self { use_cases, caller, principal, token, who }
    }

    /// Somebody who has just registered at the Cloud site.
    pub async fn on_cloud(visitor: Visitor, who: &sandbox::CloudPerson) -> Self {
        let cookie = visitor.prove_on_cloud(who.email, who.api_token).await.expect("they can be proved");
        visitor.use_cases.accounts.confirm(&cookie).await.expect("they confirm");
        visitor.set_password(&cookie, PASSWORD, PASSWORD).await.expect("they choose a password");
        let token = visitor.sign_in_at("cloud", who.account_id, PASSWORD).await.expect("they can sign in");
        let principal = visitor.whose(&token).await.expect("a fresh session").principal;
        let Visitor { use_cases, caller } = visitor;
        Self { use_cases, caller, principal, token, who: who.as_person() }
    }

    /// The same person in another browser.
    pub async fn in_another_browser(&self) -> Self {
        let visitor = Visitor { use_cases: self.use_cases.clone(), caller: self.caller.clone() };
        Self::sign_in(visitor, self.who.clone()).await
    }

    /// The same person after being made an administrator, signed in anew.
    pub async fn as_admin(&self, process: &Process) -> Self {
        let user = self.principal.user();
        let system = process.resources.store.system();
        let promoted =
            system.write(move |tx| store::accounts::set_role(tx, user, domain::principal::Role::Admin)).await;
        assert!(promoted.expect("a role can be stored"));
        self.in_another_browser().await
    }

    /// The same person and session, served by another process.
    #[must_use]
    pub fn at(&self, process: &Process) -> Self {
        Self { use_cases: process.use_cases.clone(), ..self.clone() }
    }

    /// Saves the cookie of the company's model without testing it.
    pub async fn save_model(&self, cookie: &str) -> Outcome<()> {
        self.save_model_of("company", cookie).await
    }

    /// Saves the secret of a provider without testing it.
    pub async fn save_model_of(&self, provider: &str, secret: &str) -> Outcome<()> {
        let command = SaveLlm { provider: provider.to_owned(), secret: SecretText(secret.to_owned()) };
        self.use_cases.connections.save_llm(&self.caller, &self.principal, command).await
    }

    /// Tests the saved secret of a model.
    pub async fn test_model(&self) -> Outcome<ConnectionsView> {
        self.use_cases.connections.test_llm(&self.caller, &self.principal).await
    }

    /// Tests the saved Jira token.
    pub async fn test_jira(&self) -> Outcome<ConnectionsView> {
        self.use_cases.connections.test_jira(&self.caller, &self.principal).await
    }

    /// Replaces the Jira token.
    pub async fn replace_jira_token(&self, token: &str) -> Outcome<()> {
        let command = ReplaceJiraToken { email: String::new(), token: SecretText(token.to_owned()) };
        self.use_cases.connections.replace_jira_token(&self.caller, &self.principal, command).await
    }

    /// Saves an address and a token of Confluence without testing them.
    pub async fn save_confluence(&self, url: &str, token: &str) -> Outcome<()> {
        let token = SecretText(token.to_owned());
        let command = SaveConfluence { url: url.to_owned(), email: String::new(), token };
        self.use_cases.connections.save_confluence(&self.caller, &self.principal, command).await
    }

    /// Tests what is saved for Confluence.
    pub async fn test_confluence(&self) -> Outcome<ConnectionsView> {
        self.use_cases.connections.test_confluence(&self.caller, &self.principal).await
    }

    /// Asks to see a stored secret.
    pub async fn reveal(&self, connection: &str, password: &str) -> Outcome<()> {
        let command =
            RevealSecret { connection: connection.to_owned(), password: SecretText(password.to_owned()) };
        self.use_cases.connections.reveal(&self.caller, &self.principal, command).await
    }

    /// Trusts certificate authorities for one connection.
    pub async fn trust(&self, connection: &str, pem: &str) -> Outcome<()> {
        let command = TrustAuthority { connection: connection.to_owned(), pem: pem.to_owned() };
        self.use_cases.connections.trust(&self.caller, &self.principal, command).await
    }

    /// The connections page.
    pub async fn connections(&self) -> ConnectionsView {
        self.use_cases.connections.overview(&self.principal).await.expect("the connections page")
    }

    /// Saves and tests their own cookie.
    pub async fn connect_model(&self) {
        self.save_model(self.who.llm_cookie).await.expect("the cookie can be saved");
        let view = self.test_model().await.expect("the model can be tested");
        assert_eq!(view.llm.status, ConnectionStatus::Tested, "{:?}", view.llm.failure);
    }
}
