//! The transactions repositories work in.

use crate::{
    connection::{AnyConnection, Manager},
    ids::{IdGenerator, MadeHere},
};
use domain::{
    ids::UserId,
    principal::Principal,
    time::{Clock, Timestamp},
};

/// A transaction of one person: repositories given it see that person's rows and no others.
pub struct Tx {
    pub(crate) inner: Inner,
    principal: Principal,
}

/// A transaction of nobody in particular: sign-in, registration, the job runner, upkeep, administration. The
/// repositories that take it cannot read connections' secrets.
pub struct SystemTx {
    pub(crate) inner: Inner,
}

pub(crate) struct Inner {
    pub(crate) conn: r2d2::PooledConnection<Manager>,
    pub(crate) ids: IdGenerator,
    now: Timestamp,
}

impl Inner {
    pub(crate) fn new(conn: r2d2::PooledConnection<Manager>, clock: &dyn Clock, ids: &IdGenerator) -> Self {
        Self { conn, ids: ids.clone(), now: clock.now() }
    }
    pub(crate) fn conn(&mut self) -> &mut AnyConnection {
        &mut self.conn
    }
    pub(crate) const fn now(&self) -> Timestamp {
        self.now
    }
}

impl Tx {
    pub(crate) const fn new(inner: Inner, principal: Principal) -> Self {
        Self { inner, principal }
    }
    /// Whose data this is.
    pub const fn user(&self) -> UserId {
        self.principal.user()
    }
    /// Who is acting.
    pub const fn principal(&self) -> &Principal {
        &self.principal
    }
    /// When the transaction began; every row it writes carries this time.
    pub const fn now(&self) -> Timestamp {
        self.inner.now()
    }
    /// A new id.
    pub fn new_id<T: MadeHere>(&self) -> T {
        self.inner.ids.next()
    }
    pub(crate) fn conn(&mut self) -> &mut AnyConnection {
        self.inner.conn()
    }
    /// The user's id as stored.
    pub(crate) fn owner(&self) -> String {
        self.user().to_string()
    }
    pub(crate) const fn millis(&self) -> i64 {
        self.now().as_millis()
    }
}

impl SystemTx {
    pub(crate) const fn new(inner: Inner) -> Self {
        Self { inner }
    }
    /// When the transaction began; every row it writes carries this time.
    pub const fn now(&self) -> Timestamp {
        self.inner.now()
    }
    /// A new id.
    pub fn new_id<T: MadeHere>(&self) -> T {
        self.inner.ids.next()
    }
    pub(crate) fn conn(&mut self) -> &mut AnyConnection {
        self.inner.conn()
    }
    pub(crate) const fn millis(&self) -> i64 {
        self.now().as_millis()
    }
}
