//! What the host puts into the context of every page and server function.

use super::ApiError;
use contract::{
    Failure,
    commands::SecretText,
    services::{Caller, UseCases},
};
use domain::principal::Principal;
use leptos::prelude::use_context;
use std::{sync::Arc, time::Duration};

/// Which cookie is meant; the host knows its real name and attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CookieName {
    /// The session's token.
    Session,
    /// A registration between its steps.
    Registration,
    /// `light`, `dark` or `system`.
    Theme,
    /// An API token on its way to the page that shows it once.
    NewToken,
}

/// The cookies of the request and its answer.
pub trait Cookies: Send + Sync {
    /// Sets a cookie on the answer.
    fn set(&self, name: CookieName, value: &str, max_age: Duration);
    /// Takes a cookie away.
    fn clear(&self, name: CookieName);
    /// A cookie of the request.
    fn get(&self, name: CookieName) -> Option<String>;
}

/// Everything that can be asked for.
pub(super) fn use_cases() -> Result<UseCases, ApiError> {
    use_context().ok_or_else(missing)
}

/// Where the request came from.
pub(super) fn caller() -> Result<Caller, ApiError> {
    use_context().ok_or_else(missing)
}

/// Who is signed in, or the failure that says that nobody is.
pub(super) fn principal() -> Result<Principal, ApiError> {
    use_context::<Option<Principal>>().flatten().ok_or_else(|| Failure::unauthenticated().into())
}

/// The cookies.
pub(super) fn cookies() -> Result<Arc<dyn Cookies>, ApiError> {
    use_context().ok_or_else(missing)
}

/// The cookie of a registration under way.
pub(super) fn registration() -> Result<SecretText, ApiError> {
    cookies()?.get(CookieName::Registration).map(SecretText).ok_or_else(|| {
        Failure::user(
            "registration.none",
            "There is no registration under way, or it took longer than 10 minutes.",
        )
        .with_next("Start again with your token; nothing was created.")
        .into()
    })
}

/// The host forgot to provide something: our own mistake.
fn missing() -> ApiError {
    Failure::internal().into()
}
