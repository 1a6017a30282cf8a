#![doc = include_str!("../README.md")]

mod document;
pub mod environment;
mod error;
pub mod header;
mod key_file;
mod live;
mod load;
mod network;
pub mod payload;
mod position;
pub mod prompts;
mod schema;
mod snapshot;

pub use environment::{AppMode, Environment, IdleMinutes};
pub use error::{ConfigError, ConfigErrors};
pub use header::{Authentication, AuthenticationKind, HeaderSet, Headers};
pub use key_file::{KeyFile, KeyFileError};
pub use live::{LiveSettings, ReloadStatus, StartError};
pub use network::Network;
pub use payload::{Method, PayloadTemplate, Payloads, Values};
pub use position::Position;
pub use prompts::{CustomPrompt, PROMPT_VARIABLES, Prompts};
pub use schema::names::{NotAName, ProviderId, SiteId};
pub use schema::operation::{
    Accounts, Application, BackgroundJobs, Caches, Export, Limits, PasswordPolicy, SignInLimits,
    TooManyPoints, Validation,
};
pub use schema::providers::{Compat, HistoryMode, IdentityMatch, Parameters, Prices};
pub use schema::sites::SiteKind;
pub use snapshot::{
    Endpoint, Mcp, McpMode, OAuthClient, Provider, ProviderKind, ReadFile, Retry, Settings, Site,
};
