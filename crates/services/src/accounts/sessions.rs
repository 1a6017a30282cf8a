//! Sessions: reading their tokens, ending them, and what a signed-in page shows of the person.

use crate::{Resources, appearance, audit, upstream};
use contract::{
    Outcome,
    commands::SecretText,
    services::{Authenticated, Caller},
    views::{ConnectionDots, SessionView},
};
use domain::{accounts::initials, failure::Failure, principal::Principal};
use settings::Settings;
use std::time::Duration;
use store::{
    accounts,
    connections::{self, Connection, ConnectionKind},
    sessions,
};

/// Activity is written down at most this often, so that a page full of requests is one write.
const WRITE_EVERY: Duration = Duration::from_secs(30);

/// Without activity a session ends after this time.
pub(super) fn idle(settings: &Settings) -> Duration {
    Duration::from_secs(u64::from(settings.accounts.session_idle_minutes) * 60)
}

/// Who a token belongs to, while its session is good.
#[expect(clippy::disallowed_methods, reason = "this is the session layer: the token has just been verified")]
pub(super) async fn authenticate(
    resources: &Resources,
    token: &SecretText,
    touch: bool,
) -> Outcome<Option<Authenticated>> {
    let now = resources.clock.now();
    let Ok(claims) = resources.session_tokens.verify(&token.0, now.as_secs()) else { return Ok(None) };
    let hash = secrets::token::hash(&token.0);
    let found = resources.store.system().read(move |tx| sessions::by_token_hash(tx, &hash)).await?;
    let Some(session) = found.filter(|session| session.id.to_string() == claims.sid) else { return Ok(None) };
    let mut idle_until = session.idle_until;
    if touch && now.since(session.last_seen_at) >= WRITE_EVERY {
        idle_until = now.plus(idle(&resources.settings.current()));
        let still_good =
            resources.store.system().write(move |tx| sessions::touch(tx, session.id, idle_until)).await?;
        if !still_good {
            return Ok(None);
        }
    }
    let principal = Principal::of_session(session.user, session.role, session.id);
    Ok(Some(Authenticated { principal, idle_until: idle_until.min(session.ends_at) }))
}

/// Ends this session.
pub(super) async fn sign_out(resources: &Resources, caller: &Caller, principal: &Principal) -> Outcome<()> {
    let Some(session) = principal.session() else { return Ok(()) };
    let entry = audit::entry("session.sign_out", "ok", caller);
    resources
        .store
        .of(principal)
        .write_durably(move |tx| -> Outcome<()> {
            sessions::end(tx, session)?;
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

/// Ends all sessions of the person, this one too.
pub(super) async fn sign_out_everywhere(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
) -> Outcome<()> {
    let entry = audit::entry("session.sign_out_everywhere", "ok", caller);
    resources
        .store
        .of(principal)
        .write_durably(move |tx| -> Outcome<()> {
            sessions::end_all(tx, None)?;
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

/// The person and the dots of the top bar, from one read.
pub(super) async fn session(resources: &Resources, principal: &Principal) -> Outcome<SessionView> {
    let settings = resources.settings.current();
    let session = principal.session();
    let (user, connections, sessions, sidebar) = resources
        .store
        .of(principal)
        .read(|tx| -> Outcome<_> {
            Ok((accounts::me(tx)?, connections::list(tx)?, sessions::list(tx)?, appearance::sidebar(tx)?))
        })
        .await?;
    let user = user.ok_or_else(Failure::unauthenticated)?;
    let ends_at = sessions
        .iter()
        .find(|row| Some(row.id) == session)
        .map_or_else(|| resources.clock.now(), |row| row.ends_at);
    Ok(SessionView {
        initials: initials(&user.name),
        employee_id: user.employee_id,
        name: user.name,
        email: user.email,
        has_avatar: user.has_avatar,
        site: upstream::site(&settings, user.site.as_str())
            .map_or_else(|_| user.site.to_string(), |s| s.name.clone()),
        role: principal.role(),
        idle_minutes: settings.accounts.session_idle_minutes,
        ends_at,
        app_name: settings.application.name.clone(),
        notice: resources.notice.clone(),
        connections: dots(&connections),
        sidebar,
    })
}

/// The three dots of the top bar.
pub(crate) fn dots(connections: &[Connection]) -> ConnectionDots {
    let status = |kind| {
        connections
            .iter()
            .find(|connection| connection.kind == kind)
            .map(|found| found.status)
            .unwrap_or_default()
    };
    ConnectionDots {
        jira: status(ConnectionKind::Jira),
        llm: status(ConnectionKind::Llm),
        confluence: status(ConnectionKind::Confluence),
    }
}

/// The person's picture.
pub(super) async fn avatar(
    resources: &Resources,
    principal: &Principal,
) -> Outcome<Option<(String, Vec<u8>)>> {
    Ok(resources.store.of(principal).read(accounts::avatar).await?)
}
