//! Somebody in front of the whole product: pages and server functions over the router.

use async_trait::async_trait;
use axum::{Router, body::Body, http::Request};
use http_body_util::BodyExt;
use leptos::config::LeptosOptions;
use secrets::OsRandomness;
use server::{
    http::{
        AppState, HostParts, Mode,
        assets::Assets,
        forwarded::TrustedProxies,
        health::{Health, Readiness},
        limits::{RequestRate, StreamSlots},
        rest_v1::ApiPace,
        router,
    },
    serve::Shutdown,
};
use std::sync::{Arc, Mutex};
use testkit::TestApp;
use tower::ServiceExt;

const HOST: &str = "agent.example.com";
const ORIGIN: &str = "https://agent.example.com";

struct Well;

#[async_trait]
impl Health for Well {
    async fn readiness(&self) -> Readiness {
        Readiness { database: Ok(()), migrations: Ok(()), configuration: Ok(()), worker: Ok(()) }
    }
}

/// The product's router in front of a story's use cases.
pub(crate) fn site(app: &TestApp, streams: StreamSlots) -> Router {
    let state = AppState::new(HostParts {
        use_cases: (*app.process.use_cases).clone(),
        health: Arc::new(Well),
        clock: app.clock.clone(),
        randomness: Arc::new(OsRandomness),
        public_url: ORIGIN.parse().unwrap(),
        mode: Mode::Production,
        trusted_proxies: TrustedProxies::default(),
        assets: Assets::Directory("there are none".into()),
        leptos: LeptosOptions::builder().output_name("jira-agent").build(),
        shutdown: Shutdown::new(),
        request_rate: RequestRate::default(),
        stream_slots: streams,
        api: ApiPace::default(),
    });
    router(state).unwrap()
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// A browser with its cookies.
pub(crate) struct Browser {
    router: Router,
    cookies: Mutex<Vec<(String, String)>>,
}

impl Browser {
    pub(crate) fn new(router: Router) -> Self {
        Self { router, cookies: Mutex::default() }
    }

    pub(crate) fn with_session(router: Router, token: &str) -> Self {
        let browser = Self::new(router);
        browser.keep("__Host-session", token);
        browser
    }

    fn keep(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.lock().unwrap();
        cookies.retain(|(known, _)| known != name);
        cookies.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    /// Calls a server function with a form, as `request_id`.
    pub(crate) async fn call(&self, function: &str, request_id: &str, form: &[(&str, &str)]) -> Answer {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = Request::post(format!("/api/fn/{function}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json");
        self.send(request, request_id, Body::from(form)).await
    }

    pub(crate) async fn get(&self, path: &str, request_id: &str) -> Answer {
        self.send(Request::get(path).header("accept", "text/html"), request_id, Body::empty()).await
    }

    async fn send(&self, request: axum::http::request::Builder, request_id: &str, body: Body) -> Answer {
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request
            .header("host", HOST)
            .header("origin", ORIGIN)
            .header("sec-fetch-site", "same-origin")
            .header("x-request-id", request_id)
            .header("cookie", cookies.join("; "))
            .body(body)
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        for line in response.headers().get_all("set-cookie") {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.keep(name, value);
        }
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, body: String::from_utf8_lossy(&bytes).into_owned() }
    }
}
