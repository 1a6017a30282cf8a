//! The client: one connection pool per trust profile and reach.

use crate::{
    Lookup, OutboundError, Reach, Refused, Request, SystemLookup, Target, Tls, TlsProblem, resolve::Guarded,
};
use http::Method;
use serde::Serialize;
use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

/// How long each part of an exchange may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// Name look-up, TCP and TLS together. Set per client.
    pub connect: Duration,
    /// From the start until the status line; includes connecting.
    pub first_byte: Duration,
    /// From the start until the last byte. Not applied to streams.
    pub total: Duration,
    /// Between two pieces of a stream.
    pub idle: Duration,
}

impl Default for Deadlines {
    /// 5 s, 30 s, 45 s; 60 s between pieces of a stream.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(30),
            total: Duration::from_secs(45),
            idle: Duration::from_mins(1),
        }
    }
}

/// How a client is set up.
#[derive(Clone)]
pub struct ClientConfig {
    /// Sent as `User-Agent`. Browser-like ones make Jira refuse attachments.
    pub user_agent: String,
    /// What requests get when they say nothing else.
    pub deadlines: Deadlines,
    /// Largest decoded body in bytes when the request says nothing else.
    pub body_cap: usize,
    /// Proxy for everything that is not loopback, as `http://host:port`. It resolves names itself, so
    /// [`Reach`] does not apply behind it.
    pub proxy: Option<String>,
    /// How names become addresses.
    pub lookup: Arc<dyn Lookup>,
    /// The current time, for `Retry-After` dates in answers without a `Date`.
    pub now: Option<Arc<dyn Fn() -> SystemTime + Send + Sync>>,
}

impl ClientConfig {
    /// `jira-agent/<version>`, default deadlines, 8 MiB, no proxy, the system's resolver.
    pub fn new(version: &str) -> Self {
        Self {
            user_agent: format!("jira-agent/{version}"),
            deadlines: Deadlines::default(),
            body_cap: 8 * 1024 * 1024,
            proxy: None,
            lookup: Arc::new(SystemLookup),
            now: None,
        }
    }
}

type Pools = HashMap<(Tls, Reach), reqwest::Client>;

/// Profiles come from uploaded certificates, so their number is bounded; rebuilding a pool is cheap.
const MAX_POOLS: usize = 128;

/// The only HTTP client. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    config: Arc<ClientConfig>,
    pools: Arc<Mutex<Pools>>,
}

impl Client {
    /// A client without open connections.
    pub fn new(config: ClientConfig) -> Self {
        Self { config: Arc::new(config), pools: Arc::default() }
    }

    /// A request with any method.
    pub fn request(&self, method: Method, target: Target) -> Request {
        Request::new(self.clone(), method, target)
    }

    /// A `GET` request.
    pub fn get(&self, target: Target) -> Request {
        self.request(Method::GET, target)
    }

    /// A `POST` request; give it a body.
    pub fn post(&self, target: Target) -> Request {
        self.request(Method::POST, target)
    }

    /// A `PUT` request; give it a body.
    pub fn put(&self, target: Target) -> Request {
        self.request(Method::PUT, target)
    }

    /// A `DELETE` request.
    pub fn delete(&self, target: Target) -> Request {
        self.request(Method::DELETE, target)
    }

    /// A `POST` request with a JSON body.
    pub fn post_json<T: Serialize + ?Sized>(&self, target: Target, body: &T) -> Request {
        self.post(target).json(body)
    }

    pub(crate) fn config(&self) -> &ClientConfig {
        &self.config
    }

    pub(crate) fn pool(&self, tls: &Tls, reach: Reach) -> Result<reqwest::Client, OutboundError> {
        let key = (tls.clone(), reach);
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pool) = pools.get(&key) {
            return Ok(pool.clone());
        }
        let pool = self.build(tls, reach)?;
        if pools.len() >= MAX_POOLS {
            pools.clear();
        }
        pools.insert(key, pool.clone());
        Ok(pool)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place where the guarded client is built")]
    fn build(&self, tls: &Tls, reach: Reach) -> Result<reqwest::Client, OutboundError> {
        let config = &*self.config;
        let mut builder = reqwest::Client::builder()
            .user_agent(&config.user_agent)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .connect_timeout(config.deadlines.connect)
            // Servers drop idle connections after 15 s or more; writing to one that is just closing would make
            // a create doubtful for no reason.
            .pool_idle_timeout(Duration::from_secs(10))
            .dns_resolver(Guarded { lookup: Arc::clone(&config.lookup), reach });
        if let (Some(proxy), false) = (&config.proxy, reach == Reach::Loopback) {
            builder = builder.proxy(reqwest::Proxy::all(proxy).map_err(|_| Refused::NotAUrl)?);
        }
        builder = match tls {
            Tls::System => builder,
            Tls::ExtraCa(ca) => builder.tls_certs_merge(ca.certificates()?),
            Tls::Unverified => builder.tls_danger_accept_invalid_certs(true),
        };
        builder.build().map_err(|error| {
            tracing::error!(?tls, %error, "the HTTP client could not be built");
            OutboundError::Tls(TlsProblem::Other)
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("user_agent", &self.config.user_agent).finish_non_exhaustive()
    }
}
