//! Calling other processes over PostgreSQL's NOTIFY, so that they need not wait for their next look. Nothing depends
//! on a call: whoever misses one looks every second.

use crate::{Store, StoreError, connection::AnyConnection};
use jobs::Call;
use std::sync::mpsc::Sender;

/// Hears calls until it is dropped.
#[derive(Debug)]
pub struct Listener {
    _until: Sender<()>,
}

/// Where calls go.
#[cfg(feature = "postgres")]
const CHANNEL: &str = "jira_agent_jobs";

/// Calls when the transaction commits. Nobody else has a SQLite database.
pub(super) fn call(conn: &mut AnyConnection, call: &Call) -> Result<(), StoreError> {
    match conn {
        AnyConnection::Sqlite(_) => {
            let _ = call;
            Ok(())
        }
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(conn) => {
            use diesel::{prelude::*, sql_types::Text};
            diesel::sql_query("SELECT pg_notify($1, $2)")
                .bind::<Text, _>(CHANNEL)
                .bind::<Text, _>(call.to_string())
                .execute(conn)?;
            Ok(())
        }
    }
}

/// Tells `heard` of every call of any process, this one included, until the listener is dropped. `None` where there
/// is nobody to call: on SQLite.
pub fn listen(store: &Store, heard: impl Fn(Call) + Send + 'static) -> Option<Listener> {
    #[cfg(feature = "postgres")]
    if let Some(url) = store.postgres_url() {
        return Some(postgres::start(url, heard));
    }
    let _ = (store, heard);
    None
}

#[cfg(feature = "postgres")]
mod postgres {
    use super::{CHANNEL, Listener};
    use diesel::{Connection, connection::SimpleConnection, pg::PgConnection};
    use jobs::Call;
    use std::{
        sync::mpsc::{Receiver, RecvTimeoutError, channel},
        thread,
        time::Duration,
    };

    /// How often the connection is asked what has come. It costs no way to the database.
    const LOOK: Duration = Duration::from_millis(40);
    /// Before another connection is tried.
    const AGAIN: Duration = Duration::from_secs(2);

    pub(super) fn start(url: String, heard: impl Fn(Call) + Send + 'static) -> Listener {
        let (until, over) = channel();
        thread::spawn(move || {
            let mut complained = false;
            loop {
                match hear(&url, &heard, &over) {
                    Ok(()) => return,
                    Err(error) => {
                        if !complained {
                            tracing::warn!(%error, "calls of other processes cannot be heard; looking every second instead");
                        }
                        complained = true;
                    }
                }
                if !matches!(over.recv_timeout(AGAIN), Err(RecvTimeoutError::Timeout)) {
                    return;
                }
            }
        });
        Listener { _until: until }
    }

    /// Until the listener is dropped.
    fn hear(url: &str, heard: &impl Fn(Call), over: &Receiver<()>) -> Result<(), String> {
        // The error of a failed connection can hold the address with its password.
        let mut conn = PgConnection::establish(url).map_err(|_| "PostgreSQL cannot be reached".to_owned())?;
        conn.batch_execute(&format!("LISTEN {CHANNEL}")).map_err(|error| error.to_string())?;
        // What was called before is not told again.
        heard(Call::Due);
        loop {
            let mut calls: Vec<Call> = Vec::new();
            for notification in conn.notifications_iter() {
                let notification = notification.map_err(|error| error.to_string())?;
                calls.extend(notification.payload.parse::<Call>());
            }
            calls.into_iter().for_each(heard);
            if !matches!(over.recv_timeout(LOOK), Err(RecvTimeoutError::Timeout)) {
                return Ok(());
            }
        }
    }
}
