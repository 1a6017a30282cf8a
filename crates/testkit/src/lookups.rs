//! Which names the product looks up.

use futures::future::BoxFuture;
use outbound::{Lookup, SystemLookup};
use std::{
    io,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

/// The operating system's resolver, and a list of what it was asked. Everything that a story configures has a literal
/// address, so a name on the list is a host that nobody meant.
#[derive(Debug, Default)]
pub(crate) struct WatchedLookup(Mutex<Vec<String>>);

impl WatchedLookup {
    pub(crate) fn names(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Lookup for WatchedLookup {
    fn addresses(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(host.clone());
        SystemLookup.addresses(host)
    }
}
