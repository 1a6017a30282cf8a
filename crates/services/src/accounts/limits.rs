//! How often the anonymous steps may be tried. Counters are rows, so they hold over restarts and instances.

use crate::{Resources, audit};
use contract::{Outcome, services::Caller};
use domain::{failure::Failure, ids::UserId};
use std::time::Duration;
use store::{
    StoreError,
    sign_in_counters::{self, Hit},
};

/// One kind of try and how often it is allowed.
pub(super) struct Limit {
    pub(super) scope: &'static str,
    /// What the audit log calls what is tried.
    pub(super) kind: &'static str,
    pub(super) most: u32,
    pub(super) window: Duration,
}

/// Counts a try of `key`; refuses with the time to wait once there were too many. The first refusal of a window is
/// written down, for `user` where it is known who is meant; further ones are not, so that nobody can fill the log.
pub(super) async fn hit(
    resources: &Resources,
    caller: &Caller,
    limit: &Limit,
    key: &str,
    user: Option<UserId>,
) -> Outcome<()> {
    let (scope, most, window, key) = (limit.scope, limit.most, limit.window, key.to_owned());
    let refused = audit::entry(limit.kind, "accounts.too_many_tries", caller);
    let hit = resources
        .store
        .system()
        .write(move |tx| -> Result<Hit, StoreError> {
            let hit = sign_in_counters::hit(tx, scope, &key, most, window)?;
            if matches!(hit, Hit::Blocked { first: true, .. }) {
                store::audit::record_system(tx, user, &refused)?;
            }
            Ok(hit)
        })
        .await?;
    match hit {
        Hit::Allowed => Ok(()),
        Hit::Blocked { retry_after, .. } => {
            let seconds = u32::try_from(retry_after.as_secs().max(1)).unwrap_or(u32::MAX);
            let minutes = seconds.div_ceil(60);
            Err(Failure::too_many(
                "accounts.too_many_tries",
                format!("Too many tries. Wait {minutes} min and try again."),
                seconds,
            ))
        }
    }
}

/// Does not count the last try of `key`, after a success: many people may share an address.
pub(super) async fn take_back(resources: &Resources, limit: &Limit, key: &str) -> Outcome<()> {
    let (scope, key) = (limit.scope, key.to_owned());
    Ok(resources.store.system().write(move |tx| sign_in_counters::take_back(tx, scope, &key)).await?)
}

/// Forgets the tries of `key`, after a success.
pub(super) async fn forget(resources: &Resources, limit: &Limit, key: &str) -> Outcome<()> {
    let (scope, key) = (limit.scope, key.to_owned());
    Ok(resources.store.system().write(move |tx| sign_in_counters::clear(tx, scope, &key)).await?)
}

/// The address a try is counted under: IPv6 by its /64 network, which one person usually has to themselves.
pub(super) fn address_key(caller: &Caller) -> String {
    match caller.address {
        std::net::IpAddr::V4(address) => address.to_string(),
        std::net::IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}
