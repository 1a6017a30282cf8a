//! What can go wrong with storage.

use domain::failure::Failure;

/// Storage failed. A missing row is no error: lookups return `Option`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or broke. The text is for logs, never for people.
    #[error("the database failed: {0}")]
    Database(#[from] diesel::result::Error),
    /// No connection, or no turn, within the time allowed.
    #[error("the database is busy or cannot be reached: {0}")]
    Busy(String),
    /// A stored value cannot be read back.
    #[error("stored {what} cannot be read")]
    Unreadable {
        /// Which value.
        what: &'static str,
    },
    /// The database's address is wrong.
    #[error("{0}")]
    Url(String),
    /// A migration failed.
    #[error("migrating the database failed: {0}")]
    Migration(String),
    /// The file that shows which process uses a SQLite database could not be used.
    #[error("the lock file of the database cannot be used: {0}")]
    Lock(#[source] std::io::Error),
    /// The code inside the transaction panicked.
    #[error("a database task was cut")]
    Cut,
}

impl StoreError {
    /// Whether it may pass by itself.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Busy(_) => true,
            Self::Database(diesel::result::Error::DatabaseError(kind, info)) => {
                use diesel::result::DatabaseErrorKind as Kind;
                matches!(kind, Kind::SerializationFailure | Kind::ClosedConnection)
                    || info.message().contains("database is locked")
            }
            _ => false,
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(_: serde_json::Error) -> Self {
        Self::Unreadable { what: "JSON" }
    }
}

/// Logs the error (this is where it is handled) and leaves words for people.
impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = %error, "storage failed");
        if error.is_temporary() {
            Self::temporary("storage.busy", "The database is busy. Nothing was changed.")
                .with_next("Try again in a moment.")
        } else {
            Self::internal()
        }
    }
}
