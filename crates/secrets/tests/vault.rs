//! Sealed values: they open where they belong, and nowhere else.

use proptest::prelude::*;
use secrecy::{ExposeSecret, SecretString};
use secrets::{Aad, FixedRandomness, KeyRing, Vault, VaultError, WrappedKey};
use std::sync::Arc;

const K1: &str = "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const K2: &str = "k2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

#[expect(clippy::unwrap_used, reason = "test helper")]
fn vault(keys: &str, seed: u64) -> Vault {
    Vault::new(KeyRing::parse(&keys.into()).unwrap(), Arc::new(FixedRandomness::new(seed)))
}

fn place() -> Aad {
    Aad::new("connections", "secret", 7, "anna")
}

/// Another character of the same alphabet at one position. The last character of a base64 text carries unused bits and is
/// refused or decoded to other bytes, so it is covered too.
fn with_flipped(text: &str, at: usize) -> String {
    let at = at % text.len();
    let flipped = |c: char| if c == 'A' { 'B' } else { 'A' };
    text.chars().enumerate().map(|(i, c)| if i == at { flipped(c) } else { c }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_opens_again(text in any::<String>(), seed in any::<u64>()) {
        let vault = vault(K1, seed);
        let key = vault.new_data_key();
        let sealed = vault.seal(&key, &SecretString::from(text.clone()), &place()).unwrap();
        let opened = vault.open(&key, &sealed, &place()).unwrap();
        prop_assert_eq!(opened.expose_secret(), text.as_str());
        let sealed = vault.seal_with_ring(&SecretString::from(text.clone()), &place());
        let opened = vault.open_with_ring(&sealed, &place()).unwrap();
        prop_assert_eq!(opened.expose_secret(), text.as_str());
    }

    #[test]
    fn any_changed_character_is_refused(text in "[ -~]{1,60}", at in any::<usize>(), seed in any::<u64>()) {
        let vault = vault(K1, seed);
        let key = vault.new_data_key();
        let sealed = vault.seal(&key, &SecretString::from(text), &place()).unwrap();
        prop_assert!(vault.open(&key, &with_flipped(&sealed, at), &place()).is_err());
        let changed = WrappedKey::from_stored(with_flipped(key.as_str(), at));
        prop_assert!(vault.open(&changed, &sealed, &place()).is_err());
    }

    #[test]
    fn another_place_is_refused(row in 0..4_u8, user in 0..4_u8, other_row in 0..4_u8, other_user in 0..4_u8) {
        prop_assume!((row, user) != (other_row, other_user));
        let vault = vault(K1, 1);
        let key = vault.new_data_key();
        let sealed = vault.seal(&key, &"pat".into(), &Aad::new("connections", "secret", row, user)).unwrap();
        let elsewhere = Aad::new("connections", "secret", other_row, other_user);
        prop_assert_eq!(vault.open(&key, &sealed, &elsewhere).unwrap_err(), VaultError::Refused);
    }
}

#[test]
fn another_table_column_or_missing_user_is_refused() {
    let vault = vault(K1, 1);
    let key = vault.new_data_key();
    let sealed = vault.seal(&key, &"pat".into(), &place()).unwrap();
    for wrong in [
        Aad::new("oauth_tokens", "secret", 7, "anna"),
        Aad::new("connections", "ca_pem", 7, "anna"),
        Aad::without_user("connections", "secret", 7),
    ] {
        assert_eq!(vault.open(&key, &sealed, &wrong).unwrap_err(), VaultError::Refused);
    }
}

#[test]
fn one_persons_data_key_does_not_open_anothers_values() {
    let vault = vault(K1, 1);
    let (anna, bert) = (vault.new_data_key(), vault.new_data_key());
    let sealed = vault.seal(&anna, &"pat".into(), &place()).unwrap();
    assert_eq!(vault.open(&bert, &sealed, &place()).unwrap_err(), VaultError::Refused);
}

#[test]
fn the_same_text_is_sealed_differently_each_time() {
    let vault = vault(K1, 1);
    let key = vault.new_data_key();
    assert_ne!(vault.seal(&key, &"pat".into(), &place()), vault.seal(&key, &"pat".into(), &place()));
}

#[test]
fn rotation_rewraps_the_data_key_and_leaves_values_alone() {
    let before = vault(K1, 1);
    let key = before.new_data_key();
    let sealed = before.seal(&key, &"pat".into(), &place()).unwrap();
    assert_eq!(before.rewrap(&key).unwrap(), None);

    let during = vault(&format!("{K2},{K1}"), 2);
    let rewrapped = during.rewrap(&key).unwrap().unwrap();
    assert_eq!(during.rewrap(&rewrapped).unwrap(), None);

    let after = vault(K2, 3);
    assert_eq!(after.open(&rewrapped, &sealed, &place()).unwrap().expose_secret(), "pat");
    assert_eq!(after.open(&key, &sealed, &place()).unwrap_err(), VaultError::UnknownKey("k1".into()));
}

#[test]
fn text_in_another_form_is_refused() {
    let vault = vault(K1, 1);
    let key = vault.new_data_key();
    for text in ["", "v1", "v1.a.b", "v1.a.b.c.d", "v2.k1.AAAA.AAAA", "plain"] {
        let error = vault.open_with_ring(text, &place()).unwrap_err();
        assert_eq!(error, VaultError::Malformed, "{text}");
        assert!(vault.open(&WrappedKey::from_stored(text), text, &place()).is_err());
        assert!(vault.open(&key, text, &place()).is_err());
    }
}

/// A ring that somebody else changes.
struct Shelf(std::sync::Mutex<KeyRing>);

impl secrets::KeySource for Shelf {
    fn encryption_keys(&self) -> Option<KeyRing> {
        Some(self.0.lock().ok()?.clone())
    }
}

#[test]
fn a_key_that_was_made_later_is_fetched_when_a_value_names_it() {
    let ring = KeyRing::parse(&K1.into()).unwrap();
    let shelf = Arc::new(Shelf(std::sync::Mutex::new(ring.clone())));
    let running = Vault::following(ring, shelf.clone(), Arc::new(FixedRandomness::new(1)));
    let key = running.new_data_key();
    let secret = SecretString::from("token");
    let (sealed, waiting) =
        (running.seal(&key, &secret, &place()).unwrap(), running.seal_with_ring(&secret, &place()));

    *shelf.0.lock().unwrap() = KeyRing::parse(&format!("{K2},{K1}").into()).unwrap();
    let rotating = vault(&format!("{K2},{K1}"), 2);
    let rewrapped = rotating.rewrap(&key).unwrap().unwrap();
    let resealed = rotating.reseal_with_ring(&waiting, &place()).unwrap().unwrap();
    assert_eq!(running.open(&rewrapped, &sealed, &place()).unwrap().expose_secret(), "token");
    assert_eq!(running.open_with_ring(&resealed, &place()).unwrap().expose_secret(), "token");
    assert_eq!(running.ring().current().id(), "k2");
    // Without the old key nothing is lost; what nobody has is still refused.
    let later = vault(K2, 3);
    assert!(later.open(&rewrapped, &sealed, &place()).is_ok());
    assert_eq!(later.open(&key, &sealed, &place()).unwrap_err(), VaultError::UnknownKey("k1".into()));
}
