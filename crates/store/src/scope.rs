//! The store, and the two doors to it: one per person, one for the system.

use crate::{
    StoreError,
    connection::{Manager, Mode},
    ids::{IdGenerator, MadeHere},
    instance_lock::InstanceLock,
    migrations::{self, MigrationState},
    tx::{Inner, SystemTx, Tx},
    url::{DatabaseUrl, Kind},
};
use domain::{principal::Principal, time::Clock};
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// Fills a buffer with random bytes.
pub type Fill = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// How long a transaction waits for its turn before it gives up.
const PATIENCE: Duration = Duration::from_secs(10);
/// A transaction that takes this long is worth a line.
const SLOW: Duration = Duration::from_millis(200);
/// How many transactions read at once; on PostgreSQL this is the whole pool.
const READERS: u32 = 8;

/// The connections of one pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolState {
    /// `readers`, `writers` or `all`.
    pub name: &'static str,
    /// Doing something.
    pub busy: u32,
    /// Waiting for something to do.
    pub idle: u32,
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    url: DatabaseUrl,
    readers: Pool,
    writers: Pool,
    clock: Arc<dyn Clock>,
    ids: IdGenerator,
}

/// Connections with a queue in front, so that those who wait hold no thread.
#[derive(Clone)]
struct Pool {
    connections: r2d2::Pool<Manager>,
    turns: Arc<Semaphore>,
}

impl Pool {
    fn open(url: &DatabaseUrl, size: u32, read_only: bool) -> Result<Self, StoreError> {
        let connections = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .connection_timeout(PATIENCE)
            .test_on_check_out(!matches!(url.kind(), Kind::Sqlite(_)))
            .error_handler(Box::new(LogPoolErrors))
            .build(Manager::new(url.clone(), read_only, PATIENCE))
            .map_err(|error| StoreError::Busy(error.to_string()))?;
        Ok(Self { connections, turns: Arc::new(Semaphore::new(usize::try_from(size).unwrap_or(1))) })
    }
}

/// Logs why a connection could not be made, without the address, which can hold a password.
#[derive(Debug)]
struct LogPoolErrors;

impl r2d2::HandleError<crate::connection::ConnectionFailed> for LogPoolErrors {
    fn handle_error(&self, error: crate::connection::ConnectionFailed) {
        tracing::warn!(error = %error, "a database connection could not be opened");
    }
}

impl Store {
    /// Opens the database. A SQLite file is created when it is missing, and so is its folder. Blocks while
    /// it connects, up to ten seconds when PostgreSQL does not answer.
    pub fn connect(url: &DatabaseUrl, clock: Arc<dyn Clock>, fill: Fill) -> Result<Self, StoreError> {
        let (readers, writers) = match url.kind() {
            Kind::Sqlite(path) => {
                if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                    std::fs::create_dir_all(folder).map_err(|error| {
                        StoreError::Url(format!("The database's folder cannot be made: {error}"))
                    })?;
                }
                // The writer first: it creates the file and turns on WAL.
                let writers = Pool::open(url, 1, false)?;
                (Pool::open(url, READERS, true)?, writers)
            }
            #[cfg(feature = "postgres")]
            Kind::Postgres(_) => {
                let pool = Pool::open(url, READERS * 2, false)?;
                (pool.clone(), pool)
            }
        };
        let ids = IdGenerator::new(Arc::clone(&clock), fill);
        Ok(Self { shared: Arc::new(Shared { url: url.clone(), readers, writers, clock, ids }) })
    }

    /// Brings the schema up to date; returns the names of the migrations it ran.
    pub async fn migrate(&self) -> Result<Vec<String>, StoreError> {
        self.with_writer(migrations::run).await
    }

    /// Whether the schema is up to date.
    pub async fn migration_state(&self) -> Result<MigrationState, StoreError> {
        self.with_writer(migrations::state).await
    }

    /// Takes every migration back, and with them all data. For tests of the migrations.
    pub async fn revert_all_migrations(&self) -> Result<(), StoreError> {
        self.with_writer(migrations::revert_all).await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        use diesel::connection::SimpleConnection;
        self.system().read(|tx| tx.conn().batch_execute("SELECT 1").map_err(StoreError::from)).await
    }

    /// How many connections are in use and idle, by pool. PostgreSQL has one for reading and writing.
    pub fn pools(&self) -> Vec<PoolState> {
        let state = |name, pool: &Pool| {
            let now = pool.connections.state();
            PoolState {
                name,
                busy: now.connections.saturating_sub(now.idle_connections),
                idle: now.idle_connections,
            }
        };
        match self.shared.url.kind() {
            Kind::Sqlite(_) => {
                vec![state("readers", &self.shared.readers), state("writers", &self.shared.writers)]
            }
            #[cfg(feature = "postgres")]
            Kind::Postgres(_) => vec![state("all", &self.shared.readers)],
        }
    }

    /// Claims a SQLite database for this process for as long as the lock is kept. `None` when another
    /// process has it, or on PostgreSQL, where several may share it.
    pub fn lock_instance(&self) -> Result<Option<InstanceLock>, StoreError> {
        match self.shared.url.kind() {
            Kind::Sqlite(path) => InstanceLock::take(path),
            #[cfg(feature = "postgres")]
            Kind::Postgres(_) => Ok(None),
        }
    }

    /// The address of a PostgreSQL, for a connection of its own.
    #[cfg(feature = "postgres")]
    pub(crate) fn postgres_url(&self) -> Option<String> {
        match self.shared.url.kind() {
            Kind::Sqlite(_) => None,
            Kind::Postgres(url) => Some(url.clone()),
        }
    }

    /// What the database is, as people know it.
    pub fn product(&self) -> &'static str {
        match self.shared.url.kind() {
            Kind::Sqlite(_) => "SQLite",
            #[cfg(feature = "postgres")]
            Kind::Postgres(_) => "PostgreSQL",
        }
    }

    /// A person's data.
    pub fn of(&self, principal: &Principal) -> Scope {
        Scope { store: self.clone(), principal: *principal }
    }

    /// Nobody's data in particular.
    pub fn system(&self) -> SystemScope {
        SystemScope { store: self.clone() }
    }

    /// A new id.
    pub fn new_id<T: MadeHere>(&self) -> T {
        self.shared.ids.next()
    }

    /// The store's clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.shared.clock
    }

    pub(crate) fn url(&self) -> &DatabaseUrl {
        &self.shared.url
    }

    pub(crate) async fn with_writer<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut crate::connection::AnyConnection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let pool = self.shared.writers.clone();
        let turn = turn(&pool).await?;
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let mut conn = pool.connections.get().map_err(busy)?;
            work(&mut conn)
        })
        .await
        .map_err(|_| StoreError::Cut)?
    }

    async fn transaction<X, T, E>(
        &self,
        mode: Mode,
        wrap: impl FnOnce(Inner) -> X + Send + 'static,
        inner_of: fn(&mut X) -> &mut Inner,
        work: impl FnOnce(&mut X) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        X: 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let pool = if mode == Mode::Read { &self.shared.readers } else { &self.shared.writers }.clone();
        let turn = turn(&pool).await?;
        let shared = Arc::clone(&self.shared);
        // What happens in there belongs to the request or job that waits for it.
        let span = tracing::Span::current();
        let task = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let _in = span.entered();
            let _slow = SlowQuery::watch();
            let mut conn = pool.connections.get().map_err(busy)?;
            conn.begin(mode).map_err(StoreError::from)?;
            let mut tx = wrap(Inner::new(conn, shared.clock.as_ref(), &shared.ids));
            match work(&mut tx) {
                Ok(value) => {
                    inner_of(&mut tx).conn().commit(mode).map_err(StoreError::from)?;
                    Ok(value)
                }
                Err(error) => {
                    // The error that led here says more than a failed rollback, and a connection that could
                    // not roll back leaves the pool.
                    if let Err(failed) = inner_of(&mut tx).conn().roll_back(mode) {
                        tracing::warn!(error = %failed, "a transaction could not be rolled back");
                    }
                    Err(error)
                }
            }
        });
        task.await.map_err(|_| StoreError::Cut)?
    }
}

/// Logs a transaction that took longer than it should. Which one, its span says.
struct SlowQuery(std::time::Instant);

impl SlowQuery {
    fn watch() -> Self {
        Self(std::time::Instant::now())
    }
}

impl Drop for SlowQuery {
    fn drop(&mut self) {
        let took = self.0.elapsed();
        if took >= SLOW {
            let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            tracing::warn!(duration_ms, "a transaction took long");
        }
    }
}

fn busy(error: r2d2::Error) -> StoreError {
    StoreError::Busy(error.to_string())
}

async fn turn(pool: &Pool) -> Result<tokio::sync::OwnedSemaphorePermit, StoreError> {
    match tokio::time::timeout(PATIENCE, Arc::clone(&pool.turns).acquire_owned()).await {
        Ok(Ok(turn)) => Ok(turn),
        Ok(Err(_)) | Err(_) => Err(StoreError::Busy("no turn within ten seconds".to_owned())),
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.shared.url)
    }
}

/// A person's data: every transaction from here sees their rows only.
pub struct Scope {
    store: Store,
    principal: Principal,
}

impl Scope {
    /// Reads one state of the database; writing fails.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run(Mode::Read, work).await
    }
    /// All or nothing. An error from `work` rolls back.
    pub async fn write<T, E>(
        &self,
        work: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run(Mode::Write, work).await
    }
    /// All or nothing, and on disk before it returns: accounts, and everything that must be known after a
    /// power cut, such as what was sent to Jira.
    pub async fn write_durably<T, E>(
        &self,
        work: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run(Mode::Durable, work).await
    }
    async fn run<T, E>(
        &self,
        mode: Mode,
        work: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let principal = self.principal;
        let wrap = move |inner| Tx::new(inner, principal);
        self.store.transaction(mode, wrap, |tx: &mut Tx| &mut tx.inner, work).await
    }
}

/// Nobody's data in particular: sign-in, registration, jobs, upkeep.
pub struct SystemScope {
    store: Store,
}

impl SystemScope {
    /// Reads one state of the database; writing fails.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut SystemTx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run(Mode::Read, work).await
    }
    /// All or nothing. An error from `work` rolls back.
    pub async fn write<T, E>(
        &self,
        work: impl FnOnce(&mut SystemTx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run(Mode::Write, work).await
    }
    /// All or nothing, and on disk before it returns.
    pub async fn write_durably<T, E>(
        &self,
        work: impl FnOnce(&mut SystemTx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run(Mode::Durable, work).await
    }
    async fn run<T, E>(
        &self,
        mode: Mode,
        work: impl FnOnce(&mut SystemTx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.store.transaction(mode, SystemTx::new, |tx: &mut SystemTx| &mut tx.inner, work).await
    }
}
