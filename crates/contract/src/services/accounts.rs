//! Registration, sign-in, sessions.

use crate::{
    Outcome,
    commands::{ProveIdentity, SecretText, SetPassword, SignIn},
    views::{PendingView, RegistrationOutcome, SessionView, WelcomeView},
};
use async_trait::async_trait;
use domain::{principal::Principal, time::Timestamp};
use std::{
    net::IpAddr,
    time::{Duration, Instant},
};

/// The longest name of a browser that is kept, in characters.
const USER_AGENT: usize = 300;

/// Where a request came from, for rate limits, logs and the audit log.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The request's id.
    pub request_id: String,
    /// The client's address, as far as trusted proxies tell it.
    pub address: IpAddr,
    /// What the client calls itself.
    pub user_agent: Option<String>,
    /// When the request arrived, to tell how long it took.
    pub since: Instant,
}

impl Caller {
    /// A request that arrives now.
    pub fn new(request_id: impl Into<String>, address: IpAddr) -> Self {
        Self { request_id: request_id.into(), address, user_agent: None, since: Instant::now() }
    }
    /// Sent by a client that calls itself so. Only its first 300 characters count.
    #[must_use]
    pub fn with_user_agent(mut self, name: Option<&str>) -> Self {
        let kept = |name: &str| domain::text::one_line(name).chars().take(USER_AGENT).collect::<String>();
        self.user_agent = name.map(kept).filter(|name| !name.is_empty());
        self
    }
}

/// The first step succeeded: what the browser has to keep for ten minutes.
pub struct Proved {
    /// Cookie value.
    pub cookie: SecretText,
    /// How long it is good for.
    pub valid: Duration,
}

/// A session was made.
pub struct SignedIn {
    /// The session's token, for its cookie.
    pub token: SecretText,
    /// When it ends whatever happens.
    pub ends_at: Timestamp,
}

/// A session's token was good.
#[derive(Debug, Clone, Copy)]
pub struct Authenticated {
    /// Who it is.
    pub principal: Principal,
    /// When the session ends without further activity.
    pub idle_until: Timestamp,
}

/// Registration, sign-in, sessions.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// What this installation calls itself.
    fn app_name(&self) -> String;
    /// What the first page needs.
    async fn welcome(&self) -> Outcome<WelcomeView>;
    /// Step 1: who does this token belong to, on this site?
    async fn prove_identity(&self, caller: &Caller, command: ProveIdentity) -> Outcome<Proved>;
    /// Step 2: the identity that was proved.
    async fn pending(&self, cookie: &SecretText) -> Outcome<PendingView>;
    /// Step 2: the person says that it is them.
    async fn confirm(&self, cookie: &SecretText) -> Outcome<()>;
    /// Step 3: the account is created, or gets a new password and loses all its sessions.
    async fn set_password(
        &self,
        caller: &Caller,
        cookie: &SecretText,
        command: SetPassword,
    ) -> Outcome<RegistrationOutcome>;
    /// Same answer and same time whether or not the account exists.
    async fn sign_in(&self, caller: &Caller, command: SignIn) -> Outcome<SignedIn>;
    /// Ends this session at once.
    async fn sign_out(&self, caller: &Caller, principal: &Principal) -> Outcome<()>;
    /// Ends all of the person's sessions at once.
    async fn sign_out_everywhere(&self, caller: &Caller, principal: &Principal) -> Outcome<()>;
    /// Reads a session's token. `touch` says that this is activity of the person, not of a stream.
    async fn authenticate(&self, token: &SecretText, touch: bool) -> Outcome<Option<Authenticated>>;
    /// Who is signed in.
    async fn session(&self, principal: &Principal) -> Outcome<SessionView>;
    /// The avatar's media type and bytes.
    async fn avatar(&self, principal: &Principal) -> Outcome<Option<(String, Vec<u8>)>>;
}
