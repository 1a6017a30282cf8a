//! Chat models as the configuration describes them, with a person's own secret in them.

use crate::{Resources, upstream};
use llm::{
    ChatModel, LlmError,
    company::{CompanyModel, Purpose, TestIdentity, company_config, company_test, guard_config},
    guarded::{Guarded, ProviderGuard},
    transport::{OutboundTransport, Transport},
};
use outbound::Tls;
use secrecy::SecretString;
use settings::{Provider, Settings};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio_util::sync::CancellationToken;

/// What all calls to one provider share: concurrency, circuit breaker. Rebuilt when the configuration changes.
#[derive(Debug, Default)]
pub struct Guards(Mutex<HashMap<String, (String, ProviderGuard)>>);

impl Guards {
    fn of(&self, settings: &Settings, provider: &Provider) -> ProviderGuard {
        let mut guards = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match guards.get(provider.id.as_str()) {
            Some((fingerprint, guard)) if *fingerprint == settings.fingerprint => guard.clone(),
            _ => {
                let guard = ProviderGuard::new(guard_config(provider));
                guards.insert(provider.id.to_string(), (settings.fingerprint.clone(), guard.clone()));
                guard
            }
        }
    }
}

fn transport(resources: &Resources, settings: &Settings) -> Result<Arc<dyn Transport>, LlmError> {
    let policy = upstream::policy(resources, settings)
        .map_err(|failure| LlmError::Misconfigured { detail: failure.message })?;
    Ok(Arc::new(OutboundTransport::new(resources.http.clone(), policy, Tls::System)))
}

/// The model of a provider, asked with the person's secret.
pub(crate) fn chat_model(
    resources: &Resources,
    settings: &Settings,
    provider: &Provider,
    secret: &SecretString,
) -> Result<Box<dyn ChatModel>, LlmError> {
    let config = company_config(provider, Purpose::Story, secret)?;
    let model = CompanyModel::new(config, transport(resources, settings)?);
    Ok(Box::new(Guarded::new(model, resources.guards.of(settings, provider))))
}

/// Asks the provider whose secret this is.
pub(crate) async fn test(
    resources: &Resources,
    settings: &Settings,
    provider: &Provider,
    secret: &SecretString,
    request_id: &str,
) -> Result<TestIdentity, LlmError> {
    let test = company_test(provider, secret, request_id)?;
    test.run(&transport(resources, settings)?, &CancellationToken::new()).await
}
