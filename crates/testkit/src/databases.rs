//! A fresh database of each kind.

use std::path::Path;
use store::DatabaseUrl;

/// A SQLite file and, when `TEST_POSTGRES_URL` is set, a PostgreSQL schema. On CI the latter must not be missing.
pub(crate) fn fresh(folder: &Path) -> Vec<DatabaseUrl> {
    let mut found = vec![DatabaseUrl::sqlite(folder.join("app.db"))];
    found.extend(postgres());
    found
}

#[cfg(not(feature = "postgres"))]
const fn postgres() -> Option<DatabaseUrl> {
    None
}

#[cfg(feature = "postgres")]
fn postgres() -> Option<DatabaseUrl> {
    use diesel::{Connection, connection::SimpleConnection};
    use secrets::Randomness;
    let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "on CI the stories have to run on PostgreSQL too: set TEST_POSTGRES_URL"
        );
        return None;
    };
    let mut random = [0_u8; 8];
    secrets::OsRandomness.fill(&mut random);
    let schema = format!("test_{:016x}", u64::from_be_bytes(random));
    let mut connection = diesel::PgConnection::establish(&server).expect("the PostgreSQL server answers");
    connection.batch_execute(&format!("CREATE SCHEMA {schema}")).expect("a schema can be made");
    let joint = if server.contains('?') { '&' } else { '?' };
    let address = format!("{server}{joint}options=-csearch_path%3D{schema}");
    Some(DatabaseUrl::parse(&address).expect("TEST_POSTGRES_URL is a PostgreSQL address"))
}
