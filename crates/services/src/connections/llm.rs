//! The connection to a model: a provider the operator configured, and the person's own secret.

use super::{jira::keep, secret, trust};
use crate::{
    Resources, audit, failures,
    models::{self, Opened},
};
use contract::{
    Outcome,
    commands::SaveLlm,
    services::Caller,
    views::{ProviderSecret, ProviderView},
};
use domain::{failure::Failure, limits, principal::Principal, text::search_key};
use secrecy::SecretString;
use settings::{IdentityMatch, Provider, Settings};
use store::{
    accounts::{self, User},
    connections::{Connection, ConnectionKind, TestResult},
};

/// What a good test of a key says.
const KEY_WORKS: &str = "Successfully tested connection - the model answered";

/// What can be chosen.
pub(super) fn provider_views(settings: &Settings) -> Vec<ProviderView> {
    settings
        .providers
        .iter()
        .map(|provider| ProviderView {
            id: provider.id.to_string(),
            label: provider.label.clone(),
            model: provider.parameters.model.clone(),
            streams: provider.parameters.stream,
            secret: if models::takes_key(provider) { ProviderSecret::ApiKey } else { ProviderSecret::Cookie },
        })
        .collect()
}

/// The provider of a saved connection, as long as the operator still lists it. A secret that was saved for one server is
/// not shown to another.
pub(crate) fn chosen_provider<'a>(settings: &'a Settings, connection: &Connection) -> Outcome<&'a Provider> {
    let provider = settings
        .providers
        .iter()
        .find(|provider| Some(provider.id.as_str()) == connection.provider.as_deref())
        .ok_or_else(|| {
            Failure::user("llm.provider_unknown", "The model you chose is no longer offered here.")
                .with_next("Choose another one under Connections.")
        })?;
    if connection.url != server(provider) {
        let message =
            "Whoever runs this site has moved the model to another server since you saved your secret.";
        return Err(Failure::user("llm.provider_moved", message)
            .with_next("Save the secret again under Connections, then test it."));
    }
    Ok(provider)
}

/// Characters that a secret may have.
pub(super) fn longest_secret(settings: &Settings) -> usize {
    (settings.limits.llm_secret_characters as usize).min(limits::LLM_SECRET)
}

fn server(provider: &Provider) -> String {
    provider.integration.url.origin().ascii_serialization()
}

/// Saves the secret. It has to be tested before a model is asked.
pub(super) async fn save(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: SaveLlm,
) -> Outcome<()> {
    let settings = resources.settings.current();
    let provider = settings
        .providers
        .iter()
        .find(|provider| provider.id.as_str() == command.provider.trim())
        .ok_or_else(|| {
            Failure::field("llm.provider_unknown", "provider", "Choose one of the models in the list.")
        })?;
    let what = if models::takes_key(provider) { "key" } else { "cookie or token" };
    let text = command.secret.0.trim().to_owned();
    let longest = longest_secret(&settings);
    if text.is_empty() {
        return Err(Failure::field(
            "llm.secret_missing",
            "secret",
            format!("Paste the {what} of the model."),
        ));
    }
    if text.chars().count() > longest || text.chars().any(|c| c.is_control() || !c.is_ascii()) {
        return Err(Failure::field(
            "llm.secret_malformed",
            "secret",
            format!("A {what} has up to {longest} plain characters, without line breaks."),
        ));
    }
    let url = server(provider);
    let entry = audit::entry("connection.llm.saved", "ok", caller);
    let new = secret::New {
        kind: ConnectionKind::Llm,
        provider: Some(provider.id.to_string()),
        url,
        account: None,
        secret: SecretString::from(text),
    };
    secret::save(resources, principal, new, entry).await
}

/// Asks the provider whose secret this is and keeps what came out.
pub(super) async fn test(resources: &Resources, caller: &Caller, principal: &Principal) -> Outcome<()> {
    secret::count_test(resources, principal).await?;
    let settings = resources.settings.current();
    let (connection, value) =
        secret::open(resources, principal, ConnectionKind::Llm).await?.ok_or_else(|| {
            Failure::user("llm.not_connected", "No cookie, token or key is saved.")
                .with_next("Paste one and save it.")
        })?;
    let user =
        resources.store.of(principal).read(accounts::me).await?.ok_or_else(Failure::unauthenticated)?;
    let opened = Opened { connection: &connection, secret: &value };
    let tested = match chosen_provider(&settings, &connection) {
        Ok(provider) if models::takes_key(provider) => {
            models::try_key(resources, &settings, provider, opened, &caller.request_id)
                .await
                .map(|()| KEY_WORKS.to_owned())
                .map_err(|error| failures::model(&error))
        }
        Ok(provider) => identify(resources, &settings, provider, &user, opened, caller).await,
        Err(failure) => Err(failure),
    };
    let result = match tested {
        Ok(words) => TestResult::Success(words),
        Err(failure) => TestResult::Failure(trust::explained(failure, &connection)),
    };
    keep(resources, caller, principal, &connection, result, "connection.llm.test").await
}

async fn identify(
    resources: &Resources,
    settings: &Settings,
    provider: &Provider,
    user: &User,
    opened: Opened<'_>,
    caller: &Caller,
) -> Outcome<String> {
    let found = models::whose(resources, settings, provider, opened, &caller.request_id)
        .await
        .map_err(|error| failures::model(&error))?;
    let differs = |what: &str, theirs: &str, ours: &str| {
        Failure::user(
            "llm.other_person",
            format!("This secret belongs to the {what} “{theirs}”, but your {what} in Jira is “{ours}”."),
        )
        .with_next("Use your own cookie or token.")
    };
    match provider.identity_match {
        IdentityMatch::EmployeeId if found.user_id == user.employee_id => {
            Ok("Successfully tested connection - Employee ID validated".to_owned())
        }
        IdentityMatch::EmployeeId => Err(differs("employee id", &found.user_id, &user.employee_id)),
        IdentityMatch::Email => {
            let ours = user.email.as_deref().unwrap_or_default();
            let theirs = [Some(&found.user_id), Some(&found.username), found.email.as_ref()];
            let same =
                theirs.iter().flatten().any(|text| !ours.is_empty() && search_key(text) == search_key(ours));
            if same {
                Ok("Successfully tested connection - e-mail address validated".to_owned())
            } else {
                Err(differs("e-mail address", found.email.as_deref().unwrap_or(&found.user_id), ours))
            }
        }
        IdentityMatch::None => Ok("Successfully tested connection".to_owned()),
    }
}
