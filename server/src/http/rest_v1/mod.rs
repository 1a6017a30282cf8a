//! `/api/v1`: what programs ask, with a personal API token or a session. Handlers convert between the frozen wire
//! types of `contract::v1` and the use cases; what they need from a request is in `asking`, how fast anybody may ask
//! in `pace`. `description` makes the OpenAPI document from the handlers themselves.

mod asking;
mod csv;
mod description;
mod drafts;
mod failures;
mod jobs;
mod pace;
mod socket;
mod splits;

pub(super) use asking::{Id, Params};
pub use description::describe;
pub use pace::ApiPace;
pub(super) use socket::must_allow;
pub use socket::{MESSAGES, SILENCE, WITHIN};

use super::{matrix::Row, router::Unlisted, state::AppState, streams};
use axum::{
    Router,
    http::header::CONTENT_TYPE,
    routing::{MethodRouter, get},
};
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes and their description, which is made from the same attributes.
fn collected() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(description::start())
        .routes(routes!(drafts::list, drafts::start))
        .routes(routes!(drafts::read, drafts::delete))
        .routes(routes!(drafts::edit))
        .routes(routes!(drafts::revise))
        .routes(routes!(drafts::stop))
        .routes(routes!(drafts::continue_draft))
        .routes(routes!(drafts::answer))
        .routes(routes!(splits::ask, splits::edit, splits::throw_away))
        .routes(routes!(splits::renew))
        .routes(routes!(splits::make))
        .routes(routes!(splits::take_back))
        .routes(routes!(failures::of_draft))
        .routes(routes!(failures::of_draft_as_csv))
        .routes(routes!(failures::mine))
        .routes(routes!(jobs::list))
        .routes(routes!(jobs::read))
        .routes(routes!(jobs::cancel))
        .routes(routes!(streams::events))
        .routes(routes!(socket::open))
}

/// The routes of `/api/v1`. Fails when one of them is not among `rows`.
pub(super) fn routes(rows: &[Row]) -> Result<Router<AppState>, Unlisted> {
    let (router, description) = collected().split_for_parts();
    for path in description.paths.paths.keys() {
        if !rows.iter().any(|row| row.path == path) {
            return Err(Unlisted(format!("the route {path}")));
        }
    }
    Ok(router)
}

/// `GET /api/v1/openapi.json`. The same for everybody, so it is written once.
pub(super) fn document() -> MethodRouter<AppState> {
    let text = serde_json::to_string(&describe()).unwrap_or_else(|error| {
        tracing::error!(%error, "the description of the interface could not be written");
        "{}".to_owned()
    });
    get(move || std::future::ready(([(CONTENT_TYPE, "application/json")], text.clone())))
}

/// For [`describe`].
fn description_of_routes() -> OpenApi {
    collected().into_openapi()
}
