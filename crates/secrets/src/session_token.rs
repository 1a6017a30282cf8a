//! Signed session tokens: JWT, HS256 and nothing else.

use crate::{JwtKeys, keys::Key};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// No session lives longer, and so no previous key is needed longer.
const LONGEST_SECONDS: i64 = 12 * 60 * 60;
/// Clocks of several instances may differ by this much.
const LEEWAY_SECONDS: i64 = 5;
/// Ours have about 350 bytes.
const LONGEST_BYTES: usize = 2048;

/// Why a token was refused. For the log; people only hear that they have to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not a token we could have made: form, algorithm, header.
    #[error("not a session token")]
    Malformed,
    /// Signed with a key that we do not have or that is too old.
    #[error("signed with an unknown or retired key")]
    UnknownKey,
    /// Wrong signature, issuer or audience.
    #[error("signature or claims do not fit")]
    Refused,
    /// Its time is over.
    #[error("expired")]
    Expired,
    /// Its time has not come.
    #[error("not valid yet")]
    NotYet,
}

/// What a session token says. Times in seconds since 1970 (UTC).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionClaims {
    /// Who issued it: this installation.
    pub iss: String,
    /// Whom it is for: one audience.
    pub aud: String,
    /// The session it points at.
    pub sid: String,
    /// When it was issued.
    pub iat: i64,
    /// From when on it is valid.
    pub nbf: i64,
    /// When it ends.
    pub exp: i64,
}

/// Issues and checks session tokens. The time is always the caller's.
pub struct SessionTokens {
    keys: JwtKeys,
    issuer: String,
    audience: String,
    loaded_at: i64,
}

impl SessionTokens {
    /// `loaded_at` (seconds since 1970) is when the keys were read: previous ones are accepted for 12 hours from then.
    pub fn new(
        keys: JwtKeys,
        issuer: impl Into<String>,
        audience: impl Into<String>,
        loaded_at: i64,
    ) -> Self {
        Self { keys, issuer: issuer.into(), audience: audience.into(), loaded_at }
    }

    /// A token for one session, valid from `now` for `lifetime` (at most 12 hours).
    pub fn issue(&self, sid: &str, now: i64, lifetime: Duration) -> Result<SecretString, TokenError> {
        let seconds = i64::try_from(lifetime.as_secs()).unwrap_or(LONGEST_SECONDS).min(LONGEST_SECONDS);
        let key = self.keys.0.current();
        let claims = SessionClaims {
            iss: self.issuer.clone(),
            aud: self.audience.clone(),
            sid: sid.to_owned(),
            iat: now,
            nbf: now,
            exp: now.saturating_add(seconds),
        };
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(key.id().to_owned());
        jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(key.bytes()))
            .map(SecretString::from)
            .map_err(|_| TokenError::Malformed)
    }

    /// What the token says, if we signed it and its time is now.
    pub fn verify(&self, token: &str, now: i64) -> Result<SessionClaims, TokenError> {
        if token.len() > LONGEST_BYTES || !token.is_ascii() {
            return Err(TokenError::Malformed);
        }
        let key = self.key_for(token, now)?;
        let claims = jsonwebtoken::decode::<SessionClaims>(
            token,
            &DecodingKey::from_secret(key.bytes()),
            &self.rules(),
        )
        .map_err(|_| TokenError::Refused)?
        .claims;
        check_times(&claims, now)?;
        Ok(claims)
    }

    fn key_for(&self, token: &str, now: i64) -> Result<&Key, TokenError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenError::Malformed)?;
        let plain =
            header.crit.is_none() && header.jwk.is_none() && header.jku.is_none() && header.x5u.is_none();
        if header.alg != Algorithm::HS256 || !plain {
            return Err(TokenError::Malformed);
        }
        let key = header.kid.and_then(|kid| self.keys.0.find(&kid)).ok_or(TokenError::UnknownKey)?;
        let retired =
            key.id() != self.keys.0.current().id() && now >= self.loaded_at.saturating_add(LONGEST_SECONDS);
        if retired { Err(TokenError::UnknownKey) } else { Ok(key) }
    }

    fn rules(&self) -> Validation {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_issuer(&[&self.issuer]);
        rules.set_audience(&[&self.audience]);
        rules.set_required_spec_claims(&["iss", "aud", "exp", "nbf"]);
        // The library would ask the ambient clock; `check_times` uses the caller's.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        rules
    }
}

fn check_times(claims: &SessionClaims, now: i64) -> Result<(), TokenError> {
    let length = claims.exp.checked_sub(claims.iat).ok_or(TokenError::Refused)?;
    if !(0..=LONGEST_SECONDS).contains(&length) {
        return Err(TokenError::Refused);
    }
    if now >= claims.exp.saturating_add(LEEWAY_SECONDS) {
        return Err(TokenError::Expired);
    }
    let soonest = now.saturating_add(LEEWAY_SECONDS);
    if claims.nbf > soonest || claims.iat > soonest { Err(TokenError::NotYet) } else { Ok(()) }
}
