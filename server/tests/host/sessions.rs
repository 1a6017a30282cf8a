//! Cookies and who they stand for.

use crate::{
    fakes::MAJA,
    test_host::{Ask, TestHost, header, text},
};
use axum::http::StatusCode;

#[tokio::test]
async fn signing_in_sets_a_cookie_only_this_host_and_no_script_can_read() {
    let host = TestHost::start();
    let ask = Ask::post("/api/fn/accounts/sign_in", "login=maja&password=right&site=").ours();
    let response = host.send(ask).await;
    let cookie = header(&response, "set-cookie");
    assert!(cookie.starts_with(&format!("__Host-session={MAJA}; Path=/; Max-Age=")), "{cookie}");
    for flag in ["; Secure", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(flag), "{flag} in {cookie}");
    }
    assert!(!cookie.contains("Domain"));
    let caller = host.world.callers.lock().unwrap()[0].clone();
    assert_eq!(caller.request_id, header(&response, "x-request-id"));
}

#[tokio::test]
async fn a_broken_token_is_a_stranger_and_not_an_error() {
    let host = TestHost::start();
    let long = "a".repeat(9_000);
    for token in ["eyJhbGciOiJub25lIn0.eyJzaWQiOiIxIn0.", "x", "....", "%00%0a", &long] {
        let response = host.send(Ask::get("/dashboard").page().signed_in(token)).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert!(header(&response, "location").starts_with("/sign-in?next=/dashboard"));
        assert_eq!(
            host.send(Ask::get("/me/avatar").signed_in(token)).await.status(),
            StatusCode::UNAUTHORIZED
        );
    }
}

#[tokio::test]
async fn when_sessions_cannot_be_read_people_are_not_taken_for_strangers() {
    let host = TestHost::start();
    *host.world.broken.lock().unwrap() = true;
    let response = host.send(Ask::get("/dashboard").page().signed_in(MAJA)).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(text(response).await.contains("Request id"));
}

#[tokio::test]
async fn assets_and_probes_ask_nobody_who_it_is() {
    let host = TestHost::start();
    for path in ["/site.css", "/healthz"] {
        host.send(Ask::get(path).signed_in(MAJA)).await;
    }
    assert!(host.world.touches.lock().unwrap().is_empty());
    host.send(Ask::get("/dashboard").page().signed_in(MAJA)).await;
    assert_eq!(*host.world.touches.lock().unwrap(), [true]);
}

#[tokio::test]
async fn a_picture_is_kept_but_asked_for_again() {
    let host = TestHost::start();
    let first = host.send(Ask::get("/me/avatar").signed_in(MAJA)).await;
    assert_eq!(header(&first, "cache-control"), "private, no-cache");
    let tag = header(&first, "etag").to_owned();
    let second = host.send(Ask::get("/me/avatar").signed_in(MAJA).with("if-none-match", &tag)).await;
    assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
}
