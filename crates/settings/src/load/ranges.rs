//! Numbers within their limits, and words among the known ones.

use crate::{
    ConfigError, Retry,
    document::Document,
    schema::{
        mcp::RawMcp,
        operation::{Accounts, Application, BackgroundJobs, Caches, Export, Limits, Validation},
        providers::{Parameters, Prices, RawRetry},
    },
};
use std::{fmt::Display, ops::RangeInclusive, time::Duration};

type Errors<'a> = &'a mut Vec<ConfigError>;

pub(super) fn number<T: PartialOrd + Display>(
    document: &Document,
    path: &str,
    value: T,
    range: RangeInclusive<T>,
    errors: Errors<'_>,
) {
    if !range.contains(&value) {
        let expected = format!("a number from {} to {}", range.start(), range.end());
        errors.push(document.error(path, expected, value.to_string()));
    }
}

fn numbers(
    document: &Document,
    section: &str,
    values: &[(&str, u32, RangeInclusive<u32>)],
    errors: Errors<'_>,
) {
    for (key, value, range) in values {
        number(document, &format!("{section}.{key}"), *value, range.clone(), errors);
    }
}

pub(super) fn application(document: &Document, application: &Application, errors: Errors<'_>) {
    let characters = application.name.trim().chars().count();
    if !(1..=60).contains(&characters) {
        let found = format!("{characters} characters");
        errors.push(document.error("application.name", "a name of 1 to 60 characters", found));
    }
}

pub(super) fn accounts(document: &Document, accounts: &Accounts, errors: Errors<'_>) {
    if ![15, 20, 30].contains(&accounts.session_idle_minutes) {
        let found = accounts.session_idle_minutes.to_string();
        errors.push(document.error("accounts.session_idle_minutes", "15, 20 or 30", found));
    }
    let values = [
        ("password_cost", accounts.password_cost, 10..=15),
        ("password_parallel", accounts.password_parallel, 1..=64),
    ];
    numbers(document, "accounts", &values, errors);
}

pub(super) fn limits(document: &Document, limits: &Limits, errors: Errors<'_>) {
    let values = [
        ("token_characters", limits.token_characters, 44..=8192),
        ("llm_secret_characters", limits.llm_secret_characters, 20..=8192),
        ("registrations_per_hour", limits.registrations_per_hour, 1..=100_000),
        ("connection_tests_per_hour", limits.connection_tests_per_hour, 1..=100_000),
        ("generations_per_hour", limits.generations_per_hour, 1..=100_000),
        ("reveals_per_hour", limits.reveals_per_hour, 1..=1000),
        ("jobs_per_person", limits.jobs_per_person, 1..=100),
        ("job_minutes", limits.job_minutes, 1..=1440),
    ];
    numbers(document, "limits", &values, errors);
    number(document, "limits.daily_tokens", limits.daily_tokens, 0..=1_000_000_000_000, errors);
    let tries = [
        ("per_account", limits.sign_in.per_account, 1..=1000),
        ("per_address", limits.sign_in.per_address, 1..=100_000),
        ("window_minutes", limits.sign_in.window_minutes, 1..=1440),
    ];
    numbers(document, "limits.sign_in", &tries, errors);
}

pub(super) fn validation(document: &Document, validation: &Validation, errors: Errors<'_>) {
    number(document, "validation.max_points", validation.max_points, 0.5..=1000.0, errors);
    let values = [
        ("summary_characters", validation.summary_characters, 10..=255),
        ("fix_rounds", validation.fix_rounds, 0..=2),
    ];
    numbers(document, "validation", &values, errors);
    for (index, section) in validation.required_sections.iter().enumerate() {
        let known = ["acceptance_criteria", "stlc_notes", "description"];
        if !known.contains(&section.as_str()) {
            let path = format!("validation.required_sections[{index}]");
            errors.push(document.error(
                &path,
                format!("one of {}", known.join(", ")),
                format!("\"{section}\""),
            ));
        }
    }
    for (index, rule) in validation.bypassable.iter().enumerate() {
        let known = ["max_points", "required_section", "max_length", "forbidden_words"];
        if !known.contains(&rule.as_str()) {
            let path = format!("validation.bypassable[{index}]");
            errors.push(document.error(&path, format!("one of {}", known.join(", ")), format!("\"{rule}\"")));
        }
    }
    // Jira: at most 255 characters, no white space.
    for (index, label) in validation.labels.iter().enumerate() {
        if label.is_empty() || label.chars().count() > 255 || label.contains(char::is_whitespace) {
            let path = format!("validation.labels[{index}]");
            errors.push(document.error(
                &path,
                "a label of 1 to 255 characters without spaces",
                format!("\"{label}\""),
            ));
        }
    }
    for (key, words) in
        [("components", &validation.components), ("forbidden_words", &validation.forbidden_words)]
    {
        let empty = |word: &str| word.chars().all(|c| c == '*' || c.is_whitespace());
        for (index, word) in words.iter().enumerate().filter(|(_, word)| empty(word)) {
            let path = format!("validation.{key}[{index}]");
            errors.push(document.error(&path, "a text with letters or signs", format!("\"{word}\"")));
        }
    }
}

pub(super) fn background_jobs(document: &Document, jobs: &BackgroundJobs, errors: Errors<'_>) {
    let values = [
        ("refresh_interval_hours", jobs.refresh_interval_hours, 1..=168),
        ("max_retries", jobs.max_retries, 0..=20),
        ("retry_delay_seconds", jobs.retry_delay_seconds, 1..=3600),
        ("audit_days", jobs.audit_days, 1..=3650),
        ("finished_job_days", jobs.finished_job_days, 1..=3650),
        ("site_build_days", jobs.site_build_days, 3..=3650),
        ("oauth_token_days", jobs.oauth_token_days, 1..=3650),
    ];
    numbers(document, "background_jobs", &values, errors);
    number(document, "background_jobs.backoff_factor", jobs.backoff_factor, 1.0..=10.0, errors);
}

pub(super) fn caches(document: &Document, caches: &Caches, errors: Errors<'_>) {
    let values = [
        ("tools_hours", caches.tools_hours, 1..=168),
        ("projects_minutes", caches.projects_minutes, 1..=1440),
        ("site_metadata_hours", caches.site_metadata_hours, 1..=168),
        ("provider_health_minutes", caches.provider_health_minutes, 1..=60),
    ];
    numbers(document, "caches", &values, errors);
}

pub(super) fn export(document: &Document, export: &Export, errors: Errors<'_>) {
    let values = [
        ("parallel_calls", export.parallel_calls, 1..=50),
        ("delay_milliseconds", export.delay_milliseconds, 0..=60_000),
    ];
    numbers(document, "export", &values, errors);
}

pub(super) fn mcp(document: &Document, mcp: &RawMcp, errors: Errors<'_>) {
    let values = [
        ("start_timeout_seconds", mcp.start_timeout_seconds, 1..=300),
        ("list_timeout_seconds", mcp.list_timeout_seconds, 1..=300),
        ("call_timeout_seconds", mcp.call_timeout_seconds, 1..=600),
        ("pool_size", mcp.pool_size, 1..=100),
        ("idle_seconds", mcp.idle_seconds, 1..=86_400),
    ];
    numbers(document, "mcp", &values, errors);
}

pub(super) fn prices(document: &Document, path: &str, prices: &Prices, errors: Errors<'_>) {
    let values = [
        ("prompt_per_million", prices.prompt_per_million),
        ("completion_per_million", prices.completion_per_million),
    ];
    for (key, value) in values {
        number(document, &format!("{path}.{key}"), value, 0.0..=1_000_000.0, errors);
    }
    if !(1..=8).contains(&prices.currency.chars().count()) {
        let found = format!("\"{}\"", prices.currency);
        errors.push(document.error(&format!("{path}.currency"), "1 to 8 characters, such as USD", found));
    }
}

pub(super) fn parameters(document: &Document, path: &str, parameters: &Parameters, errors: Errors<'_>) {
    if parameters.model.trim().is_empty() {
        errors.push(document.error(&format!("{path}.model"), "the model's name", "an empty text"));
    }
    number(document, &format!("{path}.temperature"), parameters.temperature, 0.0..=2.0, errors);
    number(document, &format!("{path}.max_tokens"), parameters.max_tokens, 1..=1_000_000, errors);
}

pub(super) fn retry(document: &Document, path: &str, raw: &RawRetry, errors: Errors<'_>) -> Option<Retry> {
    let before = errors.len();
    number(document, &format!("{path}.max_retries"), raw.max_retries, 0..=10, errors);
    number(document, &format!("{path}.backoff_factor"), raw.backoff_factor, 1.0..=10.0, errors);
    number(document, &format!("{path}.retry_delay"), raw.retry_delay, 0.0..=300.0, errors);
    (errors.len() == before).then(|| Retry {
        max_retries: raw.max_retries,
        backoff_factor: raw.backoff_factor,
        retry_delay: Duration::from_secs_f64(raw.retry_delay),
    })
}
