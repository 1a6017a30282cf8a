//! Chat models as the configuration describes them, with a person's own secret in them.

use crate::{Resources, upstream};
use llm::{
    ChatModel, LlmError,
    anthropic::AnthropicModel,
    company::{CompanyModel, Purpose, TestIdentity, company_config, company_test},
    guarded::{GuardConfig, Guarded, ProviderGuard},
    hosted::{self, HostedConfig},
    openai::OpenAiModel,
    transport::{OutboundTransport, Transport},
};
use outbound::Tls;
use secrecy::SecretString;
use settings::{Provider, ProviderKind, Settings};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use store::connections::Connection;
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
                let guard = ProviderGuard::new(GuardConfig::of(provider));
                guards.insert(provider.id.to_string(), (settings.fingerprint.clone(), guard.clone()));
                guard
            }
        }
    }
}

/// A person's connection to a model with its secret: what opens the provider, and whom to trust on the way.
#[derive(Clone, Copy)]
pub(crate) struct Opened<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) secret: &'a SecretString,
}

fn transport(
    resources: &Resources,
    settings: &Settings,
    opened: Opened<'_>,
) -> Result<Arc<dyn Transport>, LlmError> {
    let misconfigured = |detail: String| LlmError::Misconfigured { detail };
    let policy = upstream::policy(resources, settings).map_err(|failure| misconfigured(failure.message))?;
    let tls = match &opened.connection.ca_pem {
        Some(pem) => Tls::with_ca(pem).map_err(|refused| misconfigured(refused.to_string()))?,
        None => Tls::System,
    };
    Ok(Arc::new(OutboundTransport::new(resources.http.clone(), policy, tls)))
}

/// The adapter for a provider, with the person's secret in it.
fn adapter(
    resources: &Resources,
    settings: &Settings,
    provider: &Provider,
    opened: Opened<'_>,
) -> Result<Box<dyn ChatModel>, LlmError> {
    let transport = transport(resources, settings, opened)?;
    Ok(match provider.kind {
        ProviderKind::Company { .. } => {
            let config = company_config(provider, Purpose::Story, opened.secret)?;
            Box::new(CompanyModel::new(config, transport))
        }
        ProviderKind::OpenAi => {
            Box::new(OpenAiModel::new(HostedConfig::of(provider, opened.secret)?, transport))
        }
        ProviderKind::Anthropic => {
            Box::new(AnthropicModel::new(HostedConfig::of(provider, opened.secret)?, transport))
        }
    })
}

/// The model of a provider, asked with the person's secret and with consideration for everybody else.
pub(crate) fn chat_model(
    resources: &Resources,
    settings: &Settings,
    provider: &Provider,
    opened: Opened<'_>,
) -> Result<Box<dyn ChatModel>, LlmError> {
    let model = adapter(resources, settings, provider, opened)?;
    Ok(Box::new(Guarded::new(model, resources.guards.of(settings, provider))))
}

/// Whether what opens a provider is a key, which says nothing about people.
pub(crate) fn takes_key(provider: &Provider) -> bool {
    match provider.kind {
        ProviderKind::Company { .. } => false,
        ProviderKind::OpenAi | ProviderKind::Anthropic => true,
    }
}

/// Asks the provider whose secret this is.
pub(crate) async fn whose(
    resources: &Resources,
    settings: &Settings,
    provider: &Provider,
    opened: Opened<'_>,
    request_id: &str,
) -> Result<TestIdentity, LlmError> {
    let test = company_test(provider, opened.secret, request_id)?;
    test.run(&transport(resources, settings, opened)?, &CancellationToken::new()).await
}

/// Makes the smallest call, once: a person waits for it and can press the button again.
pub(crate) async fn try_key(
    resources: &Resources,
    settings: &Settings,
    provider: &Provider,
    opened: Opened<'_>,
    request_id: &str,
) -> Result<(), LlmError> {
    let model = adapter(resources, settings, provider, opened)?;
    hosted::smallest_call(model.as_ref(), request_id, CancellationToken::new()).await.map(|_| ())
}
