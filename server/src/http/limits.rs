//! How much one address, one person and one request may take. The limits of the use cases themselves (sign-in,
//! registration, tests) are kept by the services and hold over restarts; these only keep the process upright.

use super::{
    errors::{self, Answering},
    matrix::Row,
    state::AppState,
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{StatusCode, header::CONTENT_LENGTH},
    middleware::Next,
    response::Response,
};
use contract::services::Caller;
use domain::{failure::Failure, ids::UserId, limits::REQUEST_BODY};
use governor::{DefaultKeyedRateLimiter, Quota};
use http_body_util::Limited;
use std::{
    collections::HashMap,
    net::IpAddr,
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// A whole answer that is not a stream; longer than any deadline of a call to Jira or a model's test.
const ANSWER_WITHIN: Duration = Duration::from_mins(2);
/// Addresses remembered before those that have been quiet are forgotten.
const ADDRESSES: usize = 10_000;

/// How often one address may send requests that change something.
pub struct RequestRate(DefaultKeyedRateLimiter<IpAddr>);

impl RequestRate {
    /// `per_second` in the long run, up to `burst` at once. A whole office may share one address.
    pub fn new(per_second: NonZeroU32, burst: NonZeroU32) -> Self {
        Self(DefaultKeyedRateLimiter::keyed(Quota::per_second(per_second).allow_burst(burst)))
    }

    fn admits(&self, address: IpAddr) -> bool {
        if self.0.len() > ADDRESSES {
            self.0.retain_recent();
        }
        self.0.check_key(&household(address)).is_ok()
    }
}

impl Default for RequestRate {
    /// 100 per second, 500 at once.
    fn default() -> Self {
        let (per_second, burst) = (NonZeroU32::MIN.saturating_add(99), NonZeroU32::MIN.saturating_add(499));
        Self::new(per_second, burst)
    }
}

/// One customer usually owns a whole /64 of IPv6.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & (u128::MAX << 64)).into()),
    }
}

/// How many streams one person may have open: some tabs, not a flood.
#[derive(Clone)]
pub struct StreamSlots {
    most: usize,
    open: Arc<Mutex<HashMap<UserId, usize>>>,
}

impl StreamSlots {
    /// At most `most` per person.
    pub fn new(most: usize) -> Self {
        Self { most, open: Arc::default() }
    }

    /// A place, given back when it is dropped.
    pub(super) fn take(&self, user: UserId) -> Option<StreamSlot> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(user).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(StreamSlot { user, open: Arc::clone(&self.open) })
    }
}

impl StreamSlots {
    /// How many are open, over all people.
    pub fn open(&self) -> usize {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }
}

impl Default for StreamSlots {
    /// 12: some tabs on some screens.
    fn default() -> Self {
        Self::new(12)
    }
}

/// One open stream.
pub(super) struct StreamSlot {
    user: UserId,
    open: Arc<Mutex<HashMap<UserId, usize>>>,
}

impl Drop for StreamSlot {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.user);
            }
        }
    }
}

/// Middleware: refuses bodies that are too large, addresses that send too much, and answers that take too long.
pub(super) async fn keep(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let answering = Answering::to(&request);
    if !request.method().is_safe() {
        let caller = request.extensions().get::<Caller>();
        if caller.is_some_and(|caller| !state.request_rate.admits(caller.address)) {
            let failure = Failure::too_many("requests.rate", "Too many requests from your address.", 5)
                .with_next("Wait a few seconds, then try again.");
            return answering.fail(failure);
        }
    }
    let most = request.extensions().get::<Row>().map_or(REQUEST_BODY, |row| row.body);
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: usize| length > most) {
        let failure = Failure::user(
            "request.too_large",
            "This is more than we can take in one go, so it was not read.",
        )
        .with_next("Shorten the text and send it again.");
        return answering.fail_with(StatusCode::PAYLOAD_TOO_LARGE, failure);
    }
    let body = std::mem::replace(request.body_mut(), Body::empty());
    *request.body_mut() = Body::new(Limited::new(body, most));
    if request.extensions().get::<Row>().is_some_and(Row::is_stream) {
        return next.run(request).await;
    }
    match tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => answering.fail(errors::too_slow()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_stream_gives_its_place_back() {
        let slots = StreamSlots::new(1);
        let (one, other) = (UserId::from_u128(1), UserId::from_u128(2));
        let slot = slots.take(one);
        assert!(slot.is_some() && slots.take(one).is_none() && slots.take(other).is_some());
        drop(slot);
        assert!(slots.take(one).is_some());
        assert!(slots.open.lock().unwrap().is_empty());
    }

    #[test]
    fn neighbours_in_one_network_share_a_limit() {
        let one = |n: u32| NonZeroU32::new(n).unwrap();
        let rate = RequestRate::new(one(1), one(2));
        assert!(rate.admits("2001:db8::1".parse().unwrap()) && rate.admits("2001:db8::2".parse().unwrap()));
        assert!(!rate.admits("2001:db8::3".parse().unwrap()));
        assert!(rate.admits("2001:db8:0:1::1".parse().unwrap()));
    }
}
