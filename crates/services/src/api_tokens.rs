//! Personal API tokens: making them, telling whose they are, taking them away.

use crate::{Resources, audit};
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::{CreateApiToken, SecretText},
    services::{ApiTokens, Caller},
    views::{ApiTokenView, ApiTokensView, CreatedApiToken},
};
use domain::{
    api_tokens::{Scope, Scopes},
    failure::Failure,
    ids::ApiTokenId,
    limits,
    principal::Principal,
    text::{length, one_line},
    time::Timestamp,
};
use secrecy::ExposeSecret;
use secrets::ApiToken;
use std::{sync::Arc, time::Duration};
use store::api_tokens::{self, NewApiToken};

const DAY: Duration = Duration::from_hours(24);
/// A use is written down at most this often, so that a program's many requests are one write.
const WRITE_EVERY: Duration = Duration::from_mins(1);

/// The use cases around personal API tokens.
pub struct ApiTokensService {
    resources: Arc<Resources>,
}

impl ApiTokensService {
    /// Over the given resources.
    pub const fn new(resources: Arc<Resources>) -> Self {
        Self { resources }
    }
}

struct Valid {
    name: String,
    scopes: Scopes,
    days: u32,
}

/// Every field's problem at once.
fn check(command: &CreateApiToken) -> Outcome<Valid> {
    let mut failure = Failure::user("token.form_invalid", "Some fields need another look.");
    let name = one_line(&command.name);
    if name.is_empty() {
        failure = failure.with_field("name", "Say what the token is for, so that you recognise it later.");
    } else if length(&name) > limits::API_TOKEN_NAME {
        failure =
            failure.with_field("name", format!("A name has at most {} characters.", limits::API_TOKEN_NAME));
    }
    let scopes: Option<Scopes> = command.scopes.iter().map(|scope| Scope::parse(scope)).collect();
    if scopes.is_none_or(Scopes::is_empty) {
        failure = failure.with_field("scopes", "Choose what the token allows: one thing at least.");
    }
    let days = command.days.trim().parse().ok().filter(|days| (1..=limits::API_TOKEN_DAYS).contains(days));
    if days.is_none() {
        failure =
            failure.with_field("days", format!("A token is good for 1 to {} days.", limits::API_TOKEN_DAYS));
    }
    match (failure.fields.is_empty(), scopes, days) {
        (true, Some(scopes), Some(days)) => Ok(Valid { name, scopes, days }),
        _ => Err(failure),
    }
}

fn too_many() -> Failure {
    Failure::user(
        "token.too_many",
        format!("You have {} tokens, which is the most one person may have.", limits::API_TOKENS),
    )
    .with_next("Take one away that is no longer used.")
}

/// What the audit log calls a token.
fn subject(token: ApiTokenId) -> String {
    format!("api_token:{token}")
}

fn view(token: api_tokens::ApiToken, now: Timestamp) -> ApiTokenView {
    ApiTokenView {
        id: token.id,
        name: token.name,
        hint: token.token_hint,
        scopes: token.scopes.iter().collect(),
        created_at: token.created_at,
        expires_at: token.expires_at,
        last_used_at: token.last_used_at,
        expired: token.expires_at <= now,
    }
}

#[async_trait]
impl ApiTokens for ApiTokensService {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the session layer for programs: the token has just been found to be good"
    )]
    async fn authenticate(&self, token: &SecretText) -> Outcome<Option<Principal>> {
        let Some(token) = ApiToken::parse(&token.0) else { return Ok(None) };
        let hash = token.hash();
        let found = self.resources.store.system().read(move |tx| api_tokens::by_hash(tx, &hash)).await?;
        let Some(live) = found.filter(|live| token.matches(&live.token_hash)) else { return Ok(None) };
        let now = self.resources.clock.now();
        if live.last_used_at.is_none_or(|last| now.since(last) >= WRITE_EVERY) {
            self.resources.store.system().write(move |tx| api_tokens::touch(tx, live.id)).await?;
        }
        Ok(Some(Principal::of_token(live.user, live.id, live.scopes)))
    }

    async fn list(&self, principal: &Principal) -> Outcome<ApiTokensView> {
        principal.in_person()?;
        let now = self.resources.clock.now();
        let tokens = self.resources.store.of(principal).read(api_tokens::list).await?;
        let tokens = tokens.into_iter().map(|token| view(token, now)).collect();
        Ok(ApiTokensView { tokens, most: limits::API_TOKENS, fresh: None, now })
    }

    async fn create(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: CreateApiToken,
    ) -> Outcome<CreatedApiToken> {
        principal.in_person()?;
        let Valid { name, scopes, days } = check(&command)?;
        let now = self.resources.clock.now();
        let token = ApiToken::generate(&*self.resources.randomness);
        let new = NewApiToken {
            name,
            token_hash: token.hash(),
            token_hint: token.hint(),
            scopes,
            expires_at: now.plus(DAY * days),
        };
        let caller = caller.clone();
        let stored = self
            .resources
            .store
            .of(principal)
            .write_durably(move |tx| -> Outcome<_> {
                if api_tokens::list(tx)?.len() >= limits::API_TOKENS {
                    return Err(too_many());
                }
                let stored = api_tokens::create(tx, &new)?;
                let mut entry = audit::entry_about("api_token.created", subject(stored.id), "ok", &caller);
                entry.detail = serde_json::json!({ "scopes": scopes.to_string(), "days": days });
                store::audit::record(tx, &entry)?;
                Ok(stored)
            })
            .await?;
        let text = SecretText(token.expose_secret().to_owned());
        Ok(CreatedApiToken { text, token: view(stored, now) })
    }

    async fn revoke(&self, caller: &Caller, principal: &Principal, token: ApiTokenId) -> Outcome<()> {
        principal.in_person()?;
        let entry = audit::entry_about("api_token.revoked", subject(token), "ok", caller);
        self.resources
            .store
            .of(principal)
            .write_durably(move |tx| -> Outcome<()> {
                if !api_tokens::revoke(tx, token)? {
                    return Err(Failure::not_found("token"));
                }
                Ok(store::audit::record(tx, &entry)?)
            })
            .await
    }
}
