//! One child per active person, few at a time.

use crate::{Gateway, Lease, McpConfig, McpError, Person, Products, ToolInfo, ToolList, process::Child};
use rmcp::service::ServiceError;
use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};
use tokio::{
    sync::{Notify, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout, timeout_at},
};
use tokio_util::sync::{CancellationToken, DropGuard};

/// Makes a new nonce: at least 32 characters nobody can guess.
pub type NewNonce = Arc<dyn Fn() -> String + Send + Sync>;

/// Where a person's child sits.
pub(crate) struct Seat {
    pub(crate) child: Option<Child>,
    /// The right to have a child at all.
    permit: Option<OwnedSemaphorePermit>,
    used: Instant,
    pub(crate) freed: Arc<Notify>,
}

impl Seat {
    pub(crate) fn put_back(&mut self, child: Child) {
        self.child = Some(child);
        self.used = Instant::now();
    }

    pub(crate) fn give_up_place(&mut self) {
        self.permit = None;
    }

    fn empty(&mut self) -> Option<Child> {
        self.permit = None;
        self.child.take()
    }
}

type Seats = HashMap<String, Arc<tokio::sync::Mutex<Seat>>>;

/// The children of all persons.
#[derive(Clone)]
pub struct McpPool {
    inner: Arc<Inner>,
}

struct Inner {
    config: McpConfig,
    gateway: Gateway,
    new_nonce: NewNonce,
    seats: Mutex<Seats>,
    places: Arc<Semaphore>,
    /// The one place for a child that only lists its tools.
    listing: Semaphore,
    freed: Arc<Notify>,
    closed: CancellationToken,
    _sweeping: DropGuard,
}

impl McpPool {
    /// An empty pool. Starts a task that stops idle children; call it inside a Tokio runtime.
    pub fn new(config: McpConfig, gateway: Gateway, new_nonce: NewNonce) -> Self {
        let closed = CancellationToken::new();
        let every = (config.idle_timeout / 4).max(Duration::from_millis(50));
        let inner = Arc::new(Inner {
            places: Arc::new(Semaphore::new(config.pool_size.max(1))),
            listing: Semaphore::new(1),
            config,
            gateway,
            new_nonce,
            seats: Mutex::default(),
            freed: Arc::default(),
            _sweeping: closed.clone().drop_guard(),
            closed: closed.clone(),
        });
        tokio::spawn(sweep(Arc::downgrade(&inner), every, closed));
        Self { inner }
    }

    /// A turn with the person's child, started if need be. Waits at most `within` for the person's own turn, for a
    /// place in the pool (idle children of others are stopped to make one) and for the start.
    pub async fn lease(&self, person: &Person, within: Duration) -> Result<Lease, McpError> {
        let deadline = Instant::now() + within;
        if self.inner.closed.is_cancelled() {
            return Err(McpError::Closed);
        }
        let seat = self.inner.seat(&person.key);
        let mut seat = timeout_at(deadline, seat.lock_owned()).await.map_err(|_| McpError::Busy)?;
        if seat.child.as_mut().is_some_and(Child::is_alive) {
            return Ok(Lease::new(seat));
        }
        if let Some(dead) = seat.child.take() {
            dead.kill().await;
        }
        if seat.permit.is_none() {
            seat.permit = Some(self.inner.place(deadline).await?);
        }
        match timeout_at(deadline, self.inner.start(person)).await.unwrap_or(Err(McpError::Deadline)) {
            Ok(child) => {
                seat.put_back(child);
                Ok(Lease::new(seat))
            }
            Err(error) => {
                seat.permit = None;
                Err(error)
            }
        }
    }

    /// The tools that are offered for these products, asked of a child of its own that works for nobody: no token
    /// stands behind its nonce, so it reaches nothing, and it takes nobody's place in the pool. It is killed
    /// afterwards, and whatever it does when `within` is over. One at a time.
    pub async fn list_tools(&self, products: Products, within: Duration) -> Result<ToolList, McpError> {
        let turn = timeout(within, self.inner.listing.acquire()).await.map_err(|_| McpError::Busy)?;
        let _turn = turn.map_err(|_| McpError::Closed)?;
        tokio::select! {
            () = self.inner.closed.cancelled() => Err(McpError::Closed),
            list = self.inner.list(products, Instant::now() + within) => list,
        }
    }

    /// Stops a person's child, after its current turn: when they sign out or change a token.
    pub async fn forget(&self, key: &str) {
        let seat = self.inner.seats.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
        if let Some(seat) = seat
            && let Some(child) = seat.lock().await.empty()
        {
            child.kill().await;
        }
    }

    /// How many children live.
    pub fn children(&self) -> usize {
        self.inner.config.pool_size.max(1).saturating_sub(self.inner.places.available_permits())
    }

    /// Stops all children and takes no more work. Waits at most `within` for turns that are under way.
    pub async fn shutdown(&self, within: Duration) {
        self.inner.closed.cancel();
        let deadline = Instant::now() + within;
        let seats: Vec<_> = self
            .inner
            .seats
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .drain()
            .map(|(_, seat)| seat)
            .collect();
        for seat in seats {
            // Whoever holds a turn past the deadline kills the child when the runtime drops it.
            if let Ok(mut seat) = timeout_at(deadline, seat.lock()).await
                && let Some(child) = seat.empty()
            {
                child.kill().await;
            }
        }
    }
}

impl Inner {
    fn seat(&self, key: &str) -> Arc<tokio::sync::Mutex<Seat>> {
        let new = || {
            let freed = Arc::clone(&self.freed);
            Arc::new(tokio::sync::Mutex::new(Seat { child: None, permit: None, used: Instant::now(), freed }))
        };
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(seats.entry(key.to_owned()).or_insert_with(new))
    }

    /// A place in the pool: a free one, or that of the child that has been idle longest.
    async fn place(&self, deadline: Instant) -> Result<OwnedSemaphorePermit, McpError> {
        loop {
            let freed = self.freed.notified();
            tokio::pin!(freed);
            freed.as_mut().enable();
            if let Ok(permit) = Arc::clone(&self.places).try_acquire_owned() {
                return Ok(permit);
            }
            if self.stop_idle(None).await {
                continue;
            }
            timeout_at(deadline, freed).await.map_err(|_| McpError::Busy)?;
        }
    }

    async fn start(&self, person: &Person) -> Result<Child, McpError> {
        let registration = self.gateway.register((self.new_nonce)(), person.clone(), self.config.body_cap)?;
        Child::start(&self.config, &self.gateway, registration, Products::of(person)).await
    }

    async fn list(&self, products: Products, deadline: Instant) -> Result<ToolList, McpError> {
        let nobody = Person { key: String::new(), jira: None, confluence: None };
        let registration = self.gateway.register((self.new_nonce)(), nobody, self.config.body_cap)?;
        let starting = Child::start(&self.config, &self.gateway, registration, products);
        let child = timeout_at(deadline, starting).await.unwrap_or(Err(McpError::Deadline))?;
        let (server, peer) = (child.server(), child.peer());
        let answer = timeout_at(deadline, peer.list_all_tools()).await;
        child.kill().await;
        match answer {
            Ok(Ok(tools)) => {
                Ok(ToolList { server, tools: tools.iter().filter_map(ToolInfo::from_rmcp).collect() })
            }
            Ok(Err(ServiceError::TransportClosed | ServiceError::TransportSend(_))) => Err(McpError::Gone),
            Ok(Err(_)) => Err(McpError::Protocol),
            Err(_) => Err(McpError::Deadline),
        }
    }

    /// Stops the child that has been idle longest, if any has been for at least `idle`; says whether one was.
    async fn stop_idle(&self, idle: Option<Duration>) -> bool {
        let now = Instant::now();
        let free = |(key, seat): (&String, &Arc<tokio::sync::Mutex<Seat>>)| {
            let held: OwnedMutexGuard<Seat> = Arc::clone(seat).try_lock_owned().ok()?;
            let old = idle.is_none_or(|idle| now.saturating_duration_since(held.used) >= idle);
            (held.permit.is_some() && old).then(|| (key.clone(), held))
        };
        let oldest = {
            let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
            let oldest = seats.iter().filter_map(free).min_by_key(|(_, held)| held.used);
            if let Some((key, _)) = &oldest {
                seats.remove(key);
            }
            oldest
        };
        let Some((_, mut held)) = oldest else { return false };
        if let Some(child) = held.child.take() {
            child.kill().await;
        }
        held.permit = None;
        self.freed.notify_waiters();
        true
    }
}

async fn sweep(pool: Weak<Inner>, every: Duration, closed: CancellationToken) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            () = closed.cancelled() => return,
        }
        let Some(pool) = pool.upgrade() else { return };
        while pool.stop_idle(Some(pool.config.idle_timeout)).await {}
    }
}

impl fmt::Debug for McpPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("McpPool").field("children", &self.children()).finish_non_exhaustive()
    }
}
