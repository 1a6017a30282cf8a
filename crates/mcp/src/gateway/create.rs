//! One create: marked, witnessed, sent once.

use super::{
    Pass,
    forward::{self, SENT, pass_back, refusal},
    routes::Product,
};
use crate::{CreateOutcome, CreateWitness, Marks, Witnessed};
use axum::{body::Body, extract::Request, response::Response};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use outbound::Client;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::time::Instant;
use tracing::Instrument;

/// Watches over the one create a tool call may do.
pub(crate) struct CreateGuard {
    witness: Arc<dyn CreateWitness>,
    marks: Marks,
    /// When an answer must be there.
    deadline: Instant,
    /// Held while the first request is under way, so that a second one waits for its answer.
    answer: tokio::sync::Mutex<Option<Answer>>,
    seen: Mutex<Witnessed>,
}

/// An answer that can be given again.
#[derive(Clone)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl CreateGuard {
    pub(crate) fn new(witness: Arc<dyn CreateWitness>, marks: Marks, deadline: Instant) -> Self {
        let (answer, seen) = (tokio::sync::Mutex::default(), Mutex::new(Witnessed::NotSent));
        Self { witness, marks, deadline, answer, seen }
    }

    /// What is known now.
    pub(crate) fn witnessed(&self) -> Witnessed {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until no request is under way and lets none begin any more; then [`Self::witnessed`] is final.
    pub(crate) async fn close(&self) {
        let mut held = self.answer.lock().await;
        if held.is_none() {
            *held = Some(Answer::of(refusal(StatusCode::FORBIDDEN, "The time for this is over.")).await);
        }
    }

    fn saw(&self, seen: Witnessed) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = seen;
    }

    /// The first answer, for the first request and every later one.
    async fn answer(
        &self,
        client: &Client,
        pass: &Pass,
        request_id: Option<String>,
        body: &[u8],
    ) -> Response {
        let mut held = self.answer.lock().await;
        if let Some(answer) = &*held {
            tracing::warn!("the MCP server tried to create a second issue; it got the first answer again");
            return answer.clone().into();
        }
        let response = self.send(client, pass, request_id, body).await;
        let answer = Answer::of(response).await;
        *held = Some(answer.clone());
        answer.into()
    }

    async fn send(&self, client: &Client, pass: &Pass, request_id: Option<String>, body: &[u8]) -> Response {
        let upstream = pass.upstream(Product::Jira);
        let Some((upstream, target)) =
            upstream.and_then(|up| Some((up, up.base.at("rest/api/2/issue").ok()?)))
        else {
            return refusal(StatusCode::FORBIDDEN, "Jira is not connected.");
        };
        let Some(body) = self.marks.add_to(body) else {
            return refusal(StatusCode::BAD_REQUEST, "This is not a create.");
        };
        if Instant::now() >= self.deadline {
            return refusal(StatusCode::FORBIDDEN, "The time for this is over.");
        }
        if self.witness.about_to_send(&body).await.is_err() {
            return refusal(
                StatusCode::FORBIDDEN,
                "This was not approved, or could not be recorded. Nothing was sent.",
            );
        }
        self.saw(Witnessed::Sending);
        let remaining = self.deadline.saturating_duration_since(Instant::now());
        let request =
            forward::request(client, pass, (Product::Jira, upstream), request_id, Method::POST, target);
        let answer = request.bytes(body, "application/json").within(remaining).send().await;
        let read = atlassian::jira::read_create_answer(answer.as_ref().map_err(Clone::clone));
        let outcome = CreateOutcome::from(read);
        self.witness.answered(&outcome).await;
        self.saw(Witnessed::Answered(outcome));
        pass_back(answer.as_ref())
    }
}

impl Answer {
    async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        // Our own bodies are whole already, so reading them cannot fail.
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
        Self { status: parts.status, headers: parts.headers, body }
    }
}

impl From<Answer> for Response {
    fn from(answer: Answer) -> Self {
        let mut response = Self::new(Body::from(answer.body));
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        response
    }
}

pub(super) async fn serve(
    client: &Client,
    pass: &Arc<Pass>,
    request_id: Option<String>,
    create: Arc<CreateGuard>,
    asked: Request,
) -> Response {
    let Ok(body) = axum::body::to_bytes(asked.into_body(), SENT).await else {
        return refusal(StatusCode::PAYLOAD_TOO_LARGE, "This is too large.");
    };
    let (client, pass) = (client.clone(), Arc::clone(pass));
    // A task of its own: when the child is killed its connection closes and this handler is dropped, but the
    // create goes on and its answer must reach the ledger.
    let work = async move { create.answer(&client, &pass, request_id, &body).await };
    let task = tokio::spawn(work.in_current_span());
    task.await.unwrap_or_else(|_| refusal(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong."))
}
