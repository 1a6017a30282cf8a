//! Passwords: every byte counts, peppers rotate, a storm is turned away.

use secrets::{KeyRing, PasswordError, PasswordHasher, PepperKeys};

const P1: &str = "p1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const P2: &str = "p2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

#[expect(clippy::unwrap_used, reason = "test helper")]
fn hasher(peppers: &str) -> PasswordHasher {
    PasswordHasher::new(PepperKeys(KeyRing::parse(&peppers.into()).unwrap()), 4, 1)
}

#[tokio::test]
async fn the_right_password_fits_and_others_do_not() {
    let hasher = hasher(P1);
    let stored = hasher.hash(&"Right-1!".into()).await.unwrap();
    assert!(stored.starts_with("p1$2b$04$"), "{stored}");
    assert!(hasher.verify(&"Right-1!".into(), &stored).await.unwrap());
    assert!(!hasher.verify(&"right-1!".into(), &stored).await.unwrap());
    hasher.verify_dummy(&"anything".into()).await.unwrap();
}

#[tokio::test]
async fn bytes_beyond_the_seventy_second_count() {
    let hasher = hasher(P1);
    let long = "x".repeat(127);
    let stored = hasher.hash(&format!("{long}a").into()).await.unwrap();
    assert!(hasher.verify(&format!("{long}a").into(), &stored).await.unwrap());
    assert!(!hasher.verify(&format!("{long}b").into(), &stored).await.unwrap());
}

#[tokio::test]
async fn an_older_pepper_still_fits_and_asks_for_a_new_hash() {
    let stored = hasher(P1).hash(&"Right-1!".into()).await.unwrap();
    let rotated = hasher(&format!("{P2},{P1}"));
    assert!(rotated.verify(&"Right-1!".into(), &stored).await.unwrap());
    assert!(rotated.needs_rehash(&stored));
    assert!(!rotated.needs_rehash(&rotated.hash(&"Right-1!".into()).await.unwrap()));
    let without = hasher(P2).verify(&"Right-1!".into(), &stored).await;
    assert_eq!(without, Err(PasswordError::UnknownPepper("p1".into())));
}

#[tokio::test]
async fn a_stored_text_that_is_no_hash_is_an_error() {
    for stored in ["", "p1", "p1$nonsense", "p1$2b$04$short"] {
        assert!(hasher(P1).verify(&"x".into(), stored).await.is_err(), "{stored}");
    }
}

#[tokio::test]
async fn a_storm_is_answered_with_busy_and_passes() {
    let hasher = hasher(P1);
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let hasher = hasher.clone();
        callers.spawn(async move { hasher.verify_dummy(&"x".into()).await });
    }
    let results = callers.join_all().await;
    assert!(results.contains(&Err(PasswordError::Busy)));
    assert!(results.iter().filter(|result| result.is_ok()).count() >= 17);
    assert_eq!(hasher.verify_dummy(&"x".into()).await, Ok(()));
}
