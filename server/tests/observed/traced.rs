//! One request is one trace, however many processes and queues it goes through.

use crate::{
    browser::{Browser, site},
    collector::{Collector, Lines, Seen},
};
use server::{
    http::limits::StreamSlots,
    telemetry::{self, Traces},
};
use std::sync::Arc;
use testkit::{Setup, requirement, story};

const ROOM: &str = "As a patient I want to book an examination room online so that I do not have to call.";

#[tokio::test]
async fn request_chain_model_job_and_mcp_are_one_trace_with_the_request_s_id() {
    let (collector, endpoint) = Collector::listen().await;
    let (traces, log) = (Traces::start(&endpoint).unwrap(), Lines::default());
    let writer = log.clone();
    let clock = Arc::new(testkit::MovableClock::new());
    let subscriber = telemetry::subscriber(clock, "debug", move || writer.clone(), Some(&traces)).unwrap();
    tracing::subscriber::set_global_default(subscriber).unwrap();

    story(Setup::new().with_mcp(), async |app| {
        let ada = app.user("alovelace").await;
        let browser = Browser::with_session(site(&app, StreamSlots::default()), &ada.token.0);
        let form = requirement(ROOM);
        let asked = format!("write-{}", &form.form_id[..8]);
        let fields = [
            ("requirement", form.requirement.as_str()),
            ("kind", &form.kind),
            ("format", &form.format),
            ("project", &form.project),
            ("form_id", &form.form_id),
        ];
        let answer = browser.call("drafting/start", &asked, &fields).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let started: contract::views::Started = serde_json::from_str(&answer.body).unwrap();
        ada.watch(started.job).await;
        let draft = ada.draft(started.draft).await;
        let approval = ada.approve(&draft).await.unwrap();
        let create = format!("create-{}", &form.form_id[..8]);
        let fields = [("draft", draft.id.to_string()), ("sha256", approval.sha256.clone())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = browser.call("drafting/create_issue", &create, &fields).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let started: contract::views::Started = serde_json::from_str(&answer.body).unwrap();
        ada.watch(started.job).await;

        let write = trace_of(&collector, &asked).await;
        let model = in_trace(&collector, &write, "llm POST /api/chat").await;
        assert_eq!(
            collector.ancestry(&model).await,
            [
                "llm POST /api/chat",
                "llm company/company-chat-1",
                "step model",
                "step repair",
                "step look_up",
                "job draft",
                "POST /api/fn/drafting/start"
            ]
        );
        let call = in_trace(&collector, &write, "llm company/company-chat-1").await;
        assert!(call.attributes["tokens_received"].parse::<u64>().unwrap() > 0, "{call:?}");
        assert_eq!(call.attributes["outcome"], "ok");

        let send = trace_of(&collector, &create).await;
        let jira = in_trace(&collector, &send, "jira POST /jira/rest/api/2/issue").await;
        assert_eq!(
            collector.ancestry(&jira).await,
            [
                "jira POST /jira/rest/api/2/issue",
                "mcp jira_create_issue",
                "job create_issue",
                "POST /api/fn/drafting/create_issue"
            ]
        );
        assert_eq!(jira.attributes["status"], "201");
        for (trace, id) in [(&write, &asked), (&send, &create)] {
            let job = in_trace(
                &collector,
                trace,
                if id.starts_with('w') { "job draft" } else { "job create_issue" },
            );
            let job = job.await;
            assert_eq!(&job.attributes["x_request_id"], id);
            assert_eq!(job.attributes["outcome"], "completed");
            assert_eq!(job.attributes["user_id"], ada.principal.user().to_string());
        }
        // The log names the same places.
        let lines = log.json();
        let ended =
            lines.iter().find(|line| line["message"] == "job ended" && line["x_request_id"] == *asked);
        assert_eq!(ended.unwrap()["trace_id"], *write);
        let answered =
            lines.iter().find(|line| line["message"] == "request answered" && line["x_request_id"] == *asked);
        assert_eq!(answered.unwrap()["trace_id"], *write);
    })
    .await;

    traces.stop().await;
    for span in collector.all() {
        assert_eq!(span.events, 0, "the log is not for collectors: {span:?}");
        assert!(!span.name.contains("v1/traces"), "sending traces makes no traces");
    }
}

/// The trace of the request with this id.
async fn trace_of(collector: &Collector, request_id: &str) -> String {
    let root = |span: &Seen| {
        span.parent.is_empty() && span.attributes.get("x_request_id").is_some_and(|id| id == request_id)
    };
    let Some(found) = collector.first(root).await else { panic!("the request {request_id} left no trace") };
    found.trace
}

async fn in_trace(collector: &Collector, trace: &str, name: &str) -> Seen {
    if let Some(found) = collector.first(|span| span.trace == trace && span.name == name).await {
        return found;
    }
    let names: Vec<_> =
        collector.all().into_iter().filter(|span| span.trace == trace).map(|span| span.name).collect();
    panic!("no {name:?} in this trace; it has {names:?}")
}
