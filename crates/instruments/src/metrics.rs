//! Every metric there is. Seconds, counts and bytes are base units, as Prometheus wants them.

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use std::{fmt::Display, time::Duration};

/// What kind of metric it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Only grows.
    Counter,
    /// Goes up and down.
    Gauge,
    /// How values are spread over [`SECONDS`].
    Histogram,
}

/// Upper bounds of the histograms' buckets: from a page to a whole generation.
pub const SECONDS: [f64; 15] =
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0];

/// Each metric with its kind, its labels and its help.
pub const CATALOGUE: &[(&str, Kind, &[&str], &str)] = &[
    (BUILD_INFO, Kind::Gauge, &["version", "mode"], "Always 1; its labels tell what runs."),
    (HTTP_REQUESTS, Kind::Counter, &["method", "route", "status"], "Requests that were answered."),
    (HTTP_SECONDS, Kind::Histogram, &["route"], "Time until the answer began, in seconds."),
    (OPEN_STREAMS, Kind::Gauge, &[], "Live pages that follow a job."),
    (JOBS, Kind::Counter, &["kind", "outcome"], "Runs of jobs that ended."),
    (JOB_SECONDS, Kind::Histogram, &["kind"], "How long a run took, in seconds."),
    (JOBS_IN_QUEUE, Kind::Gauge, &["lane", "state"], "Jobs that are not over yet."),
    (LLM_CALLS, Kind::Counter, &["model", "outcome"], "Calls of a model, repeated attempts included in one."),
    (LLM_SECONDS, Kind::Histogram, &["model"], "From asking a model to the end of its answer, in seconds."),
    (LLM_TOKENS, Kind::Counter, &["model", "direction"], "Tokens sent and received, counted or estimated."),
    (OUTBOUND_REQUESTS, Kind::Counter, &["service", "outcome"], "Requests to Jira, Confluence and models."),
    (
        OUTBOUND_SECONDS,
        Kind::Histogram,
        &["service"],
        "Until their answer, or its beginning when it streams.",
    ),
    (MCP_CALLS, Kind::Counter, &["tool", "outcome"], "Calls of MCP tools."),
    (MCP_SECONDS, Kind::Histogram, &["tool"], "How long they took, in seconds."),
    (MCP_PROCESSES, Kind::Gauge, &[], "MCP processes that run."),
    (DATABASE_CONNECTIONS, Kind::Gauge, &["pool", "state"], "Open connections to the database."),
];

const BUILD_INFO: &str = "jira_agent_build_info";
const HTTP_REQUESTS: &str = "jira_agent_http_requests_total";
const HTTP_SECONDS: &str = "jira_agent_http_request_duration_seconds";
const OPEN_STREAMS: &str = "jira_agent_open_streams";
const JOBS: &str = "jira_agent_job_runs_total";
const JOB_SECONDS: &str = "jira_agent_job_run_duration_seconds";
const JOBS_IN_QUEUE: &str = "jira_agent_jobs_in_queue";
const LLM_CALLS: &str = "jira_agent_llm_calls_total";
const LLM_SECONDS: &str = "jira_agent_llm_call_duration_seconds";
const LLM_TOKENS: &str = "jira_agent_llm_tokens_total";
const OUTBOUND_REQUESTS: &str = "jira_agent_outbound_requests_total";
const OUTBOUND_SECONDS: &str = "jira_agent_outbound_request_duration_seconds";
const MCP_CALLS: &str = "jira_agent_mcp_calls_total";
const MCP_SECONDS: &str = "jira_agent_mcp_call_duration_seconds";
const MCP_PROCESSES: &str = "jira_agent_mcp_processes";
const DATABASE_CONNECTIONS: &str = "jira_agent_database_connections";

/// Tells the recorder what the metrics mean. Once, after it was installed.
pub fn describe() {
    for (name, kind, _labels, help) in CATALOGUE {
        match kind {
            Kind::Counter => describe_counter!(*name, *help),
            Kind::Gauge => describe_gauge!(*name, *help),
            Kind::Histogram => describe_histogram!(*name, *help),
        }
    }
}

/// What runs.
pub fn build(version: &'static str, mode: impl Display) {
    gauge!(BUILD_INFO, "version" => version, "mode" => mode.to_string()).set(1.0);
}

/// A request was answered. `route` is the route's pattern.
pub fn http_request(method: &str, route: &'static str, status: u16, took: Duration) {
    counter!(HTTP_REQUESTS, "method" => known(method), "route" => route, "status" => status.to_string())
        .increment(1);
    histogram!(HTTP_SECONDS, "route" => route).record(took);
}

/// Anybody can make methods up.
fn known(method: &str) -> &'static str {
    ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]
        .into_iter()
        .find(|one| *one == method)
        .unwrap_or("other")
}

/// How many live pages follow a job.
pub fn open_streams(count: usize) {
    gauge!(OPEN_STREAMS).set(number(count));
}

/// A run of a job ended: `completed`, `failed`, `cancelled`, `waiting`, `retried`, `cut`.
pub fn job_run(kind: &str, outcome: &'static str, took: Duration) {
    counter!(JOBS, "kind" => kind.to_owned(), "outcome" => outcome).increment(1);
    histogram!(JOB_SECONDS, "kind" => kind.to_owned()).record(took);
}

/// How many jobs of a lane are in a state.
pub fn jobs_in_queue(lane: &'static str, state: &'static str, count: usize) {
    gauge!(JOBS_IN_QUEUE, "lane" => lane, "state" => state).set(number(count));
}

/// A call of a model ended. `model` is provider and model as configured; `outcome` is `ok`, `cancelled` or a code.
pub fn llm_call(model: &str, outcome: &'static str, took: Duration) {
    counter!(LLM_CALLS, "model" => model.to_owned(), "outcome" => outcome).increment(1);
    histogram!(LLM_SECONDS, "model" => model.to_owned()).record(took);
}

/// What a call of a model used.
pub fn llm_tokens(model: &str, sent: u64, received: u64) {
    counter!(LLM_TOKENS, "model" => model.to_owned(), "direction" => "sent").increment(sent);
    counter!(LLM_TOKENS, "model" => model.to_owned(), "direction" => "received").increment(received);
}

/// A request to another system ended. `outcome` is `ok`, `refused` (4xx), `failed` (5xx) or a code.
pub fn outbound_request(service: &'static str, outcome: &'static str, took: Duration) {
    counter!(OUTBOUND_REQUESTS, "service" => service, "outcome" => outcome).increment(1);
    histogram!(OUTBOUND_SECONDS, "service" => service).record(took);
}

/// A call of an MCP tool ended. `outcome` is `ok`, `refused` (the tool says so) or a code.
pub fn mcp_call(tool: &str, outcome: &'static str, took: Duration) {
    counter!(MCP_CALLS, "tool" => tool.to_owned(), "outcome" => outcome).increment(1);
    histogram!(MCP_SECONDS, "tool" => tool.to_owned()).record(took);
}

/// How many MCP processes run.
pub fn mcp_processes(count: usize) {
    gauge!(MCP_PROCESSES).set(number(count));
}

/// Connections of a pool, `busy` or `idle`.
pub fn database_connections(pool: &'static str, busy: u32, idle: u32) {
    gauge!(DATABASE_CONNECTIONS, "pool" => pool, "state" => "busy").set(busy);
    gauge!(DATABASE_CONNECTIONS, "pool" => pool, "state" => "idle").set(idle);
}

/// Gauges are floating point; counts here are far below where that would matter.
fn number(count: usize) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_metric_has_a_label_for_people_or_for_what_they_wrote() {
        for (name, _, labels, help) in CATALOGUE {
            assert!(name.starts_with("jira_agent_") && help.ends_with('.'), "{name}");
            for label in *labels {
                assert!(
                    !["user", "user_id", "email", "issue", "key", "path", "address"].contains(label),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn a_made_up_method_makes_no_new_series() {
        assert_eq!((known("GET"), known("BREW"), known("")), ("GET", "other", "other"));
    }
}
