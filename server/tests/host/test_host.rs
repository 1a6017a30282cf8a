//! The router over the fakes, and requests to it as browsers and programs send them.

use crate::fakes::{
    Fakes, HOST, MAJA, MAJAS_READING_TOKEN, MAJAS_TOKEN, NOAH, NOAHS_TOKEN, Noon, ORIGIN, RUTH, World,
    person, program,
};
use axum::{Router, body::Body, http::Request, response::Response};
use contract::services::UseCases;
use domain::{api_tokens::Scope, principal::Role};
use http_body_util::BodyExt;
use leptos::config::LeptosOptions;
use secrets::FixedRandomness;
use server::{
    http::{
        AppState, HostParts, Mode,
        assets::Assets,
        forwarded::TrustedProxies,
        limits::{RequestRate, StreamSlots},
        rest_v1::ApiPace,
        router,
    },
    serve::Shutdown,
};
use std::{num::NonZeroU32, sync::Arc, time::Duration};
use tower::ServiceExt;

/// A host and everything a test can turn.
pub(crate) struct TestHost {
    pub(crate) router: Router,
    pub(crate) world: Arc<World>,
    pub(crate) shutdown: Shutdown,
    _site: tempfile::TempDir,
}

impl TestHost {
    /// At `https://agent.example.com`, with Maja, Noah and the administrator Ruth signed in.
    pub(crate) fn start() -> Self {
        Self::at(ORIGIN)
    }

    /// The same, where every person may ask once a second.
    pub(crate) fn hurried() -> Self {
        Self::build(ORIGIN, ApiPace::new(NonZeroU32::MIN, NonZeroU32::MIN))
    }

    pub(crate) fn at(public_url: &str) -> Self {
        let many = NonZeroU32::new(1_000).unwrap();
        Self::build(public_url, ApiPace::new(many, many))
    }

    fn build(public_url: &str, api: ApiPace) -> Self {
        let world = Arc::new(World::default());
        world.sessions.lock().unwrap().extend([
            (MAJA.to_owned(), person(1, Role::User)),
            (NOAH.to_owned(), person(2, Role::User)),
            (RUTH.to_owned(), person(3, Role::Admin)),
        ]);
        world.give(MAJAS_TOKEN, program(1, Scope::ALL));
        world.give(MAJAS_READING_TOKEN, program(1, [Scope::DraftsRead, Scope::JobsRead]));
        world.give(NOAHS_TOKEN, program(2, Scope::ALL));
        let shutdown = Shutdown::new();
        let site = tempfile::tempdir().unwrap();
        std::fs::write(site.path().join("site.css"), "a{}").unwrap();
        let many = NonZeroU32::new(1_000).unwrap();
        let state = AppState::new(HostParts {
            use_cases: UseCases {
                accounts: Arc::new(Fakes(Arc::clone(&world))),
                activity: Arc::new(Fakes(Arc::clone(&world))),
                admin: Arc::new(Fakes(Arc::clone(&world))),
                appearance: Arc::new(Fakes(Arc::clone(&world))),
                connections: Arc::new(Fakes(Arc::clone(&world))),
                drafting: Arc::new(Fakes(Arc::clone(&world))),
                jobs: Arc::new(Fakes(Arc::clone(&world))),
                profile: Arc::new(Fakes(Arc::clone(&world))),
                tools: Arc::new(Fakes(Arc::clone(&world))),
                projects: Arc::new(Fakes(Arc::clone(&world))),
                prompts: Arc::new(Fakes(Arc::clone(&world))),
                rules: Arc::new(Fakes(Arc::clone(&world))),
                site_builds: Arc::new(Fakes(Arc::clone(&world))),
                site_tickets: Arc::new(Fakes(Arc::clone(&world))),
                api_tokens: Arc::new(Fakes(Arc::clone(&world))),
                failures: Arc::new(Fakes(Arc::clone(&world))),
            },
            health: Arc::new(Fakes(Arc::clone(&world))),
            clock: Arc::new(Noon),
            randomness: Arc::new(FixedRandomness::new(7)),
            public_url: public_url.parse().unwrap(),
            mode: Mode::Production,
            trusted_proxies: TrustedProxies::default(),
            assets: Assets::Directory(site.path().to_owned()),
            leptos: LeptosOptions::builder().output_name("jira-agent").build(),
            shutdown: shutdown.clone(),
            request_rate: RequestRate::new(many, many),
            stream_slots: StreamSlots::new(2),
            api,
        });
        let router = router(state).unwrap();
        Self { router, world, shutdown, _site: site }
    }

    pub(crate) async fn send(&self, request: Ask) -> Response {
        self.router.clone().oneshot(request.into_request()).await.unwrap()
    }
}

/// A request, as a browser on our page would send it unless told otherwise.
pub(crate) struct Ask(axum::http::request::Builder, Body);

impl Ask {
    pub(crate) fn get(path: &str) -> Self {
        Self(Request::get(path).header("host", HOST), Body::empty())
    }
    pub(crate) fn post(path: &str, form: &str) -> Self {
        Self::form(path, "application/x-www-form-urlencoded", form)
    }
    pub(crate) fn form(path: &str, kind: &str, body: &str) -> Self {
        let request = Request::post(path).header("host", HOST).header("content-type", kind);
        Self(request, Body::from(body.to_owned()))
    }
    pub(crate) fn into_request(self) -> Request<Body> {
        self.0.body(self.1).unwrap()
    }
    pub(crate) fn bare(method: &str, path: &str) -> Self {
        Self(Request::builder().method(method).uri(path), Body::empty())
    }
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value), self.1)
    }
    pub(crate) fn ours(self) -> Self {
        self.with("origin", ORIGIN).with("sec-fetch-site", "same-origin")
    }
    pub(crate) fn page(self) -> Self {
        self.with("accept", "text/html,application/xhtml+xml")
    }
    pub(crate) fn json(method: &str, path: &str, body: &str) -> Self {
        let request = Request::builder().method(method).uri(path).header("host", HOST);
        Self(request.header("content-type", "application/json"), Body::from(body.to_owned()))
    }
    pub(crate) fn by_program(self, token: &str) -> Self {
        self.with("authorization", &format!("Bearer {token}"))
    }
    pub(crate) fn signed_in(self, token: &str) -> Self {
        self.with("cookie", &format!("__Host-session={token}"))
    }
}

pub(crate) fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

pub(crate) async fn text(response: Response) -> String {
    let bytes = tokio::time::timeout(Duration::from_secs(20), response.into_body().collect());
    String::from_utf8(bytes.await.unwrap().unwrap().to_bytes().to_vec()).unwrap()
}
