//! What browsers are told, and what they may not be made to do.

use crate::{
    fakes::{AvatarBehaviour, MAJA, ORIGIN},
    test_host::{Ask, TestHost, header, text},
};
use axum::http::StatusCode;

/// One request for each kind of answer the host can give.
fn every_kind() -> Vec<(&'static str, Ask, StatusCode)> {
    let events = "/api/v1/jobs/01923f00-1234-7abc-8def-0123456789ab/events";
    vec![
        ("page", Ask::get("/sign-in").page(), StatusCode::OK),
        ("asset", Ask::get("/site.css"), StatusCode::OK),
        ("picture", Ask::get("/me/avatar").signed_in(MAJA), StatusCode::OK),
        ("stream", Ask::get(events).signed_in(MAJA), StatusCode::OK),
        ("health", Ask::get("/healthz"), StatusCode::OK),
        ("missing page", Ask::get("/nowhere").page(), StatusCode::NOT_FOUND),
        ("missing file", Ask::get("/nowhere.js"), StatusCode::NOT_FOUND),
        ("stranger", Ask::get("/me/avatar"), StatusCode::UNAUTHORIZED),
        ("wrong method", Ask::post("/me/avatar", "").ours().signed_in(MAJA), StatusCode::METHOD_NOT_ALLOWED),
        (
            "foreign host",
            Ask::bare("GET", "/sign-in").with("host", "evil.example"),
            StatusCode::MISDIRECTED_REQUEST,
        ),
        (
            "cross site",
            Ask::post("/api/fn/accounts/sign_in", "").with("sec-fetch-site", "cross-site"),
            StatusCode::FORBIDDEN,
        ),
        (
            "too large",
            Ask::post("/api/fn/accounts/sign_in", "").ours().with("content-length", "99999999"),
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
    ]
}

#[tokio::test]
async fn every_kind_of_answer_has_every_security_header() {
    let host = TestHost::start();
    let _job = host.world.job();
    for (kind, ask, status) in every_kind() {
        let response = host.send(ask).await;
        assert_eq!(response.status(), status, "{kind}");
        let policy = header(&response, "content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{kind}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("unsafe-eval' "), "{kind}");
        for (name, expected) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", "max-age=63072000"),
        ] {
            assert_eq!(header(&response, name), expected, "{name} on {kind}");
        }
        assert!(header(&response, "permissions-policy").contains("camera=()"), "{kind}");
        assert!(!header(&response, "cache-control").is_empty(), "{kind}");
        assert!(!header(&response, "x-request-id").is_empty(), "{kind}");
        assert!(response.headers().get("access-control-allow-origin").is_none(), "{kind}");
    }
}

#[tokio::test]
async fn pages_are_not_kept_and_plain_http_promises_no_tls() {
    let host = TestHost::start();
    let page = host.send(Ask::get("/sign-in").page()).await;
    assert_eq!(header(&page, "cache-control"), "no-store");
    let local = TestHost::at("http://127.0.0.1:3000");
    let page = local.send(Ask::bare("GET", "/sign-in").with("host", "localhost:3000")).await;
    assert_eq!((page.status(), header(&page, "strict-transport-security")), (StatusCode::OK, ""));
}

#[tokio::test]
async fn every_inline_script_and_style_carries_the_nonce_of_the_header() {
    let host = TestHost::start();
    let page = host.send(Ask::get("/sign-in").page()).await;
    let policy = header(&page, "content-security-policy").to_owned();
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned();
    let again = host.send(Ask::get("/sign-in").page()).await;
    assert!(!header(&again, "content-security-policy").contains(&nonce));
    let html = text(page).await;
    let scripts: Vec<&str> =
        html.split("<script").skip(1).filter_map(|rest| rest.split('>').next()).collect();
    assert!(!scripts.is_empty());
    for script in scripts {
        assert!(script.contains(&format!("nonce=\"{nonce}\"")) || script.contains("src="), "{script}");
    }
    assert!(!html.contains(" style=\""), "an inline style would be refused by the policy");
}

#[tokio::test]
async fn only_our_own_pages_can_change_something() {
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], bool);
    let path = "/api/fn/accounts/sign_in";
    let form = "login=maja&password=right&site=";
    let cases: [Case; 11] = [
        ("our page", &[("origin", ORIGIN), ("sec-fetch-site", "same-origin")], true),
        ("our page, older browser", &[("origin", ORIGIN), ("cookie", "a=1")], true),
        ("no origin but same-origin", &[("sec-fetch-site", "same-origin"), ("cookie", "a=1")], true),
        ("a program without cookies", &[], true),
        ("cookies and nothing else", &[("cookie", "a=1")], false),
        ("another site", &[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")], false),
        ("another site, older browser", &[("origin", "https://evil.example")], false),
        ("a sibling", &[("origin", "https://x.example.com"), ("sec-fetch-site", "same-site")], false),
        ("our name without TLS", &[("origin", "http://agent.example.com")], false),
        ("nobody", &[("origin", "null"), ("cookie", "a=1")], false),
        ("cross-site without origin", &[("sec-fetch-site", "cross-site")], false),
    ];
    for (who, headers, allowed) in cases {
        let host = TestHost::start();
        let ask = headers.iter().fold(Ask::post(path, form), |ask, (name, value)| ask.with(name, value));
        let status = host.send(ask).await.status();
        assert_eq!(status != StatusCode::FORBIDDEN, allowed, "{who}: {status}");
        assert_eq!(host.world.callers.lock().unwrap().len(), usize::from(allowed), "{who}");
    }
}

#[tokio::test]
async fn requests_for_another_host_are_refused_but_probes_are_not() {
    let host = TestHost::start();
    for foreign in ["evil.example", "agent.example.com:8443", "localhost", "agent.example.com.evil.example"] {
        let response = host.send(Ask::bare("GET", "/sign-in").with("host", foreign)).await;
        assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST, "{foreign}");
    }
    assert_eq!(host.send(Ask::bare("GET", "/sign-in")).await.status(), StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(
        host.send(Ask::bare("GET", "/healthz").with("host", "10.0.0.7:3000")).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_request_id_is_taken_over_or_made() {
    let host = TestHost::start();
    let given = host.send(Ask::get("/healthz").with("x-request-id", "from-the-proxy_1.2")).await;
    assert_eq!(header(&given, "x-request-id"), "from-the-proxy_1.2");
    for bad in ["short", "has space in it", "<script>alert(1)</script>"] {
        let made = host.send(Ask::get("/healthz").with("x-request-id", bad)).await;
        let id = header(&made, "x-request-id");
        assert_eq!((id.len(), id.as_bytes()[14]), (36, b'7'), "{bad}: {id}");
    }
}

#[tokio::test]
async fn a_panic_is_a_plain_error_with_the_request_id() {
    let host = TestHost::start();
    *host.world.avatar.lock().unwrap() = AvatarBehaviour::Panic;
    for page in [false, true] {
        let ask = Ask::get("/me/avatar").signed_in(MAJA).with("x-request-id", "panic-request-1");
        let response = host.send(if page { ask.page() } else { ask }).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        let said = text(response).await;
        assert!(
            said.contains("panic-request-1") && said.contains("Something went wrong on our side"),
            "{said}"
        );
        assert!(!said.contains("canary") && !said.contains(".rs"), "{said}");
    }
}

#[tokio::test]
async fn readiness_says_which_part_but_not_why() {
    let host = TestHost::start();
    assert_eq!(host.send(Ask::get("/readyz")).await.status(), StatusCode::OK);
    *host.world.broken.lock().unwrap() = true;
    let response = host.send(Ask::get("/readyz")).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    let said = text(response).await;
    assert!(said.contains("\"database\":\"failed\"") && !said.contains("db.internal"), "{said}");
}

#[tokio::test]
async fn a_link_from_elsewhere_cannot_put_an_error_into_a_page() {
    let host = TestHost::start();
    let error =
        "eyJjb2RlIjoic2lnbl9pbi53cm9uZyIsImNhdGVnb3J5IjoidXNlcl9maXhhYmxlIiwibWVzc2FnZSI6Ildyb25nLiJ9";
    let address = format!("/sign-in?next=%2Fcreate&__path=%2Fapi%2Ffn%2Faccounts%2Fsign_in&__err={error}");
    let foreign = host.send(Ask::get(&address).page().with("sec-fetch-site", "cross-site")).await;
    assert_eq!(
        (foreign.status(), header(&foreign, "location")),
        (StatusCode::SEE_OTHER, "/sign-in?next=%2Fcreate")
    );
    let ours = host.send(Ask::get(&address).page().with("sec-fetch-site", "same-origin")).await;
    assert!(text(ours).await.contains("Wrong."));
}
