//! The models: the company's own (a cookie, one POST per turn, no tools, strict about unknown keys), and the same
//! one behind the interfaces of OpenAI and Anthropic.

mod anthropic;
mod company;
mod directives;
mod drafts;
mod obey;
mod openai;
mod parts;
mod prompt;
mod reading;
mod streaming;
mod tickets;
mod turn;
mod voice;

use axum::Router;
use axum::routing::{get, post};

use crate::gate::{Service, guarded};
use crate::state::World;

pub(crate) use obey::Order;

/// Which of the interfaces a path belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interface {
    Company,
    OpenAi,
    Anthropic,
}

impl Interface {
    pub(crate) fn of(path: &str) -> Self {
        match path.split('/').nth(1) {
            Some("openai") => Self::OpenAi,
            Some("anthropic") => Self::Anthropic,
            _ => Self::Company,
        }
    }
}

pub(crate) fn router(world: World) -> Router {
    let routes = Router::new()
        .route("/api/whoami", get(company::whoami))
        .route("/api/chat", post(company::chat))
        .route("/openai/v1/chat/completions", post(openai::chat))
        .route("/openai/v1/models", get(openai::models))
        .route("/anthropic/v1/messages", post(anthropic::messages))
        .with_state(world.clone());
    guarded(routes, world, Service::Llm)
}
