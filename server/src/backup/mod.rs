//! The whole installation in one file, and back.
//!
//! A backup is a gzipped tar archive: `manifest.json` first, then the database, then the configuration files when they
//! were asked for. It holds no key; the manifest says which ones are needed.

mod archive;
mod manifest;
mod postgres;
mod restore;
mod write;

pub use manifest::{KeyName, Manifest};
pub use restore::{Restore, Restored, restore};
pub use write::{Backup, Written, write};

use services::keys::KeysDoNotFit;
use std::{io, path::PathBuf};
use store::StoreError;

/// The database inside a backup.
const SQLITE: &str = "database.sqlite";
const POSTGRES: &str = "database.pgdump";
/// The folder of the configuration files inside a backup.
const CONFIG: &str = "config";

/// Why there is no backup, or why it was not restored. Nothing was changed then, unless it says so.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file system.
    #[error("{0}: {1}")]
    File(PathBuf, #[source] io::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nothing may be lost by writing over it.
    #[error("{0} exists already; name another file")]
    Exists(PathBuf),
    /// Not a backup, or a damaged one.
    #[error("this is no backup of jira-agent, or it is damaged: {0}")]
    Damaged(String),
    /// Made by a later version.
    #[error(
        "this backup was made by version {version}, whose database (migration {schema}) is newer than this program knows"
    )]
    Newer {
        /// The product's version.
        version: String,
        /// Its last migration.
        schema: String,
    },
    /// SQLite into PostgreSQL or the other way.
    #[error("this backup is of a {backup} database, and DATABASE_URL names a {present} one")]
    OtherKind {
        /// What was backed up.
        backup: &'static str,
        /// What is configured.
        present: &'static str,
    },
    /// Without these nothing in it can be read.
    #[error(
        "the keys of this backup are not here: {0}. Put them into ENCRYPTION_KEYS and PEPPER_KEYS (or KEY_FILE) first"
    )]
    NoKeys(String),
    /// The keys have the right names and do not open it.
    #[error(transparent)]
    Keys(#[from] KeysDoNotFit),
    /// It would be lost.
    #[error(
        "the database has {0} accounts already. Make a backup of it, then repeat this with --force; what is there now is kept \
         beside it (SQLite) or dropped (PostgreSQL)"
    )]
    NotEmpty(usize),
    /// A server works on it.
    #[error("a server uses this database; stop it first")]
    InUse,
    /// A program of PostgreSQL.
    #[error("{0}")]
    Postgres(String),
}

fn at<T>(path: &std::path::Path, done: io::Result<T>) -> Result<T, BackupError> {
    done.map_err(|error| BackupError::File(path.to_owned(), error))
}
