//! What comes from the environment: addresses, the database, keys.

use crate::{
    ConfigError, ConfigErrors, Network,
    key_file::{self, KeyFile},
    schema::checks,
};
use secrecy::SecretString;
use secrets::{JwtKeys, KeyMaterial, KeyRing, PepperKeys, Randomness};
use std::{fmt, net::SocketAddr, path::PathBuf, str::FromStr};
use url::Url;

/// Reads one variable. The program passes the real environment, tests their own.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

const DEFAULT_DATABASE: &str = "sqlite://data/jira-agent.db";
const DEVELOPMENT_KEYS: &str = "development-keys.env";

/// How strict the product is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AppMode {
    /// Plain http, the sandbox and made-up keys are fine.
    Development,
    /// Everything must be configured and encrypted. The default, because it is the safe one.
    #[default]
    Production,
}

impl FromStr for AppMode {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "development" => Ok(Self::Development),
            "production" => Ok(Self::Production),
            _ => Err("development or production"),
        }
    }
}

impl fmt::Display for AppMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Development => "development",
            Self::Production => "production",
        })
    }
}

/// Minutes without activity until a session ends: 15, 20 or 30.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdleMinutes(u32);

impl IdleMinutes {
    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl FromStr for IdleMinutes {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "15" => Ok(Self(15)),
            "20" => Ok(Self(20)),
            "30" => Ok(Self(30)),
            _ => Err("15, 20 or 30 (minutes)"),
        }
    }
}

/// Everything read from the environment, checked. Changes need a restart.
#[derive(Debug, Clone)]
pub struct Environment {
    /// `APP_MODE`.
    pub mode: AppMode,
    /// `DATABASE_URL`: `sqlite:…` or `postgres://…`; may hold a password.
    pub database_url: SecretString,
    /// `PUBLIC_URL`: where browsers find the product; an origin without a path.
    pub public_url: Url,
    /// `LISTEN_ADDRESS`.
    pub listen_address: SocketAddr,
    /// `TRUSTED_PROXIES`: whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// `SESSION_TIMEOUT`; wins over the configuration file.
    pub session_timeout: Option<IdleMinutes>,
    /// `LOG_LEVEL`: `info`, or directives such as `info,store=debug`.
    pub log_level: String,
    /// `WORKER`: whether `serve` works on jobs too; `off` leaves them to other processes on the same database.
    pub worker: bool,
    /// `OTEL_EXPORTER_OTLP_ENDPOINT`.
    pub otlp_endpoint: Option<Url>,
    /// `METRICS_ADDRESS`: where Prometheus reads.
    pub metrics_address: Option<SocketAddr>,
    /// `JWT_KEYS`, `ENCRYPTION_KEYS`, `PEPPER_KEYS`, or `KEY_FILE` with these lines.
    pub keys: KeyMaterial,
    /// Where the encryption keys come from, when that is a file and not `ENCRYPTION_KEYS`.
    pub key_file: Option<KeyFile>,
    /// `CONFIG_DIR`.
    pub config_dir: PathBuf,
}

impl Environment {
    /// Reads and checks all variables; empty ones count as missing. `mode` wins over `APP_MODE`. In development missing keys are
    /// made with `randomness` and kept in `development-keys.env` beside the database, readable by its owner only.
    pub fn from_env(
        mode: Option<AppMode>,
        lookup: Lookup<'_>,
        randomness: &dyn Randomness,
    ) -> Result<Self, ConfigErrors> {
        let lookup =
            |name: &str| lookup(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let mut reader = Reader { lookup: &lookup, errors: Vec::new() };
        let mode = mode.or_else(|| reader.parsed("APP_MODE")).unwrap_or_default();
        let database_url = reader.database_url();
        let listen_address =
            reader.parsed_or("LISTEN_ADDRESS", "an address with a port such as 127.0.0.1:3000", || {
                ([127, 0, 0, 1], 3000).into()
            });
        let public_url = reader.public_url(mode, listen_address);
        let trusted_proxies = reader.trusted_proxies();
        let session_timeout = reader.parsed("SESSION_TIMEOUT");
        let log_level = reader.log_level(mode);
        let worker = reader.worker(&database_url);
        let otlp_endpoint = reader.otlp_endpoint();
        let metrics_address = reader.metrics_address(listen_address);
        let keys = reader.keys(mode, &database_url, randomness);
        let config_dir = lookup("CONFIG_DIR").map_or_else(|| PathBuf::from("config"), PathBuf::from);
        let (Some(public_url), Some((keys, key_file)), true) = (public_url, keys, reader.errors.is_empty())
        else {
            return Err(ConfigErrors(reader.errors));
        };
        Ok(Self {
            mode,
            database_url: database_url.into(),
            public_url,
            listen_address,
            trusted_proxies,
            session_timeout,
            log_level,
            worker,
            otlp_endpoint,
            metrics_address,
            keys,
            key_file,
            config_dir,
        })
    }

    /// The origins browsers may come from: the public one; in development, when it is this machine, under both of its names.
    pub fn accepted_origins(&self) -> Vec<String> {
        self.addresses().map(|url| url.origin().ascii_serialization()).collect()
    }

    /// The `Host` headers that are answered: like [`Self::accepted_origins`], without the scheme.
    pub fn accepted_hosts(&self) -> Vec<String> {
        self.addresses()
            .filter_map(|url| {
                let host = url.host_str()?.to_owned();
                Some(url.port().map_or(host.clone(), |port| format!("{host}:{port}")))
            })
            .collect()
    }

    fn addresses(&self) -> impl Iterator<Item = Url> {
        let other = (self.mode == AppMode::Development).then(|| {
            let name = match self.public_url.host_str()? {
                "localhost" => "127.0.0.1",
                "127.0.0.1" => "localhost",
                _ => return None,
            };
            let mut url = self.public_url.clone();
            url.set_host(Some(name)).ok()?;
            Some(url)
        });
        std::iter::once(self.public_url.clone()).chain(other.flatten())
    }
}

struct Reader<'a> {
    lookup: Lookup<'a>,
    errors: Vec<ConfigError>,
}

impl Reader<'_> {
    fn wrong(&mut self, variable: &str, expected: &str, found: &str) {
        self.errors.push(ConfigError::environment(variable, expected, found));
    }

    fn parsed<T: FromStr<Err = &'static str>>(&mut self, variable: &str) -> Option<T> {
        let text = (self.lookup)(variable)?;
        text.parse().map_err(|expected| self.wrong(variable, expected, &format!("\"{text}\""))).ok()
    }

    fn parsed_or<T: FromStr>(&mut self, variable: &str, expected: &str, default: impl Fn() -> T) -> T {
        let Some(text) = (self.lookup)(variable) else { return default() };
        text.parse().unwrap_or_else(|_| {
            self.wrong(variable, expected, &format!("\"{text}\""));
            default()
        })
    }

    fn database_url(&mut self) -> String {
        let Some(url) = (self.lookup)("DATABASE_URL") else { return DEFAULT_DATABASE.to_owned() };
        if !["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            // It may hold a password, so only the part before the colon is repeated.
            let scheme =
                url.split_once(':').map_or("no scheme".to_owned(), |(scheme, _)| format!("{scheme}:…"));
            self.wrong(
                "DATABASE_URL",
                "sqlite://data/jira-agent.db or postgres://user:password@host/database",
                &scheme,
            );
        }
        url
    }

    fn worker(&mut self, database_url: &str) -> bool {
        match (self.lookup)("WORKER").as_deref() {
            None | Some("on") => true,
            Some("off") if database_url.starts_with("sqlite:") => {
                self.wrong("WORKER", "on with SQLite, where no other process can work", "\"off\"");
                true
            }
            Some("off") => false,
            Some(other) => {
                self.wrong("WORKER", "on or off", &format!("\"{other}\""));
                true
            }
        }
    }

    fn public_url(&mut self, mode: AppMode, listen: SocketAddr) -> Option<Url> {
        let Some(text) = (self.lookup)("PUBLIC_URL") else {
            if mode == AppMode::Production {
                self.wrong(
                    "PUBLIC_URL",
                    "a line such as PUBLIC_URL=https://jira-agent.example.com",
                    "nothing",
                );
                return None;
            }
            return Url::parse(&format!("http://127.0.0.1:{}", listen.port())).ok();
        };
        let origin = |url: &Url| url.path() == "/" && url.query().is_none();
        let Some(url) = checks::web_address(&text).ok().filter(origin) else {
            self.wrong(
                "PUBLIC_URL",
                "an http or https address without a path",
                &format!("\"{}\"", without_login(&text)),
            );
            return None;
        };
        if mode == AppMode::Production && url.scheme() == "http" && !checks::is_loopback(&url) {
            self.wrong(
                "PUBLIC_URL",
                "an https address in production (plain http only for loopback)",
                url.as_str(),
            );
        }
        Some(url)
    }

    fn trusted_proxies(&mut self) -> Vec<Network> {
        let text = (self.lookup)("TRUSTED_PROXIES").unwrap_or_default();
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        let mut proxies = Vec::new();
        for entry in entries {
            match entry.parse() {
                Ok(network) => proxies.push(network),
                Err(expected) => self.wrong("TRUSTED_PROXIES", expected, &format!("\"{entry}\"")),
            }
        }
        proxies
    }

    fn log_level(&mut self, mode: AppMode) -> String {
        let default = if mode == AppMode::Production { "info" } else { "debug" };
        let text = (self.lookup)("LOG_LEVEL").unwrap_or_else(|| default.to_owned());
        let level = |directive: &str| {
            let level =
                directive.rsplit_once('=').map_or(directive, |(_, level)| level).trim().to_ascii_lowercase();
            ["off", "error", "warn", "info", "debug", "trace"].contains(&level.as_str())
        };
        if !text.split(',').all(level) {
            let expected = "error, warn, info, debug or trace, or directives such as info,store=debug";
            self.wrong("LOG_LEVEL", expected, &format!("\"{text}\""));
        }
        text
    }

    fn otlp_endpoint(&mut self) -> Option<Url> {
        let text = (self.lookup)("OTEL_EXPORTER_OTLP_ENDPOINT")?;
        checks::web_address(&text)
            .map_err(|expected| self.wrong("OTEL_EXPORTER_OTLP_ENDPOINT", expected, "something else"))
            .ok()
    }

    fn metrics_address(&mut self, listen: SocketAddr) -> Option<SocketAddr> {
        let text = (self.lookup)("METRICS_ADDRESS")?;
        let address = text.parse().ok().filter(|address| *address != listen);
        if address.is_none() {
            let expected = "an address with a port such as 127.0.0.1:9464, other than LISTEN_ADDRESS";
            self.wrong("METRICS_ADDRESS", expected, &format!("\"{text}\""));
        }
        address
    }

    fn keys(
        &mut self,
        mode: AppMode,
        database_url: &str,
        randomness: &dyn Randomness,
    ) -> Option<(KeyMaterial, Option<KeyFile>)> {
        let from_variables = key_file::NAMES.map(|name| (self.lookup)(name).map(SecretString::from));
        let path = self.key_file(mode, &from_variables, database_url);
        let from_file = match &path {
            Some(path) => self.read_key_file(mode, path, randomness)?,
            None => [None, None, None],
        };
        let [_, encryption, _] = &from_variables;
        let followed = path.filter(|_| encryption.is_none()).map(KeyFile::at);
        let mut rings = Vec::new();
        for ((name, id), list) in
            key_file::NAMES.into_iter().zip(["j1", "k1", "p1"]).zip(from_variables.into_iter().zip(from_file))
        {
            let Some(list) = list.0.or(list.1) else {
                let expected = format!(
                    "keys; create them with: echo \"{name}={id}:$(openssl rand -base64 32)\" >> .env"
                );
                self.wrong(name, &expected, "nothing");
                continue;
            };
            match KeyRing::parse(&list) {
                Ok(ring) => rings.push(ring),
                Err(error) => {
                    let text = error.to_string();
                    self.wrong(name, text.trim_start_matches("expected "), "something else");
                }
            }
        }
        let [jwt, encryption, pepper] = <[KeyRing; 3]>::try_from(rings).ok()?;
        Some((KeyMaterial { jwt: JwtKeys(jwt), encryption, pepper: PepperKeys(pepper) }, followed))
    }

    /// The configured key file; in development also one of our own, when a variable is missing.
    fn key_file(
        &self,
        mode: AppMode,
        from_variables: &key_file::Lines,
        database_url: &str,
    ) -> Option<PathBuf> {
        if let Some(path) = (self.lookup)("KEY_FILE") {
            return Some(path.into());
        }
        let missing = from_variables.iter().any(Option::is_none);
        (mode == AppMode::Development && missing).then(|| beside_database(database_url))
    }

    fn read_key_file(
        &mut self,
        mode: AppMode,
        path: &std::path::Path,
        randomness: &dyn Randomness,
    ) -> Option<key_file::Lines> {
        let shown = path.display().to_string();
        if mode == AppMode::Development
            && let Err(error) = key_file::ensure(path, randomness)
        {
            self.wrong("KEY_FILE", &format!("to be able to write {shown}"), &error.kind().to_string());
            return None;
        }
        match key_file::is_open_to_others(path).and_then(|open| Ok((open, key_file::read(path)?))) {
            Ok((true, _)) => {
                self.wrong(
                    "KEY_FILE",
                    &format!("a file only its owner may read (chmod 600 {shown})"),
                    "one others may read",
                );
                None
            }
            Ok((false, lines)) => Some(lines),
            Err(error) => {
                self.wrong("KEY_FILE", &format!("a readable file {shown}"), &error.kind().to_string());
                None
            }
        }
    }
}

fn beside_database(database_url: &str) -> PathBuf {
    let path = database_url.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
    let file = path
        .map(|path| path.split('?').next().unwrap_or(path))
        .filter(|path| !path.is_empty() && *path != ":memory:");
    let directory = file.map_or_else(|| PathBuf::from("data"), |file| PathBuf::from(file).with_file_name(""));
    directory.join(DEVELOPMENT_KEYS)
}

fn without_login(text: &str) -> &str {
    text.rsplit_once('@').map_or(text, |(_, rest)| rest)
}
