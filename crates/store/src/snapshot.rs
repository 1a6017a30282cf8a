//! One state of the database in a file, and looking into such a file.

use crate::{
    InstanceLock, Store, StoreError, migrations,
    schema::users,
    url::{DatabaseUrl, Kind},
};
use diesel::{prelude::*, sql_types::Text, sqlite::SqliteConnection};
use std::path::{Path, PathBuf};

/// What a SQLite file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileState {
    /// The last migration that was applied; `None` for a database without a schema.
    pub schema: Option<String>,
    /// How many people have an account.
    pub people: usize,
}

#[derive(QueryableByName)]
struct Finding {
    #[diesel(sql_type = Text)]
    quick_check: String,
}

impl Store {
    /// Writes one state of a SQLite database into a new file, while others read and write. The file is complete: it needs
    /// no log beside it.
    pub async fn snapshot_to(&self, file: PathBuf) -> Result<(), StoreError> {
        let Some(database) = self.sqlite_file() else {
            return Err(StoreError::Url("Only a SQLite database can be copied into a file.".to_owned()));
        };
        // A connection of its own: a long read must not take the place of a short one.
        tokio::task::spawn_blocking(move || {
            let mut conn = open(&database)?;
            diesel::sql_query("VACUUM INTO $1").bind::<Text, _>(path_text(&file)?).execute(&mut conn)?;
            Ok(())
        })
        .await
        .map_err(|_| StoreError::Cut)?
    }

    /// The last migration that was applied; `None` for a database without a schema.
    pub async fn schema_version(&self) -> Result<Option<String>, StoreError> {
        self.with_writer(migrations::version).await
    }

    /// The file of a SQLite database.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        self.url().sqlite_file().map(Path::to_owned)
    }
}

impl DatabaseUrl {
    /// The file of a SQLite database.
    pub fn sqlite_file(&self) -> Option<&Path> {
        match self.kind() {
            Kind::Sqlite(path) => Some(path),
            #[cfg(feature = "postgres")]
            Kind::Postgres(_) => None,
        }
    }
}

impl InstanceLock {
    /// Claims a SQLite file for this process, like [`Store::lock_instance`] without opening it.
    pub fn of_file(database: &Path) -> Result<Option<Self>, StoreError> {
        Self::take(database)
    }
}

/// The newest migration this program knows.
pub fn newest_schema() -> Result<String, StoreError> {
    migrations::newest()
}

/// Looks into a SQLite file that nobody else uses. Blocks. An error means that it is damaged or no database.
pub fn look_into(file: &Path) -> Result<FileState, StoreError> {
    let mut conn = open(file)?;
    let findings: Vec<Finding> = diesel::sql_query("PRAGMA quick_check(1)").load(&mut conn)?;
    if findings.iter().any(|finding| finding.quick_check != "ok") {
        return Err(StoreError::Unreadable { what: "database file" });
    }
    let schema = migrations::version_of_sqlite(&mut conn)?;
    let people: i64 = if schema.is_some() { users::table.count().get_result(&mut conn)? } else { 0 };
    Ok(FileState { schema, people: usize::try_from(people).unwrap_or(0) })
}

fn open(file: &Path) -> Result<SqliteConnection, StoreError> {
    use diesel::connection::SimpleConnection;
    let mut conn = SqliteConnection::establish(&path_text(file)?)
        .map_err(|_| StoreError::Unreadable { what: "database file" })?;
    conn.batch_execute("PRAGMA busy_timeout=10000")?;
    Ok(conn)
}

fn path_text(path: &Path) -> Result<String, StoreError> {
    path.to_str().map(str::to_owned).ok_or_else(|| StoreError::Url("The path is not UTF-8.".to_owned()))
}
