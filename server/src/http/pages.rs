//! Leptos: pages and server functions, and what they find in their context.

use super::{
    RequestCookies, SESSION_COOKIE, Unlisted, cookies,
    headers::CspNonce,
    matrix::{Access, PAGES, Row, Surface},
    session::{self, Session},
    state::AppState,
};
use app::api::{CookieName, Cookies};
use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header::SET_COOKIE, request::Parts},
    response::Response,
};
use contract::services::Caller;
use leptos::{
    nonce::Nonce,
    prelude::{provide_context, use_context},
};
use leptos_axum::{AxumRouteListing, LeptosRoutes, ResponseOptions, generate_route_list};
use std::{sync::Arc, time::Duration};

/// What Leptos serves.
pub(super) struct Pages {
    listings: Vec<AxumRouteListing>,
    rows: Vec<Row>,
}

impl Pages {
    /// Asks the application for its pages and server functions, and the matrix for who may call them.
    pub(super) fn collect() -> Result<Self, Unlisted> {
        let listings = generate_route_list(app::App);
        let pages = listings.iter().map(|listing| {
            let row = PAGES.iter().copied().find(|row| row.path == listing.path());
            row.ok_or_else(|| Unlisted(format!("the page {}", listing.path())))
        });
        let functions = leptos::server_fn::axum::server_fn_paths().map(|(path, method)| {
            let listed = app::api::REGISTERED.iter().find(|(listed, _)| *listed == path);
            match listed {
                // Browsers send other sites' GET requests along with cookies.
                Some((path, access)) if method == Method::POST => {
                    Ok(Row::new(path, Surface::ServerFunction, (*access).into()))
                }
                _ => Err(Unlisted(format!("the server function {method} {path}"))),
            }
        });
        let rows = pages.chain(functions).collect::<Result<_, _>>()?;
        Ok(Self { listings, rows })
    }

    /// Who may call them.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        self.rows.iter().copied()
    }

    /// The routes.
    pub(super) fn routes(self, state: &AppState) -> Router<AppState> {
        let options = state.leptos.clone();
        Router::new().leptos_routes_with_context(state, self.listings, context(state.clone()), move || {
            app::shell(options.clone())
        })
    }
}

impl From<app::api::Access> for Access {
    fn from(access: app::api::Access) -> Self {
        match access {
            app::api::Access::Anyone => Self::Anyone,
            app::api::Access::SignedIn => Self::SignedIn,
            app::api::Access::Admin => Self::Admin,
        }
    }
}

/// The application's own page for addresses that do not exist.
pub(super) async fn not_found(state: &AppState, mut request: Request) -> Response {
    // A page about nothing is not worth an error of its own: whoever cannot be recognised is a stranger here.
    let session = session::read(state, request.headers(), false, None).await.unwrap_or_default();
    request.extensions_mut().insert(session);
    let options = state.leptos.clone();
    let render = leptos_axum::render_app_async_with_context(context(state.clone()), move || {
        app::shell(options.clone())
    });
    let mut response = render(request).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// What pages and server functions find in their context.
fn context(state: AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        provide_context(state.use_cases.clone());
        let Some(parts) = use_context::<Parts>() else { return };
        let session = parts.extensions.get::<Session>();
        provide_context(session.and_then(|session| session.principal));
        if let Some(caller) = parts.extensions.get::<Caller>() {
            provide_context(caller.clone());
        }
        // Replaces the one Leptos made, which the header would not know.
        if let Some(nonce) = parts.extensions.get::<CspNonce>() {
            provide_context(Nonce::from_value(Arc::clone(&nonce.0)));
        }
        let answer = use_context::<ResponseOptions>().unwrap_or_default();
        let cookies: Arc<dyn Cookies> = Arc::new(AnswerCookies { request: parts.headers, answer });
        provide_context(cookies);
    }
}

struct AnswerCookies {
    request: HeaderMap,
    answer: ResponseOptions,
}

const fn real_name(name: CookieName) -> &'static str {
    match name {
        CookieName::Session => SESSION_COOKIE,
        CookieName::Registration => "__Host-registration",
        CookieName::Theme => "__Host-theme",
        CookieName::NewToken => "__Host-newtoken",
    }
}

impl Cookies for AnswerCookies {
    fn set(&self, name: CookieName, value: &str, max_age: Duration) {
        if let Some(line) = cookies::set(real_name(name), value, max_age) {
            self.answer.append_header(SET_COOKIE, line);
        } else {
            tracing::error!(name = real_name(name), "a value has no place in a cookie");
        }
    }
    fn clear(&self, name: CookieName) {
        if let Some(line) = cookies::remove(real_name(name)) {
            self.answer.append_header(SET_COOKIE, line);
        }
    }
    fn get(&self, name: CookieName) -> Option<String> {
        RequestCookies::of(&self.request).get(real_name(name)).map(str::to_owned)
    }
}
