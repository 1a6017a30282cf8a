#![doc = include_str!("../README.md")]

mod aad;
mod api_token;
pub mod forms;
mod keys;
mod password;
mod randomness;
mod session_token;
pub mod token;
mod vault;

pub use aad::Aad;
pub use api_token::{API_TOKEN_PREFIX, ApiToken};
pub use keys::{JwtKeys, Key, KeyError, KeyMaterial, KeyRing, PepperKeys};
pub use password::{PasswordError, PasswordHasher};
pub use randomness::{FixedRandomness, OsRandomness, Randomness};
pub use session_token::{SessionClaims, SessionTokens, TokenError};
pub use token::OpaqueToken;
pub use vault::{KeySource, Vault, VaultError, WrappedKey};
