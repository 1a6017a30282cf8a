//! Errors of the outside world as people read them.

use atlassian::{confluence::ConfluenceError, jira::JiraError};
use domain::failure::{Category, Failure};
use llm::chain::ChainError;
use llm::error::LlmError;
use outbound::{OutboundError, TlsProblem};
use std::time::Duration;

/// Something went wrong inside; logged here, once, and shown as generic words.
pub(crate) fn internal(what: &'static str, error: &dyn std::fmt::Display) -> Failure {
    tracing::error!(%error, what, "internal failure");
    Failure::internal()
}

fn seconds(wait: Option<Duration>) -> Option<u32> {
    wait.map(|wait| u32::try_from(wait.as_secs().max(1)).unwrap_or(u32::MAX))
}

/// What Jira, or the way to it, said.
pub(crate) fn jira(error: &JiraError) -> Failure {
    let code = error.code();
    match error {
        JiraError::Unauthorized => Failure::user(code, "Jira does not accept your token. It may have expired or been revoked.")
            .with_next("Create a new token in Jira and save it under Connections."),
        JiraError::Forbidden => Failure::new(code, Category::AdminRequired, "Jira does not allow you to do this.")
            .with_next("Ask whoever runs the project in Jira for the permission."),
        JiraError::NotFound => Failure::user(code, "Jira does not know this, or does not show it to you.")
            .with_next("Check the project key, and whether you can open the project in Jira."),
        JiraError::Rejected { messages, fields } => {
            let mut failure = Failure::user(code, rejected(messages, fields));
            for (field, message) in fields {
                failure = failure.with_field(field, message.clone());
            }
            failure.with_next("Correct the draft and approve it again.")
        }
        JiraError::RateLimited { retry_after } => {
            let mut failure = Failure::temporary(code, "Jira asks to slow down.").with_next("Try again in a moment.");
            failure.retry_after = seconds(*retry_after);
            failure
        }
        JiraError::Unexpected { html: true, .. } => Failure::new(
            code,
            Category::AdminRequired,
            "Jira's address answered with a web page instead of data. Often that is a sign-in page in front of Jira.",
        )
        .with_next("Ask whoever runs this site to check the Jira address in the configuration."),
        JiraError::Unexpected { .. } => {
            Failure::temporary(code, "Jira answered with something that does not look like Jira.")
                .with_next("Try again; if it stays, ask whoever runs this site to check the Jira address.")
        }
        JiraError::Unavailable(OutboundError::Tls(problem)) => tls("Jira", "jira", *problem),
        other => Failure::temporary(code, format!("Jira could not be asked: {other}.")).with_next("Try again in a moment."),
    }
}

/// What Confluence, or the way to it, said.
pub(crate) fn confluence(error: &ConfluenceError) -> Failure {
    let code = error.code();
    match error {
        ConfluenceError::Unauthorized => {
            Failure::user(code, "Confluence does not accept your token. It may be mistyped, expired or revoked.")
                .with_next("Create a new token in Confluence and save it here.")
        }
        ConfluenceError::Anonymous => Failure::user(
            code,
            "Confluence takes you for an anonymous visitor, so the token proves nothing. It may be mistyped, expired \
             or revoked.",
        )
        .with_next("Create a new token in Confluence, not in Jira, and save it here."),
        ConfluenceError::Forbidden => {
            Failure::new(code, Category::AdminRequired, "Confluence does not allow you to use it.")
                .with_next("Ask whoever runs Confluence for access.")
        }
        ConfluenceError::Unexpected { html: true, .. } => Failure::new(
            code,
            Category::AdminRequired,
            "Confluence's address answered with a web page instead of data. Often that is a sign-in page in front of \
             Confluence.",
        )
        .with_next("Ask whoever runs this site to check the Confluence address in the configuration."),
        ConfluenceError::NotFound | ConfluenceError::Rejected | ConfluenceError::Unexpected { .. } => {
            Failure::temporary(code, "Confluence answered with something that does not look like Confluence.")
                .with_next("Try again; if it stays, ask whoever runs this site to check the Confluence address.")
        }
        ConfluenceError::RateLimited { retry_after } => {
            let mut failure = Failure::temporary(code, "Confluence asks to slow down.")
                .with_next("Try again in a moment.");
            failure.retry_after = seconds(*retry_after);
            failure
        }
        ConfluenceError::Unavailable(OutboundError::Tls(problem)) => tls("Confluence", "confluence", *problem),
        other => Failure::temporary(code, format!("Confluence could not be asked: {other}."))
            .with_next("Try again in a moment."),
    }
}

/// Why no secure connection was made, and who can do something about it.
fn tls(product: &str, area: &str, problem: TlsProblem) -> Failure {
    let ask = format!("Ask whoever runs {product}; nothing can be done about it here.");
    let (reason, category, message, next) = match problem {
        TlsProblem::UnknownIssuer => (
            "unknown_issuer",
            Category::UserFixable,
            format!("{product}'s certificate was issued by an authority that is not trusted here."),
            "If your company has its own authority, upload its CA certificate under Connections.".to_owned(),
        ),
        TlsProblem::OtherHost => (
            "other_host",
            Category::AdminRequired,
            format!("{product}'s certificate belongs to another host name than the one in the address."),
            format!(
                "Ask whoever runs {product}: address and certificate do not fit together. A CA certificate does not help."
            ),
        ),
        TlsProblem::Expired => {
            ("expired", Category::AdminRequired, format!("{product}'s certificate has expired."), ask)
        }
        TlsProblem::NotYetValid => (
            "not_yet_valid",
            Category::AdminRequired,
            format!("{product}'s certificate is not valid yet."),
            ask,
        ),
        TlsProblem::NotTls => (
            "not_offered",
            Category::AdminRequired,
            format!("{product}'s address begins with https, but nothing there speaks it."),
            "Ask whoever runs this site to check the address in the configuration.".to_owned(),
        ),
        TlsProblem::Other => (
            "failed",
            Category::AdminRequired,
            format!("No secure connection to {product} could be made."),
            ask,
        ),
    };
    Failure::new(&format!("{area}.tls_{reason}"), category, message).with_next(next)
}

fn rejected(messages: &[String], fields: &std::collections::BTreeMap<String, String>) -> String {
    let words: Vec<_> = messages
        .iter()
        .cloned()
        .chain(fields.values().cloned())
        .map(|message| domain::text::one_line(&message))
        .filter(|message| !message.is_empty())
        .collect();
    if words.is_empty() {
        "Jira refused this without saying why.".into()
    } else {
        format!("Jira refused this: {}", words.join(" "))
    }
}

/// What a model, or the way to it, said.
pub(crate) fn model(error: &LlmError) -> Failure {
    let code = format!("llm.{}", error.code());
    let message = error.to_string();
    match error {
        LlmError::Tls { problem } => tls("The model", "llm", *problem),
        LlmError::Unauthorised { .. } => Failure::user(&code, message)
            .with_next("Copy a fresh cookie, token or key and save it under Connections, then test it."),
        LlmError::QuotaExceeded { .. } => Failure::user(&code, message)
            .with_next("Add credit with the provider, or save the key of another account under Connections."),
        LlmError::Declined { .. } => Failure::user(&code, message).with_next("Say it in other words."),
        LlmError::OutOfTokens => Failure::new(&code, Category::AdminRequired, message)
            .with_next("Ask whoever runs this site to raise max_tokens of this model."),
        LlmError::Refused { .. }
        | LlmError::UnknownModel { .. }
        | LlmError::Misconfigured { .. }
        | LlmError::WebPage
        | LlmError::Unreadable { .. } => Failure::new(&code, Category::AdminRequired, message)
            .with_next("Show this to whoever runs this site: the model's settings may not fit."),
        LlmError::Cancelled => Failure::user(&code, message),
        LlmError::RateLimited { retry_after } => {
            let mut failure = Failure::temporary(&code, message).with_next("Try again in a moment.");
            failure.retry_after = seconds(*retry_after);
            failure
        }
        _ => Failure::temporary(&code, message).with_next("Try again."),
    }
}

/// Why a chain gave no result. The requirement and the text so far are kept by whoever calls this.
pub(crate) fn chain(error: &ChainError) -> Failure {
    let kept = "Your requirement is kept: continue to let the model write again.";
    match error {
        ChainError::Unavailable(error)
        | ChainError::Unauthorised(error)
        | ChainError::RefusedRequest(error)
        | ChainError::Cut(error) => {
            let failure = model(error);
            let next =
                if failure.next.is_empty() { kept.to_owned() } else { format!("{} {kept}", failure.next) };
            Failure { next, ..failure }
        }
        ChainError::AnswerEmpty | ChainError::AnswerNotJson { .. } | ChainError::AnswerInvalid { .. } => {
            Failure::temporary(&format!("llm.{}", error.code()), explained(error)).with_next(kept)
        }
        ChainError::TimedOut => Failure::temporary("llm.timed_out", error.to_string()).with_next(kept),
        ChainError::Cancelled => Failure::user("llm.cancelled", "You stopped the model.").with_next(kept),
        ChainError::Budget { .. } => Failure::user("llm.budget", error.to_string())
            .with_next("The next day begins at midnight UTC. What needs no model can still be done."),
        ChainError::Prompt { detail, .. } => {
            tracing::error!(detail, "a shipped prompt cannot be filled");
            Failure::new(
                "llm.prompt_invalid",
                Category::AdminRequired,
                "A prompt of this installation cannot be used.",
            )
            .with_next("Ask whoever runs this site to check prompts.json.")
        }
    }
}

fn explained(error: &ChainError) -> String {
    match error {
        ChainError::AnswerNotJson { .. } => {
            "The model did not write an issue: its answer was not in the expected form, also after it was asked to correct it.".into()
        }
        ChainError::AnswerInvalid { problems, .. } => {
            let first: Vec<_> = problems.iter().take(3).map(ToString::to_string).collect();
            format!("The model's issue was incomplete, also after it was asked to correct it: {}.", first.join("; "))
        }
        other => other.to_string(),
    }
}
