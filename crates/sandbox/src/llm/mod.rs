//! The company LLM: a cookie, one POST per turn, no tools, strict about unknown keys.

mod company;
mod directives;
mod drafts;
mod prompt;
mod reading;
mod streaming;

use axum::Router;
use axum::routing::{get, post};

use crate::gate::{Service, guarded};
use crate::state::World;

pub(crate) fn router(world: World) -> Router {
    let routes = Router::new()
        .route("/api/whoami", get(company::whoami))
        .route("/api/chat", post(company::chat))
        .with_state(world.clone());
    guarded(routes, world, Service::Llm)
}
