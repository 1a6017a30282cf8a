//! Where the database is.

use crate::StoreError;
use std::{fmt, path::PathBuf};

/// A database's address. `Debug` and `Display` never show a password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(Kind);

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite(PathBuf),
    #[cfg(feature = "postgres")]
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads `sqlite:data/app.db`, `sqlite:///var/lib/app.db` or `postgres://user:password@host/name`. An
    /// unknown scheme is refused: Diesel would otherwise create a file of that name.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        let text = text.trim();
        let Some((scheme, rest)) = text.split_once(':') else {
            return Err(wrong("DATABASE_URL has to begin with sqlite: or postgres://."));
        };
        match scheme {
            "sqlite" => {
                let path = rest.strip_prefix("//").unwrap_or(rest);
                if path.is_empty() || path.contains(['?', '\0']) || path.starts_with(':') {
                    return Err(wrong("DATABASE_URL has to name a file, like sqlite:data/app.db."));
                }
                Ok(Self(Kind::Sqlite(PathBuf::from(path))))
            }
            #[cfg(feature = "postgres")]
            "postgres" | "postgresql" => Ok(Self(Kind::Postgres(without_kerberos_encryption(text)))),
            #[cfg(not(feature = "postgres"))]
            "postgres" | "postgresql" => Err(wrong(
                "This program was built without PostgreSQL. Build it with the feature `postgres`, or use sqlite:.",
            )),
            _ => Err(wrong("DATABASE_URL has to begin with sqlite: or postgres://.")),
        }
    }
    /// A SQLite file.
    pub fn sqlite(path: impl Into<PathBuf>) -> Self {
        Self(Kind::Sqlite(path.into()))
    }
    pub(crate) const fn kind(&self) -> &Kind {
        &self.0
    }
}

/// libpq asks for encryption by Kerberos first, unless told otherwise. Its library's locks are gone when a program
/// ends, and a connection that is being opened by a pool at that moment takes the program down with an abort
/// (`k5_mutex_lock`). Who wants it says so with `gssencmode` in the address.
#[cfg(feature = "postgres")]
fn without_kerberos_encryption(address: &str) -> String {
    if address.contains("gssencmode=") {
        return address.to_owned();
    }
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}gssencmode=disable")
}

fn wrong(message: &str) -> StoreError {
    StoreError::Url(message.to_owned())
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            #[cfg(feature = "postgres")]
            Kind::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_schemes_are_refused() {
        for text in ["", "data/app.db", "mysql://x/y", "sqlite:", "sqlite::memory:", "sqlite:a.db?mode=ro"] {
            assert!(matches!(DatabaseUrl::parse(text), Err(StoreError::Url(_))), "{text}");
        }
    }

    #[test]
    fn sqlite_paths_may_be_relative_or_absolute() {
        for (text, path) in [
            ("sqlite:data/app.db", "data/app.db"),
            ("sqlite://data/app.db", "data/app.db"),
            ("sqlite:///var/app.db", "/var/app.db"),
        ] {
            assert_eq!(DatabaseUrl::parse(text).unwrap(), DatabaseUrl::sqlite(path), "{text}");
        }
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn encryption_by_kerberos_is_only_for_those_who_ask() {
        for (text, address) in [
            ("postgres://db/app", "postgres://db/app?gssencmode=disable"),
            ("postgres://db/app?sslmode=require", "postgres://db/app?sslmode=require&gssencmode=disable"),
            ("postgres://db/app?gssencmode=require", "postgres://db/app?gssencmode=require"),
        ] {
            assert!(
                matches!(DatabaseUrl::parse(text).unwrap().kind(), Kind::Postgres(url) if url == address)
            );
        }
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn a_password_is_not_printed() {
        let url = DatabaseUrl::parse("postgres://app:hunter2@db/app").unwrap();
        assert!(!format!("{url} {url:?}").contains("hunter2"));
    }
}
