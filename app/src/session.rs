//! The session as pages see it.

use crate::api::ApiError;
use contract::views::SessionView;
use leptos::{prelude::*, server_fn::ServerFn};
use std::borrow::Cow;

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

/// Set while the server does not answer; the shell says so and finds out when it is back.
#[derive(Clone, Copy)]
pub(crate) struct Unreachable(pub(crate) RwSignal<bool>);

/// Notices the end of the session and a server that does not answer. Taken where a component is made: contexts are out
/// of reach once a task, a timer or a browser's event runs.
#[derive(Clone, Copy)]
pub(crate) struct Watch {
    expired: Option<Expired>,
    away: Option<Unreachable>,
}

/// The watch of the page.
pub(crate) fn watch() -> Watch {
    Watch { expired: use_context(), away: use_context() }
}

impl Watch {
    /// Opens the sign-in dialog when a failure says that the session has ended, and says so when there was no answer.
    pub(crate) fn notice(self, error: &ApiError) {
        if error.is_unauthenticated()
            && let Some(Expired(expired)) = self.expired
        {
            expired.set(true);
        } else if error.is_unreachable()
            && let Some(Unreachable(away)) = self.away
        {
            away.set(true);
        }
    }

    /// Whether nothing can be saved right now: nobody is signed in any more, or the server does not answer.
    pub(crate) fn is_hindered(self) -> bool {
        self.expired.is_some_and(|Expired(expired)| expired.get())
            || self.away.is_some_and(|Unreachable(away)| away.get())
    }
}

/// A server function as an action that notices the end of the session.
pub(crate) fn action<S>() -> ServerAction<S>
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let (action, watch) = (ServerAction::<S>::new(), watch());
    Effect::new(move |_| {
        action.value().with(|value| {
            if let Some(Err(error)) = value {
                watch.notice(error);
            }
        });
    });
    action
}

/// Whether the server answered an action last, with whatever. A page that reads itself again after that must not do so
/// while the server is away: it would lose what it shows.
pub(crate) fn answered<S>(action: ServerAction<S>) -> bool
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    action.value().with(|value| match value {
        Some(Ok(_)) => true,
        Some(Err(error)) => !error.is_unreachable(),
        None => false,
    })
}

/// What an action's last answer says about one field of its form.
pub(crate) fn problem<S>(
    action: ServerAction<S>,
    field: impl Into<Cow<'static, str>>,
) -> Signal<Option<String>>
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let field = field.into();
    Signal::derive(move || {
        action.value().with(|value| match value {
            Some(Err(error)) => error.0.of_field(&field).map(str::to_owned),
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

/// Counts how often an action went well, for what is only read again then.
pub(crate) fn successes<S>(action: ServerAction<S>) -> Memo<usize>
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    Memo::new(move |before| {
        let version = action.version().get();
        let went_well = action.value().with(|value| matches!(value, Some(Ok(_))));
        if went_well { version } else { before.copied().unwrap_or_default() }
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
