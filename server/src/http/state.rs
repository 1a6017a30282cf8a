//! What every route can reach.

use super::{
    assets::Assets,
    forwarded::TrustedProxies,
    health::Health,
    limits::{RequestRate, StreamSlots},
    public_url::PublicUrl,
    rest_v1::ApiPace,
};
use crate::serve::Shutdown;
use axum::extract::FromRef;
use contract::services::UseCases;
use domain::time::Clock;
use leptos::config::LeptosOptions;
use secrets::Randomness;
use std::{ops::Deref, sync::Arc};

/// How the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// On a developer's machine.
    Development {
        /// Where `cargo leptos watch` tells pages to reload, when it runs.
        reload_port: Option<u16>,
    },
    /// For people.
    Production,
}

/// What the router is built from.
pub struct HostParts {
    /// The use cases.
    pub use_cases: UseCases,
    /// What `/readyz` asks.
    pub health: Arc<dyn Health>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// For nonces and request ids.
    pub randomness: Arc<dyn Randomness>,
    /// Where people reach us.
    pub public_url: PublicUrl,
    /// How the program runs.
    pub mode: Mode,
    /// Whose `X-Forwarded-For` counts.
    pub trusted_proxies: TrustedProxies,
    /// Scripts, styles, icons.
    pub assets: Assets,
    /// Names of the files a page loads.
    pub leptos: LeptosOptions,
    /// Tells streams that the process ends.
    pub shutdown: Shutdown,
    /// Requests that change something, per address.
    pub request_rate: RequestRate,
    /// Open streams, per person.
    pub stream_slots: StreamSlots,
    /// The REST interface, per person.
    pub api: ApiPace,
}

/// [`HostParts`], shared.
#[derive(Clone)]
pub struct AppState(Arc<HostParts>);

impl AppState {
    /// Shares the parts.
    pub fn new(parts: HostParts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for AppState {
    type Target = HostParts;
    fn deref(&self) -> &HostParts {
        &self.0
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
