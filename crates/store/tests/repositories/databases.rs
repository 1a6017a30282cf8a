//! A fresh database of each kind, and people to fill it.

use domain::{
    ids::{SessionId, UserId},
    jira::SiteId,
    principal::{Principal, Role},
    time::{Clock, Timestamp},
};
use secrets::Randomness;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use store::{DatabaseUrl, Store, StoreError, accounts};

/// A clock that goes on only when a test says so.
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn advance(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_millis()).unwrap_or(0), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// A migrated, empty database.
#[derive(Clone)]
pub(crate) struct Database {
    pub(crate) store: Store,
    pub(crate) clock: Arc<TestClock>,
    url: DatabaseUrl,
    /// The address as Diesel takes it.
    pub(crate) address: String,
    pub(crate) postgres: bool,
}

impl Database {
    async fn open(url: DatabaseUrl, address: String, postgres: bool) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(1_800_000_000_000)));
        let store = connect(&url, &clock);
        store.migrate().await.expect("migrations run");
        Self { store, clock, url, address, postgres }
    }

    /// The same database through another instance of the product.
    pub(crate) fn second_instance(&self) -> Store {
        connect(&self.url, &self.clock)
    }

    /// A new account, signed in.
    pub(crate) async fn person(&self, name: &str) -> Principal {
        let id: UserId = self.store.new_id();
        let new = new_user(id, name);
        let created = self
            .store
            .system()
            .write_durably(move |tx| accounts::create(tx, new))
            .await
            .expect("an account can be stored");
        assert_eq!(created, accounts::Creation::Created);
        signed_in(id, self.store.new_id())
    }
}

pub(crate) fn new_user(id: UserId, name: &str) -> accounts::NewUser {
    accounts::NewUser {
        id,
        site: SiteId::parse("clinic").expect("a site"),
        employee_id: format!("{}.id", name.to_lowercase()),
        name: name.to_owned(),
        email: Some(format!("{}@example.test", name.to_lowercase())),
        jira_url: "https://jira.example.test".to_owned(),
        role: Role::User,
        password_hash: format!("hash of {name}"),
        wrapped_key: format!("key of {name}"),
        avatar: Some(("image/png".to_owned(), vec![0, 1, 255])),
    }
}

#[expect(clippy::disallowed_methods, reason = "tests stand in for the session layer")]
pub(crate) fn signed_in(user: UserId, session: SessionId) -> Principal {
    Principal::of_session(user, Role::User, session)
}

fn connect(url: &DatabaseUrl, clock: &Arc<TestClock>) -> Store {
    let clock: Arc<dyn Clock> = Arc::<TestClock>::clone(clock);
    let fill = Arc::new(|buffer: &mut [u8]| secrets::OsRandomness.fill(buffer));
    Store::connect(url, clock, fill).expect("the database can be opened")
}

/// Runs a story on a fresh SQLite file and, when `TEST_POSTGRES_URL` is set, on a fresh PostgreSQL schema.
/// On CI the latter must not be missing.
pub(crate) async fn for_each_database<F>(story: impl Fn(Database) -> F)
where
    F: Future<Output = Result<(), StoreError>>,
{
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("app.db");
    let address = file.to_string_lossy().into_owned();
    story(Database::open(DatabaseUrl::sqlite(file), address, false).await)
        .await
        .expect("the story goes well on SQLite");
    #[cfg(feature = "postgres")]
    if let Ok(server) = std::env::var("TEST_POSTGRES_URL") {
        let schema = fresh_schema(&server);
        let joint = if server.contains('?') { '&' } else { '?' };
        let address = format!("{server}{joint}options=-csearch_path%3D{schema}");
        let url = DatabaseUrl::parse(&address).expect("TEST_POSTGRES_URL is a PostgreSQL address");
        story(Database::open(url, address, true).await).await.expect("the story goes well on PostgreSQL");
        return;
    }
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "on CI the stories have to run on PostgreSQL too: build with the feature and set TEST_POSTGRES_URL"
    );
}

#[cfg(feature = "postgres")]
fn fresh_schema(server: &str) -> String {
    use diesel::{Connection, connection::SimpleConnection};
    let mut random = [0_u8; 8];
    secrets::OsRandomness.fill(&mut random);
    let name =
        format!("test_{}", random.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}")));
    let mut conn = diesel::PgConnection::establish(server).expect("the PostgreSQL server answers");
    conn.batch_execute(&format!("CREATE SCHEMA {name}")).expect("a schema can be made");
    name
}
