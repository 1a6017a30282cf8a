//! One connection type for both databases, and how each is opened.

use crate::url::{DatabaseUrl, Kind};
use diesel::{
    Connection, QueryResult,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    sqlite::SqliteConnection,
};
use std::time::Duration;

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub(crate) enum AnyConnection {
    /// SQLite.
    Sqlite(SqliteConnection),
    /// PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(diesel::pg::PgConnection),
}

/// Runs the same Diesel code on the connection underneath, for what `MultiConnection` cannot express:
/// upserts and row locks.
macro_rules! on_either {
    ($conn:expr, $inner:ident => $body:expr) => {
        match $conn {
            crate::connection::AnyConnection::Sqlite($inner) => $body,
            #[cfg(feature = "postgres")]
            crate::connection::AnyConnection::Postgres($inner) => $body,
        }
    };
}

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Sees one state of the database; cannot write.
    Read,
    /// May be lost when the machine (not the program) stops within the next moments; never half.
    Write,
    /// On disk when it returns.
    Durable,
}

impl AnyConnection {
    /// Begins a transaction. SQLite takes the write lock at once, so that a write never fails half-way.
    pub(crate) fn begin(&mut self, mode: Mode) -> QueryResult<()> {
        match self {
            Self::Sqlite(conn) => {
                // It belongs to the connection and cannot be changed inside a transaction.
                if mode == Mode::Durable {
                    conn.batch_execute("PRAGMA synchronous=FULL")?;
                }
                let sql = if mode == Mode::Read { "BEGIN" } else { "BEGIN IMMEDIATE" };
                AnsiTransactionManager::begin_transaction_sql(conn, sql)
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(conn) => {
                let sql = match mode {
                    Mode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                    Mode::Write | Mode::Durable => "BEGIN",
                };
                AnsiTransactionManager::begin_transaction_sql(conn, sql)
            }
        }
    }

    pub(crate) fn commit(&mut self, mode: Mode) -> QueryResult<()> {
        let done = on_either!(self, conn => AnsiTransactionManager::commit_transaction(conn));
        done.and(self.after(mode))
    }

    pub(crate) fn roll_back(&mut self, mode: Mode) -> QueryResult<()> {
        let done = on_either!(self, conn => AnsiTransactionManager::rollback_transaction(conn));
        done.and(self.after(mode))
    }

    fn after(&mut self, mode: Mode) -> QueryResult<()> {
        match self {
            Self::Sqlite(conn) if mode == Mode::Durable => conn.batch_execute("PRAGMA synchronous=NORMAL"),
            Self::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Ok(()),
        }
    }
}

/// Opens connections for a pool.
#[derive(Debug)]
pub(crate) struct Manager {
    url: DatabaseUrl,
    read_only: bool,
    busy: Duration,
}

impl Manager {
    pub(crate) const fn new(url: DatabaseUrl, read_only: bool, busy: Duration) -> Self {
        Self { url, read_only, busy }
    }
}

/// A connection could not be opened or has gone. The text is for logs.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct ConnectionFailed(String);

impl r2d2::ManageConnection for Manager {
    type Connection = AnyConnection;
    type Error = ConnectionFailed;

    fn connect(&self) -> Result<AnyConnection, ConnectionFailed> {
        match self.url.kind() {
            Kind::Sqlite(path) => {
                let path =
                    path.to_str().ok_or_else(|| ConnectionFailed("the path is not UTF-8".to_owned()))?;
                let mut conn = SqliteConnection::establish(path).map_err(failed)?;
                // Waiting first: the other settings may already meet a lock.
                conn.batch_execute(&format!(
                    "PRAGMA busy_timeout={}; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; \
                     PRAGMA foreign_keys=ON; PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY; \
                     PRAGMA query_only={};",
                    self.busy.as_millis(),
                    i32::from(self.read_only)
                ))
                .map_err(failed)?;
                Ok(AnyConnection::Sqlite(conn))
            }
            #[cfg(feature = "postgres")]
            Kind::Postgres(url) => {
                // The error of a failed connection can hold the address with its password.
                let mut conn = diesel::pg::PgConnection::establish(url)
                    .map_err(|_| ConnectionFailed("PostgreSQL cannot be reached".to_owned()))?;
                conn.batch_execute(&format!(
                    "SET TIME ZONE 'UTC'; SET lock_timeout={0}; SET idle_in_transaction_session_timeout=60000; \
                     SET statement_timeout=60000;",
                    self.busy.as_millis()
                ))
                .map_err(failed)?;
                Ok(AnyConnection::Postgres(conn))
            }
        }
    }

    fn is_valid(&self, conn: &mut AnyConnection) -> Result<(), ConnectionFailed> {
        conn.batch_execute("SELECT 1").map_err(failed)
    }

    fn has_broken(&self, conn: &mut AnyConnection) -> bool {
        std::thread::panicking()
            || on_either!(conn, inner => {
                <AnsiTransactionManager as TransactionManager<_>>::is_broken_transaction_manager(inner)
            })
    }
}

fn failed(error: impl std::fmt::Display) -> ConnectionFailed {
    ConnectionFailed(error.to_string())
}
