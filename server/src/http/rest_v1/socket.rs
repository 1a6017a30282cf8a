//! A job's WebSocket: the same events as over server-sent events, plus stop and answer on one connection.
//!
//! After a question the connection stays open and goes on with what the answer leads to. It is closed after the event
//! that ends the job, when the session or token ends, when the process ends, when a frame is too large or no text,
//! when too many messages come, when nothing comes any more (half-open) and when nothing is taken any more.

use super::{
    super::{
        csrf,
        limits::StreamSlot,
        session::Session,
        state::AppState,
        streams::{Cursor, HEARTBEAT, RECHECK, every, first_event, session_lives, slot_of},
    },
    asking::{Answer, Id, Params, Who},
};
use axum::{
    extract::{
        FromRequestParts, Request, State,
        ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade},
    },
    http::HeaderMap,
    response::Response,
};
use contract::{
    commands,
    events::{EventId, JobEvent, NumberedEvent},
    services::{Caller, EventStream},
    v1,
};
use domain::{
    api_tokens::Scope,
    failure::{Category, Failure},
    ids::JobId,
    limits::WEBSOCKET_FRAME,
    principal::Principal,
};
use futures::StreamExt;
use serde::Serialize;
use std::time::Duration;
use tokio::time::{Instant, Interval, timeout};

/// Messages that may come within [`WITHIN`]; more is a flood.
pub const MESSAGES: u32 = 20;
/// See [`MESSAGES`].
pub const WITHIN: Duration = Duration::from_secs(10);
/// A peer that has not even answered a ping for so long is gone.
pub const SILENCE: Duration = Duration::from_secs(25);
/// A peer that takes nothing for so long is gone too.
const TAKES_WITHIN: Duration = Duration::from_secs(10);
/// What waits to be sent at most, in bytes.
const OUTGOING: usize = 512 * 1024;

/// A job's events over a WebSocket, which also takes the commands `stop` and `answer` (`SocketCommand`). It sends
/// `Event` and `SocketNotice` as text frames. Name the last event seen in `after` to go on after it.
#[utoipa::path(
    get, path = "/api/v1/jobs/{id}/ws", tag = "jobs", operation_id = "open_socket",
    params(("id" = String, Path, format = "uuid", description = "The job."), Cursor),
    responses((status = 101, description = "The connection speaks WebSocket from now on.")),
)]
pub(super) async fn open(
    State(state): State<AppState>,
    who: Who,
    Id(job): Id<JobId>,
    Params(cursor): Params<Cursor>,
    request: Request,
) -> Answer<Response> {
    let (mut parts, _) = request.into_parts();
    let after = first_event(&HeaderMap::new(), cursor)?;
    let by_token = parts.extensions.get::<Session>().is_some_and(|session| session.by_token);
    if !csrf::may_open_socket(&state, &parts.headers, by_token) {
        return Err(csrf::cross_site().into());
    }
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &state).await.map_err(|_| {
        Failure::user("request.no_websocket", "This address speaks WebSocket only.")
            .with_next("Connect with a WebSocket client, or follow the same events at …/events.")
    })?;
    let slot = slot_of(&state, &who.principal)?;
    let events = state.use_cases.jobs.follow(&who.principal, job, after).await?;
    let talk = Talk {
        state,
        headers: parts.headers,
        principal: who.principal,
        caller: who.caller,
        job,
        seen: after,
        events: Some(events),
        recheck: every(RECHECK),
        ping: every(HEARTBEAT),
        heard: Instant::now(),
        window: (Instant::now(), 0),
        _slot: slot,
    };
    Ok(upgrade
        .max_frame_size(WEBSOCKET_FRAME)
        .max_message_size(WEBSOCKET_FRAME)
        .max_write_buffer_size(OUTGOING)
        .on_upgrade(|socket| talk.run(socket)))
}

/// Why a connection ends, as RFC 6455 counts it.
#[derive(Debug, Clone, Copy)]
enum End {
    /// The job's last event was sent, or the peer closed.
    Normal,
    /// The process ends.
    Restarting,
    /// Frames that are no text.
    NotText,
    /// The session ended, or too much came.
    Refused(&'static str),
    /// Nobody is there to be told.
    Gone,
}

impl End {
    const fn frame(self) -> Option<(u16, &'static str)> {
        match self {
            Self::Normal => Some((1000, "")),
            Self::Restarting => Some((1012, "restarting")),
            Self::NotText => Some((1003, "text frames only")),
            Self::Refused(why) => Some((1008, why)),
            Self::Gone => None,
        }
    }
}

/// An open connection.
struct Talk {
    state: AppState,
    headers: HeaderMap,
    principal: Principal,
    caller: Caller,
    job: JobId,
    /// The last event that was sent.
    seen: EventId,
    /// Nothing while the job waits for an answer.
    events: Option<EventStream>,
    recheck: Interval,
    ping: Interval,
    /// When anything came last.
    heard: Instant,
    /// When counting began, and how many messages came since.
    window: (Instant, u32),
    _slot: StreamSlot,
}

impl Talk {
    async fn run(mut self, mut socket: WebSocket) {
        let end = match self.talk(&mut socket).await {
            Ok(never) => match never {},
            Err(end) => end,
        };
        if let Some((code, reason)) = end.frame() {
            let close = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
            let _ = timeout(TAKES_WITHIN, socket.send(close)).await;
        }
        tracing::debug!(?end, "a websocket was closed");
    }

    /// The session comes before everything else: nothing more is sent to one that has ended.
    async fn talk(&mut self, socket: &mut WebSocket) -> Result<std::convert::Infallible, End> {
        let shutdown = self.state.shutdown.clone();
        loop {
            tokio::select! {
                biased;
                () = shutdown.begun() => {
                    send(socket, &v1::SocketNotice::ServerRestarting).await?;
                    return Err(End::Restarting);
                }
                _ = self.recheck.tick() => if !session_lives(&self.state, &self.headers).await {
                    send(socket, &v1::SocketNotice::SessionEnded).await?;
                    return Err(End::Refused("session ended"));
                },
                message = socket.recv() => {
                    let message = message.and_then(Result::ok).ok_or(End::Gone)?;
                    self.hear(socket, message).await?;
                }
                event = next(&mut self.events) => match event {
                    Some(event) => self.tell(socket, &event).await?,
                    None => return Err(End::Normal),
                },
                _ = self.ping.tick() => {
                    if self.heard.elapsed() > SILENCE {
                        return Err(End::Gone);
                    }
                    deliver(socket, Message::Ping(axum::body::Bytes::new())).await?;
                }
            }
        }
    }

    async fn tell(&mut self, socket: &mut WebSocket, event: &NumberedEvent) -> Result<(), End> {
        send(socket, event).await?;
        self.seen = event.id;
        match event.event {
            // The answer may come on this connection.
            JobEvent::Clarify { .. } => {
                self.events = None;
                Ok(())
            }
            _ if event.event.ends_stream() => Err(End::Normal),
            _ => Ok(()),
        }
    }

    async fn hear(&mut self, socket: &mut WebSocket, message: Message) -> Result<(), End> {
        self.heard = Instant::now();
        if self.window.0.elapsed() > WITHIN {
            self.window = (self.heard, 0);
        }
        self.window.1 += 1;
        if self.window.1 > MESSAGES {
            return Err(End::Refused("too many messages"));
        }
        match message {
            Message::Text(text) => {
                let notice = match self.command(&text).await {
                    Ok(()) => v1::SocketNotice::Accepted,
                    Err(mut failure) => {
                        failure.request_id = Some(self.caller.request_id.clone());
                        v1::SocketNotice::Refused { failure: failure.into() }
                    }
                };
                send(socket, &notice).await
            }
            Message::Binary(_) => Err(End::NotText),
            Message::Close(_) => Err(End::Gone),
            Message::Ping(_) | Message::Pong(_) => Ok(()),
        }
    }

    async fn command(&mut self, text: &str) -> Result<(), Failure> {
        let command = serde_json::from_str(text).map_err(|error| {
            Failure::user("socket.command", format!("This is no command: {error}."))
                .with_next("Send {\"type\":\"stop\"} or {\"type\":\"answer\", …}.")
        })?;
        let jobs = &self.state.use_cases.jobs;
        match command {
            v1::SocketCommand::Stop => {
                must_allow(&self.principal, Scope::JobsWrite)?;
                let activity = &self.state.use_cases.activity;
                activity.stop(&self.caller, &self.principal, self.job).await
            }
            v1::SocketCommand::Answer { draft, question, text } => {
                must_allow(&self.principal, Scope::DraftsWrite)?;
                let draft = draft.parse().map_err(|_| Failure::not_found("draft"))?;
                let question = question.parse().map_err(|_| Failure::not_found("question"))?;
                let command = commands::Answer { draft, question, text };
                let drafting = &self.state.use_cases.drafting;
                drafting.answer(&self.caller, &self.principal, command).await?;
                if self.events.is_none() {
                    self.events = Some(jobs.follow(&self.principal, self.job, self.seen).await?);
                }
                Ok(())
            }
        }
    }
}

/// The next event; for ever nothing while the job waits.
async fn next(events: &mut Option<EventStream>) -> Option<NumberedEvent> {
    match events {
        Some(events) => events.next().await,
        None => std::future::pending().await,
    }
}

async fn send(socket: &mut WebSocket, what: &(impl Serialize + Sync)) -> Result<(), End> {
    match serde_json::to_string(what) {
        Ok(text) => deliver(socket, Message::Text(text.into())).await,
        Err(error) => {
            tracing::error!(%error, "a message could not be written");
            Err(End::Gone)
        }
    }
}

async fn deliver(socket: &mut WebSocket, message: Message) -> Result<(), End> {
    match timeout(TAKES_WITHIN, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}

/// Like `access`, for what travels inside a connection.
pub(in crate::http) fn must_allow(principal: &Principal, scope: Scope) -> Result<(), Failure> {
    if principal.scopes().is_none_or(|scopes| scopes.has(scope)) {
        return Ok(());
    }
    Err(Failure::new(
        "token.scope_missing",
        Category::AdminRequired,
        format!("This token does not allow this: it needs {}.", scope.as_str()),
    )
    .with_next("Make a token with this scope on the profile page."))
}
