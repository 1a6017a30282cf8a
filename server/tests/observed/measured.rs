//! What Prometheus reads.

use crate::browser::{Browser, site};
use async_trait::async_trait;
use axum::{body::Body, http::Request};
use http_body_util::BodyExt;
use server::{
    http::limits::StreamSlots,
    telemetry::metrics::{Metrics, Sampled},
};
use std::sync::Arc;
use testkit::{Setup, story};
use tower::ServiceExt;

struct Nothing;

#[async_trait]
impl Sampled for Nothing {
    async fn sample(&self) {
        instruments::metrics::open_streams(3);
    }
}

async fn read(metrics: &Metrics, path: &str) -> (u16, String) {
    let router = metrics.router(Arc::new(Nothing));
    let response = router.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn requests_jobs_models_and_calls_are_counted_without_naming_anybody() {
    let metrics = Metrics::install().unwrap();
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let browser = Browser::with_session(site(&app, StreamSlots::default()), &ada.token.0);
        assert_eq!(browser.get("/history", "page-0001").await.status, 200);
        assert_eq!(
            browser.get("/create/01923f00-1234-7abc-8def-0123456789ab", "page-0002").await.status,
            404
        );
        let (draft, approval) = ada.approved_in("CLINIC", "Patients book a room online.").await;
        ada.created(&draft, &approval).await;

        let (status, text) = read(&metrics, "/metrics").await;
        assert_eq!(status, 200);
        for line in [
            "jira_agent_http_requests_total{method=\"GET\",route=\"/history\",status=\"200\"}",
            "jira_agent_http_requests_total{method=\"GET\",route=\"/create/{draft}\",status=\"404\"}",
            "jira_agent_http_request_duration_seconds_bucket{route=\"/history\",le=\"0.005\"}",
            "jira_agent_job_runs_total{kind=\"draft\",outcome=\"completed\"}",
            "jira_agent_job_run_duration_seconds_count{kind=\"create_issue\"}",
            "jira_agent_llm_calls_total{model=\"company/company-chat-1\",outcome=\"ok\"}",
            "jira_agent_llm_tokens_total{model=\"company/company-chat-1\",direction=\"received\"}",
            "jira_agent_outbound_requests_total{service=\"jira\",outcome=\"ok\"}",
            "jira_agent_open_streams 3",
            "# TYPE jira_agent_llm_call_duration_seconds histogram",
        ] {
            assert!(text.contains(line), "{line}\nnot in\n{text}");
        }
        let user = ada.principal.user().to_string();
        for person in [user.as_str(), "alovelace", "Lovelace", "CLINIC", "page-0001", &draft.id.to_string()] {
            assert!(!text.contains(person), "{person} in {text}");
        }
    })
    .await;
    assert_eq!(read(&metrics, "/").await.0, 404);
    assert_eq!(read(&metrics, "/healthz").await.0, 404, "nothing but the metrics is there");
}
