//! A job's events as they happen, over server-sent events.
//!
//! `id:` is the event's place, `event:` its name, `data:` the event as JSON. The stream ends after the event that ends
//! the job's run, when the session ends (`session_ended`) and when the process ends (`server_restarting`, after which
//! the browser reconnects with `Last-Event-ID`). No layer on this route compresses or limits time.

use super::{
    errors::Answering,
    limits::StreamSlot,
    rest_v1::{Id, Params},
    session::{self, Session},
    state::AppState,
};
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header::HeaderMap},
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use contract::{
    events::{EventId, NumberedEvent},
    services::EventStream,
};
use domain::{api_tokens::Area, failure::Failure, ids::JobId, principal::Principal};
use futures::{StreamExt, stream};
use serde::Deserialize;
use std::{convert::Infallible, time::Duration};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use utoipa::IntoParams;

/// A silent stream sends a comment this often, so that proxies and browsers keep it.
pub const HEARTBEAT: Duration = Duration::from_secs(10);
/// How often a stream asks whether its session still lives. A little less than the five seconds it may outlive it,
/// because asking takes time too.
pub const RECHECK: Duration = Duration::from_secs(4);

/// Where to go on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Cursor {
    /// The last event that was seen, such as `1.17`; without it everything comes.
    #[param(pattern = "^[0-9]+[.][0-9]+$", max_length = 21)]
    after: Option<String>,
}

/// A job's events as they happen, over server-sent events: `id:` is the event's place, `event:` its name, `data:` an
/// `Event`. After a question, a failure or the end nothing follows; `session_ended` and `server_restarting` say why a
/// stream ends early. A comment comes every ten seconds. A reconnection names the last event in `Last-Event-ID`.
#[utoipa::path(
    get, path = "/api/v1/jobs/{id}/events", tag = "jobs", operation_id = "follow_job",
    params(
        ("id" = String, Path, format = "uuid", description = "The job."),
        Cursor,
        ("Last-Event-ID" = Option<String>, Header, description = "Counts before `after`."),
    ),
    responses((status = 200, description = "The events.", body = contract::v1::Event,
        content_type = "text/event-stream")),
)]
pub(super) async fn events(
    State(state): State<AppState>,
    Id(job): Id<JobId>,
    Params(cursor): Params<Cursor>,
    request: Request,
) -> Response {
    let answering = Answering::to(&request);
    let session = request.extensions().get::<Session>().cloned().unwrap_or_default();
    match follow(state, job, cursor, session, request.into_parts().0.headers).await {
        Ok(response) => response,
        Err(failure) => answering.fail(failure),
    }
}

async fn follow(
    state: AppState,
    job: JobId,
    cursor: Cursor,
    session: Session,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let principal = session.principal.ok_or_else(Failure::unauthenticated)?;
    let after = first_event(&headers, cursor)?;
    let slot = slot_of(&state, &principal)?;
    let events = state.use_cases.jobs.follow(&principal, job, after).await?;
    let live = Live::new(state, headers, events, slot);
    let mut response = Sse::new(stream::unfold(live, Live::step)).into_response();
    // nginx buffers answers unless told otherwise.
    response
        .headers_mut()
        .insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(response)
}

/// A place for one more live connection of a person.
pub(super) fn slot_of(state: &AppState, principal: &Principal) -> Result<StreamSlot, Failure> {
    state.stream_slots.take(principal.user()).ok_or_else(|| {
        Failure::too_many("streams.too_many", "Too many live pages are open in your account.", 10)
            .with_next("Close some of them; this one goes on by itself.")
    })
}

/// The place after which events are wanted.
pub(super) fn first_event(headers: &HeaderMap, cursor: Cursor) -> Result<EventId, Failure> {
    start(headers, cursor)
        .ok_or_else(|| Failure::field("events.after", "after", "An event's place looks like 1.17."))
}

/// Ticks, the first one after a whole period.
pub(super) fn every(period: Duration) -> Interval {
    let mut ticks = interval_at(Instant::now() + period, period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// After a reconnection the address still names the old place, so the browser's own header counts first. `None` when
/// it names no place.
fn start(headers: &HeaderMap, cursor: Cursor) -> Option<EventId> {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).filter(|id| !id.is_empty());
    match last.or(cursor.after.as_deref().filter(|after| !after.is_empty())) {
        None => Some(EventId::default()),
        Some(text) => text.parse().ok(),
    }
}

/// An open stream.
struct Live {
    state: AppState,
    headers: HeaderMap,
    events: EventStream,
    recheck: Interval,
    heartbeat: Interval,
    over: bool,
    _slot: StreamSlot,
}

impl Live {
    fn new(state: AppState, headers: HeaderMap, events: EventStream, slot: StreamSlot) -> Self {
        Self {
            state,
            headers,
            events,
            recheck: every(RECHECK),
            heartbeat: every(HEARTBEAT),
            over: false,
            _slot: slot,
        }
    }

    /// The next thing to send. The session comes before the events: after a slow reader's pause, nothing more is sent
    /// to a session that has ended meanwhile.
    async fn step(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        if self.over {
            return None;
        }
        let shutdown = self.state.shutdown.clone();
        let event = loop {
            tokio::select! {
                biased;
                () = shutdown.begun() => break self.last("server_restarting"),
                _ = self.recheck.tick() => if !session_lives(&self.state, &self.headers).await {
                    break self.last("session_ended");
                },
                event = self.events.next() => match event {
                    Some(event) => break self.send(&event),
                    None => return None,
                },
                _ = self.heartbeat.tick() => break Event::default().comment(""),
            }
        };
        Some((Ok(event), self))
    }

    fn send(&mut self, numbered: &NumberedEvent) -> Event {
        self.heartbeat.reset();
        self.over = numbered.event.ends_stream();
        let event = Event::default().id(numbered.id.to_string()).event(numbered.event.name());
        match event.json_data(numbered) {
            Ok(event) => event,
            Err(error) => {
                tracing::error!(%error, kind = numbered.event.name(), "an event could not be written");
                self.over = true;
                Event::default().comment("")
            }
        }
    }

    fn last(&mut self, name: &str) -> Event {
        self.over = true;
        Event::default().event(name).retry(Duration::from_secs(1)).data("{}")
    }
}

/// When nobody can tell, the stream ends as well; the browser comes back and is asked again.
pub(super) async fn session_lives(state: &AppState, headers: &HeaderMap) -> bool {
    session::read(state, headers, false, Some(Area::Jobs))
        .await
        .is_ok_and(|session| session.principal.is_some())
}
