//! What the last test of a key found out, step by step, read from what was kept of it.

use crate::models;
use contract::views::{CheckState, CheckStep, ConnectionStatus, ProviderCheck};
use settings::Settings;
use store::connections::Connection;

/// How far the smallest call got; the steps after it were not reached.
enum Reached {
    Connectivity,
    Authentication,
    Quota,
    Model,
}

/// The steps of the last test; `None` for providers that are tested otherwise, and before the first test.
pub(super) fn of(settings: &Settings, connection: &Connection) -> Option<ProviderCheck> {
    let id = connection.provider.as_deref();
    let provider = settings.providers.iter().find(|provider| Some(provider.id.as_str()) == id)?;
    if !models::takes_key(provider) {
        return None;
    }
    match (connection.status, &connection.failure) {
        (ConnectionStatus::Tested, _) => Some(check(None)),
        (ConnectionStatus::Failed, Some(failure)) => {
            reached(&failure.code).map(|reached| check(Some((reached, &failure.message))))
        }
        _ => None,
    }
}

/// Which step a failure is about. Failures of our own are about none.
fn reached(code: &str) -> Option<Reached> {
    Some(match code.strip_prefix("llm.")? {
        "model_unavailable"
        | "timed_out"
        | "cut"
        | "model_misconfigured"
        | "model_answered_web_page"
        | "model_answer_too_large" => Reached::Connectivity,
        "model_unauthorised" => Reached::Authentication,
        "model_quota_exceeded" | "model_rate_limited" => Reached::Quota,
        "model_unknown" | "model_refused_request" | "model_answer_unreadable" => Reached::Model,
        other if other.starts_with("tls_") => Reached::Connectivity,
        _ => return None,
    })
}

fn check(stopped: Option<(Reached, &str)>) -> ProviderCheck {
    let at = match &stopped {
        Some((Reached::Connectivity, _)) => 0,
        Some((Reached::Authentication, _)) => 1,
        Some((Reached::Quota, _)) => 2,
        Some((Reached::Model, _)) => 3,
        None => 4,
    };
    let reason = stopped.map(|(_, reason)| reason).unwrap_or_default();
    let step = |place: usize, good: &str| {
        let (state, words) = match place.cmp(&at) {
            std::cmp::Ordering::Less => (CheckState::Good, good),
            std::cmp::Ordering::Equal => (CheckState::Failed, reason),
            std::cmp::Ordering::Greater => (CheckState::NotReached, "Not reached"),
        };
        CheckStep { state, words: words.to_owned() }
    };
    ProviderCheck {
        connectivity: step(0, "The provider answers"),
        authentication: step(1, "The key is accepted"),
        quota: step(2, "The account may spend"),
        model: step(3, "The model answers"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(stopped: Option<(Reached, &str)>) -> [CheckState; 4] {
        let check = check(stopped);
        [check.connectivity, check.authentication, check.quota, check.model].map(|step| step.state)
    }

    #[test]
    fn what_comes_after_the_failure_was_not_reached() {
        use CheckState::{Failed, Good, NotReached};
        assert_eq!(states(None), [Good; 4]);
        assert_eq!(states(Some((Reached::Connectivity, "x"))), [Failed, NotReached, NotReached, NotReached]);
        assert_eq!(states(Some((Reached::Quota, "x"))), [Good, Good, Failed, NotReached]);
        assert_eq!(states(Some((Reached::Model, "x"))), [Good, Good, Good, Failed]);
        assert!(reached("llm.provider_unknown").is_none());
    }
}
