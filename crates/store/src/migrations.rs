//! The embedded migrations.

use crate::{StoreError, connection::AnyConnection};
use diesel::{
    migration::{MigrationConnection, MigrationSource},
    sqlite::Sqlite,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
#[cfg(feature = "postgres")]
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// Serialises migrations of several instances that start together.
#[cfg(feature = "postgres")]
const ADVISORY_LOCK: i64 = 0x6a69_7261_6167;

/// How the schema compares with this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MigrationState {
    /// As this program expects it.
    Current,
    /// Migrations have to run first.
    Behind,
}

fn failed(error: impl std::fmt::Display) -> StoreError {
    StoreError::Migration(error.to_string())
}

fn names(versions: Vec<impl std::fmt::Display>) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}

pub(crate) fn run(conn: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    match conn {
        AnyConnection::Sqlite(conn) => {
            conn.setup().map_err(failed)?;
            Ok(names(conn.run_pending_migrations(SQLITE).map_err(failed)?))
        }
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(conn) => {
            use diesel::connection::SimpleConnection;
            conn.batch_execute(&format!("SELECT pg_advisory_lock({ADVISORY_LOCK})"))?;
            let done = conn
                .setup()
                .map_err(failed)
                .and_then(|_| conn.run_pending_migrations(POSTGRES).map(names).map_err(failed));
            conn.batch_execute(&format!("SELECT pg_advisory_unlock({ADVISORY_LOCK})"))?;
            done
        }
    }
}

pub(crate) fn state(conn: &mut AnyConnection) -> Result<MigrationState, StoreError> {
    let pending = match conn {
        AnyConnection::Sqlite(conn) => conn.has_pending_migration(SQLITE).map_err(failed)?,
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(conn) => conn.has_pending_migration(POSTGRES).map_err(failed)?,
    };
    Ok(if pending { MigrationState::Behind } else { MigrationState::Current })
}

pub(crate) fn revert_all(conn: &mut AnyConnection) -> Result<(), StoreError> {
    match conn {
        AnyConnection::Sqlite(conn) => conn.revert_all_migrations(SQLITE).map_err(failed)?,
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(conn) => conn.revert_all_migrations(POSTGRES).map_err(failed)?,
    };
    Ok(())
}

/// The last migration that was applied.
pub(crate) fn version(conn: &mut AnyConnection) -> Result<Option<String>, StoreError> {
    match conn {
        AnyConnection::Sqlite(conn) => version_of_sqlite(conn),
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(conn) => {
            conn.setup().map_err(failed)?;
            Ok(newest_of(names(conn.applied_migrations().map_err(failed)?)))
        }
    }
}

pub(crate) fn version_of_sqlite(
    conn: &mut diesel::sqlite::SqliteConnection,
) -> Result<Option<String>, StoreError> {
    conn.setup().map_err(failed)?;
    Ok(newest_of(names(conn.applied_migrations().map_err(failed)?)))
}

/// The newest migration this program knows. Both databases have the same ones.
pub(crate) fn newest() -> Result<String, StoreError> {
    let known = MigrationSource::<Sqlite>::migrations(&SQLITE).map_err(failed)?;
    let versions = known.iter().map(|migration| migration.name().version()).collect();
    newest_of(names(versions)).ok_or_else(|| failed("there are none"))
}

/// Versions are numbers of equal length.
fn newest_of(versions: Vec<String>) -> Option<String> {
    versions.into_iter().max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::{
        Connection as _, QueryableByName, RunQueryDsl as _,
        connection::SimpleConnection as _,
        sql_types::{BigInt, Nullable, Text},
        sqlite::SqliteConnection,
    };

    const CALLS_OF_BUILDS: &str = "00000000000022";

    #[derive(Debug, PartialEq, QueryableByName)]
    struct Kept {
        #[diesel(sql_type = Text)]
        id: String,
        #[diesel(sql_type = Nullable<Text>)]
        draft_id: Option<String>,
        #[diesel(sql_type = BigInt)]
        prompt_tokens: i64,
    }

    fn kept(conn: &mut SqliteConnection) -> Vec<(String, Option<String>, i64)> {
        let rows: Vec<Kept> =
            diesel::sql_query("SELECT id, draft_id, prompt_tokens FROM model_calls ORDER BY id")
                .load(conn)
                .unwrap();
        rows.into_iter().map(|row| (row.id, row.draft_id, row.prompt_tokens)).collect()
    }

    #[test]
    fn calls_of_drafts_stay_when_builds_get_theirs_and_when_they_lose_them_again() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        conn.batch_execute("PRAGMA foreign_keys = OFF;").unwrap();
        conn.setup().unwrap();
        let pending = conn.pending_migrations(SQLITE).unwrap();
        let (before, after): (Vec<_>, Vec<_>) = pending
            .into_iter()
            .partition(|migration| migration.name().version().to_string().as_str() < CALLS_OF_BUILDS);
        conn.run_migrations(&before).unwrap();
        let call = |id: &str, column: &str| {
            format!(
                "INSERT INTO model_calls (id, user_id, {column}, job_id, step, provider, model, prompt_tokens, \
                 completion_tokens, estimated, duration_ms, outcome, sent, answer, at) \
                 VALUES ('{id}', 'u', 'd', 'j', 's', 'p', 'm', 7, 8, 1, 9, 'ok', '[]', 'a', 10);"
            )
        };
        conn.batch_execute(&call("one", "draft_id")).unwrap();
        conn.run_migrations(&after).unwrap();
        let of_draft = ("one".to_owned(), Some("d".to_owned()), 7);
        assert_eq!(kept(&mut conn), std::slice::from_ref(&of_draft));
        conn.batch_execute(&call("two", "build_id")).unwrap();
        let both =
            call("three", "draft_id").replace("draft_id", "build_id, draft_id").replace("'d'", "'b', 'd'");
        assert!(conn.batch_execute(&both).is_err(), "a call belongs to one");
        assert_eq!(kept(&mut conn).len(), 2);
        while conn.revert_last_migration(SQLITE).unwrap().to_string() != CALLS_OF_BUILDS {}
        assert_eq!(kept(&mut conn), [of_draft]);
    }
}
