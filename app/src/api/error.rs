use contract::Failure;
use domain::failure::Category;
use serde::{Deserialize, Serialize};
use server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use std::fmt;

/// The code of a request that got no answer.
const UNREACHABLE: &str = "network.unreachable";

/// What a server function answers when it fails: the whole failure, with the HTTP status of its category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiError(pub Failure);

impl ApiError {
    /// Nobody is signed in, or no longer.
    pub fn is_unauthenticated(&self) -> bool {
        self.0.category == Category::Unauthenticated
    }
    /// There was no answer at all.
    pub fn is_unreachable(&self) -> bool {
        self.0.code == UNREACHABLE
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for ApiError {}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        #[cfg(feature = "ssr")]
        let failure = on_the_answer::note(failure);
        Self(failure)
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => {
                Failure::temporary(UNREACHABLE, "The server cannot be reached. What you typed is still here.")
                    .with_next("Check your connection and try again.")
            }
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Serialization(_) => {
                Failure::user("request.malformed", "The form did not arrive as it was meant to.")
                    .with_next("Reload the page and try again.")
            }
            _ => Failure::internal(),
        }
        .into()
    }
}

#[cfg(feature = "ssr")]
mod on_the_answer {
    use crate::{LocalPath, api::redirect};
    use axum::http::{Method, StatusCode, header, request::Parts};
    use contract::{Failure, services::Caller};
    use domain::failure::Category;
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;

    /// Adds the request's id, and gives the answer the failure's status.
    pub(super) fn note(mut failure: Failure) -> Failure {
        if failure.request_id.is_none() {
            failure.request_id = use_context::<Caller>().map(|caller| caller.request_id);
        }
        if let (Some(request), Some(answer)) = (use_context::<Parts>(), use_context::<ResponseOptions>()) {
            set_status(&failure, &request, &answer);
        }
        failure
    }

    fn set_status(failure: &Failure, request: &Parts, answer: &ResponseOptions) {
        if request.method == Method::GET && failure.category == Category::Unauthenticated {
            let path = request.uri.path_and_query().map_or("/dashboard", |path| path.as_str());
            let next = LocalPath::parse(path).unwrap_or_else(LocalPath::dashboard);
            redirect::to(&LocalPath::sign_in(&next));
            return;
        }
        // A plain form goes back to its page by 302; another status would strand it on an empty answer.
        let redirected = answer.0.read().is_ok_and(|parts| parts.headers.contains_key(header::LOCATION));
        if redirect::is_plain_form(request) || redirected {
            return;
        }
        if let Ok(status) = StatusCode::from_u16(failure.category.status()) {
            answer.set_status(status);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_travels_whole() {
        let error = ApiError(Failure::field("draft.requirement", "requirement", "Write what you need."));
        assert_eq!(ApiError::de(error.ser()), error);
    }

    #[test]
    fn an_answer_that_is_no_failure_becomes_one_in_words() {
        let error = ApiError::de("<html>".into());
        assert_eq!(error.0.category, Category::Internal);
    }
}
