//! Session tokens: ours are accepted in their time, everything else is refused.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use secrets::{JwtKeys, KeyRing, SessionTokens, TokenError};
use serde_json::{Value, json};
use std::time::Duration;

const J1: &str = "j1:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";
const J2: &str = "j2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const NOW: i64 = 1_800_000_000;
const HOUR: i64 = 3600;

#[expect(clippy::unwrap_used, reason = "test helper")]
fn tokens(keys: &str) -> SessionTokens {
    SessionTokens::new(JwtKeys(KeyRing::parse(&keys.into()).unwrap()), "https://agent.test", "session", NOW)
}

/// A correctly signed token with any header and claims.
#[expect(clippy::unwrap_used, reason = "test helper")]
fn signed(header: &Value, claims: &Value, key: &[u8]) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", encode(header), encode(claims));
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key).unwrap();
    mac.update(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn header() -> Value {
    json!({"typ": "JWT", "alg": "HS256", "kid": "j1"})
}

fn claims() -> Value {
    json!({"iss": "https://agent.test", "aud": "session", "sid": "s1", "iat": NOW, "nbf": NOW, "exp": NOW + HOUR})
}

fn with(mut base: Value, key: &str, value: Value) -> Value {
    base[key] = value;
    base
}

#[test]
fn a_token_is_valid_in_its_time_only() {
    let tokens = tokens(J1);
    let token = tokens.issue("s1", NOW, Duration::from_mins(30)).unwrap();
    let at = |now| tokens.verify(token.expose_secret(), now);
    assert_eq!(at(NOW).unwrap().sid, "s1");
    assert!(at(NOW - 5).is_ok());
    assert_eq!(at(NOW - 6).unwrap_err(), TokenError::NotYet);
    assert!(at(NOW + 1804).is_ok());
    assert_eq!(at(NOW + 1805).unwrap_err(), TokenError::Expired);
}

#[test]
fn no_token_lives_longer_than_twelve_hours() {
    let tokens = tokens(J1);
    let token = tokens.issue("s1", NOW, Duration::from_hours(100)).unwrap();
    assert_eq!(tokens.verify(token.expose_secret(), NOW + 12 * HOUR + 5).unwrap_err(), TokenError::Expired);
}

#[test]
fn a_previous_key_is_accepted_for_twelve_hours_after_the_start() {
    let old = tokens(J1).issue("s1", NOW - HOUR, Duration::from_hours(12)).unwrap();
    let rotated = tokens(&format!("{J2},{J1}"));
    assert!(rotated.verify(old.expose_secret(), NOW + HOUR).is_ok());
    // Someone holding the old key signs on: refused all the same.
    let late = with(
        with(with(claims(), "iat", json!(NOW + 12 * HOUR)), "nbf", json!(NOW)),
        "exp",
        json!(NOW + 13 * HOUR),
    );
    let forged = signed(&header(), &late, &[2; 32]);
    assert_eq!(rotated.verify(&forged, NOW + 12 * HOUR).unwrap_err(), TokenError::UnknownKey);
    assert_eq!(tokens(J2).verify(old.expose_secret(), NOW).unwrap_err(), TokenError::UnknownKey);
}

#[test]
fn the_hand_made_token_of_these_tests_is_otherwise_right() {
    assert!(tokens(J1).verify(&signed(&header(), &claims(), &[2; 32]), NOW).is_ok());
}

#[test]
fn broken_tokens_are_refused() {
    let key = [2_u8; 32];
    let good = signed(&header(), &claims(), &key);
    let parts: Vec<&str> = good.split('.').collect();
    let none_header = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","kid":"j1"}"#);
    let h = |key, value| with(header(), key, value);
    let c = |key, value| with(claims(), key, value);
    let without = |name: &str| {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove(name);
        claims
    };
    let corpus = [
        ("empty", String::new()),
        ("dots", "..".into()),
        ("many dots", format!("{good}.x")),
        ("unicode", format!("{}\u{0434}", &good[..good.len() - 1])),
        ("nul", format!("{good}\0")),
        ("white space", format!(" {good}")),
        ("oversize", format!("{good}{}", "A".repeat(5000))),
        ("truncated", good[..good.len() - 4].to_owned()),
        ("no signature", format!("{}.{}.", parts[0], parts[1])),
        ("alg none", format!("{none_header}.{}.", parts[1])),
        ("alg none, signature kept", format!("{none_header}.{}.{}", parts[1], parts[2])),
        ("other case of none", signed(&h("alg", json!("nOnE")), &claims(), &key)),
        ("RS256", signed(&h("alg", json!("RS256")), &claims(), &key)),
        ("ES256", signed(&h("alg", json!("ES256")), &claims(), &key)),
        ("HS384", signed(&h("alg", json!("HS384")), &claims(), &key)),
        ("HS512", signed(&h("alg", json!("HS512")), &claims(), &key)),
        ("alg missing", signed(&json!({"kid": "j1"}), &claims(), &key)),
        ("alg list", signed(&h("alg", json!(["HS256"])), &claims(), &key)),
        ("kid missing", signed(&json!({"alg": "HS256"}), &claims(), &key)),
        ("kid unknown", signed(&h("kid", json!("j9")), &claims(), &key)),
        ("kid empty", signed(&h("kid", json!("")), &claims(), &key)),
        ("kid path", signed(&h("kid", json!("../../dev/null")), &claims(), &[])),
        ("kid sql", signed(&h("kid", json!("j1' OR '1'='1")), &claims(), &key)),
        ("kid number", signed(&h("kid", json!(1)), &claims(), &key)),
        ("crit", signed(&h("crit", json!(["exp"])), &claims(), &key)),
        ("jku", signed(&h("jku", json!("https://evil.test/keys")), &claims(), &key)),
        ("x5u", signed(&h("x5u", json!("https://evil.test/cert")), &claims(), &key)),
        ("empty key", signed(&header(), &claims(), &[])),
        ("other key", signed(&header(), &claims(), &[1; 32])),
        ("key in base64", signed(&header(), &claims(), &J1.as_bytes()[3..])),
        ("wrong issuer", signed(&header(), &c("iss", json!("https://evil.test")), &key)),
        ("issuer list", signed(&header(), &c("iss", json!(["https://agent.test"])), &key)),
        ("no issuer", signed(&header(), &without("iss"), &key)),
        ("wrong audience", signed(&header(), &c("aud", json!("api")), &key)),
        ("audience list", signed(&header(), &c("aud", json!(["session", "api"])), &key)),
        ("no audience", signed(&header(), &without("aud"), &key)),
        ("future nbf", signed(&header(), &c("nbf", json!(NOW + 60)), &key)),
        ("no nbf", signed(&header(), &without("nbf"), &key)),
        ("future iat", signed(&header(), &c("iat", json!(NOW + 60)), &key)),
        ("no iat", signed(&header(), &without("iat"), &key)),
        ("expired", signed(&header(), &with(c("iat", json!(NOW - HOUR)), "exp", json!(NOW - 10)), &key)),
        ("no exp", signed(&header(), &without("exp"), &key)),
        ("exp text", signed(&header(), &c("exp", json!("never")), &key)),
        ("exp fraction", signed(&header(), &c("exp", json!(1e300)), &key)),
        ("endless", signed(&header(), &c("exp", json!(i64::MAX)), &key)),
        ("before its issue", signed(&header(), &c("exp", json!(NOW - 1)), &key)),
        ("extremes", signed(&header(), &with(c("iat", json!(i64::MIN)), "exp", json!(i64::MAX)), &key)),
        ("no session", signed(&header(), &without("sid"), &key)),
        ("session number", signed(&header(), &c("sid", json!(1)), &key)),
        ("extra claim", signed(&header(), &c("role", json!("admin")), &key)),
        ("claims list", signed(&header(), &json!([]), &key)),
        ("claims null", signed(&header(), &Value::Null, &key)),
        ("not base64", format!("{}.{}.!!!", parts[0], parts[1])),
        ("header is no JSON", format!("{}.{}.{}", URL_SAFE_NO_PAD.encode("{"), parts[1], parts[2])),
    ];
    for (name, token) in corpus {
        assert!(tokens(J1).verify(&token, NOW).is_err(), "{name} was accepted");
    }
}
