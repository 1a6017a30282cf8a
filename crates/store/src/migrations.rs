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
