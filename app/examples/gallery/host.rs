//! A small host with everything the pages want in their context.

use crate::fakes;
use app::api::{CookieName, Cookies};
use axum::{
    Router,
    body::Body,
    extract::{Path, Query},
    http::{HeaderMap, HeaderValue, Request, header},
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
    routing::{get, post},
};
use contract::services::Caller;
use domain::{
    ids::{JobId, SessionId, UserId},
    principal::{Principal, Role},
};
use futures::StreamExt;
use leptos::prelude::*;
use leptos_axum::{ResponseOptions, generate_route_list, handle_server_fns_with_context};
use std::{
    collections::HashMap,
    convert::Infallible,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};
use tower_http::services::ServeDir;

const POLICY: &str = "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; base-uri 'none'; object-src 'none'; connect-src 'self' ws:";

struct Jar {
    sent: HeaderMap,
    answer: ResponseOptions,
}

const fn name_of(name: CookieName) -> &'static str {
    match name {
        CookieName::Session => "session",
        CookieName::Registration => "registration",
        CookieName::Theme => "theme",
        CookieName::NewToken => "newtoken",
    }
}

impl Cookies for Jar {
    fn set(&self, name: CookieName, value: &str, max_age: Duration) {
        let cookie =
            format!("{}={value}; Path=/; SameSite=Lax; Max-Age={}", name_of(name), max_age.as_secs());
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            self.answer.append_header(header::SET_COOKIE, value);
        }
    }
    fn clear(&self, name: CookieName) {
        self.set(name, "", Duration::ZERO);
    }
    fn get(&self, name: CookieName) -> Option<String> {
        let cookies = self.sent.get(header::COOKIE)?.to_str().ok()?;
        cookies
            .split("; ")
            .find_map(|pair| pair.strip_prefix(&format!("{}=", name_of(name))))
            .map(str::to_owned)
    }
}

fn maja() -> Principal {
    #[expect(clippy::disallowed_methods, reason = "the gallery has one made-up person")]
    Principal::of_session(UserId::from_u128(1), Role::User, SessionId::from_u128(1))
}

/// The context of a page or server function. `nobody` leaves the person out.
fn provide(headers: HeaderMap, nobody: bool) {
    let answer = expect_context::<ResponseOptions>();
    if let Some(nonce) = leptos::nonce::use_nonce()
        && let Ok(policy) = HeaderValue::from_str(&POLICY.replace("{nonce}", &nonce))
    {
        answer.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    provide_context::<Arc<dyn Cookies>>(Arc::new(Jar { sent: headers, answer }));
    provide_context((!nobody).then(maja));
    provide_context(fakes::use_cases());
    provide_context(Caller::new("01923f00-1234-7abc-8def-0123456789ab", IpAddr::V4(Ipv4Addr::LOCALHOST)));
}

async fn server_functions(request: Request<Body>) -> impl IntoResponse {
    let headers = request.headers().clone();
    let nobody = headers.contains_key("x-nobody");
    handle_server_fns_with_context(move || provide(headers.clone(), nobody), request).await
}

async fn events(Path(job): Path<String>, Query(query): Query<HashMap<String, String>>) -> Response {
    let after = query.get("after").and_then(|after| after.parse().ok()).unwrap_or_default();
    let Ok(job) = job.parse::<JobId>() else { return axum::http::StatusCode::NOT_FOUND.into_response() };
    match fakes::use_cases().jobs.follow(&maja(), job, after).await {
        Ok(stream) => Sse::new(stream.map(|event| {
            let data = serde_json::to_string(&event).unwrap_or_default();
            Ok::<_, Infallible>(
                Event::default().id(event.id.to_string()).event(event.event.name()).data(data),
            )
        }))
        .into_response(),
        Err(failure) => (axum::http::StatusCode::NOT_FOUND, failure.message).into_response(),
    }
}

/// Everything.
pub(crate) fn router() -> Router {
    // Where `cargo leptos build` puts things, unless the environment says otherwise.
    let root = std::env::var("LEPTOS_SITE_ROOT").unwrap_or_else(|_| "target/site".to_owned());
    let options = LeptosOptions::builder().output_name("jira-agent").site_root(root).build();
    let site = options.site_root.to_string();
    let page = {
        let options = options.clone();
        move || app::shell(options.clone())
    };
    let render = leptos_axum::render_app_async_with_context(
        move || {
            let parts = expect_context::<axum::http::request::Parts>();
            let nobody = parts.uri.query().is_some_and(|query| query.contains("as=nobody"));
            provide(parts.headers, nobody);
        },
        page,
    );
    let mut router = Router::new()
        .route("/api/fn/{*name}", post(server_functions))
        .route("/api/v1/jobs/{job}/events", get(events))
        .nest_service("/pkg", ServeDir::new(format!("{site}/pkg")))
        .route_service("/favicon.svg", tower_http::services::ServeFile::new("public/favicon.svg"))
        .route_service("/inter.woff2", tower_http::services::ServeFile::new("public/inter.woff2"));
    for route in generate_route_list(app::App) {
        let render = render.clone();
        router = router.route(route.path(), get(move |request: Request<Body>| render(request)));
    }
    router.fallback(move |request: Request<Body>| render(request))
}
