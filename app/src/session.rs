//! The session as pages see it.

use crate::api::ApiError;
use contract::views::SessionView;
use leptos::{prelude::*, server_fn::ServerFn};

/// The code of `Failure::unauthenticated`.
const ENDED: &str = "session.required";

/// Who is signed in, for everything inside the frame.
#[derive(Clone, Copy)]
pub(crate) struct Session(pub(crate) Resource<Result<SessionView, ApiError>>);

impl Session {
    /// Reads it again, such as after a connection was tested.
    pub(crate) fn refresh(self) {
        self.0.refetch();
    }
}

/// Set when the server says that nobody is signed in any more: the sign-in dialog opens over the page.
#[derive(Clone, Copy)]
pub(crate) struct Expired(pub(crate) RwSignal<bool>);

/// Opens the sign-in dialog when a failure says that the session has ended.
pub(crate) fn notice_expiry(error: &ApiError) {
    if error.is_unauthenticated()
        && let Some(Expired(expired)) = use_context()
    {
        expired.set(true);
    }
}

/// A server function as an action that notices the end of the session.
pub(crate) fn action<S>() -> ServerAction<S>
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let action = ServerAction::<S>::new();
    Effect::new(move |_| {
        action.value().with(|value| {
            if let Some(Err(error)) = value {
                notice_expiry(error);
            }
        });
    });
    action
}

/// What an action's last answer says about one field of its form.
pub(crate) fn problem<S>(action: ServerAction<S>, field: &'static str) -> Signal<Option<String>>
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    Signal::derive(move || {
        action.value().with(|value| match value {
            Some(Err(error)) => error.0.of_field(field).map(str::to_owned),
            _ => None,
        })
    })
}

/// An action's last failure, when its fields do not say it all. The end of the session has a dialog of its own.
pub(crate) fn failure<S>(action: ServerAction<S>) -> Signal<Option<contract::Failure>>
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    Signal::derive(move || {
        action.value().with(|value| match value {
            Some(Err(error)) if error.0.code == ENDED => None,
            Some(Err(error)) if !error.0.fields.iter().any(|problem| problem.message == error.0.message) => {
                Some(error.0.clone())
            }
            _ => None,
        })
    })
}

/// An action's last failure, whole: for actions without a form in which its fields could be marked.
pub(crate) fn whole_failure<S>(action: ServerAction<S>) -> Signal<Option<contract::Failure>>
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    Signal::derive(move || {
        action.value().with(|value| match value {
            Some(Err(error)) if error.0.code != ENDED => Some(error.0.clone()),
            _ => None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::ENDED;
    use contract::Failure;

    #[test]
    fn the_end_of_a_session_is_recognised() {
        assert_eq!(Failure::unauthenticated().code, ENDED);
    }
}
