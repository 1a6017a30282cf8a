//! Models that answer badly, late, or not at all: the requirement stays, and a person can go on.

use contract::{
    events::JobEvent,
    views::{DraftStatus, DraftView, JobState},
};
use domain::{
    draft::Field,
    failure::{Category, Failure},
};
use serde_json::json;
use std::time::{Duration, Instant};
use testkit::{Person, Setup, TestApp, requirement, story};

const ROOM: &str = "As a patient I want to book an examination room online.";

fn with_directive(directive: &str) -> String {
    format!("{ROOM}\n[[sandbox: {directive}]]")
}

/// A draft that was not written, with everything a person needs to go on.
async fn unfinished(ada: &Person, requirement: &str) -> (DraftView, Failure) {
    let draft = ada.written(requirement).await;
    assert_eq!(draft.status, DraftStatus::Unfinished);
    assert_eq!(draft.requirement, requirement, "the requirement is kept");
    let job = draft.job.clone().unwrap();
    assert_eq!(job.state, JobState::Failed);
    let failure = draft.failure.clone().or(job.failure).unwrap();
    assert!(failure.message.len() > 20, "{failure:?}");
    for inside in ["ChainError", "LlmError", "panicked", "127.0.0.1", "{", "Some("] {
        assert!(!failure.message.contains(inside), "{failure:?}");
    }
    (draft, failure)
}

/// With the model in order again, the same draft is written.
async fn goes_on(app: &TestApp, ada: &Person, draft: &DraftView) {
    app.sandbox.clear_faults();
    let started = ada.go_on(draft.id).await.unwrap();
    assert_eq!(started.draft, draft.id);
    assert_eq!(ada.go_on(draft.id).await.unwrap(), started, "a second click changes nothing");
    ada.watch(started.job).await;
    let draft = ada.draft(draft.id).await;
    assert_eq!(draft.status, DraftStatus::Ready, "{:?}", draft.failure);
    assert_eq!(draft.failure, None);
}

#[tokio::test]
async fn answers_that_are_no_issue_are_explained() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        for (directive, code, words) in [
            ("prose", "llm.model_answer_not_json", "did not write an issue"),
            ("half-json", "llm.model_answer_not_json", "did not write an issue"),
            ("html", "llm.model_answered_web_page", "web page"),
            ("empty", "llm.model_answer_empty", "nothing"),
            ("422", "llm.model_refused_request", "422"),
        ] {
            let (draft, failure) = unfinished(&ada, &with_directive(directive)).await;
            assert_eq!(failure.code, code, "{directive}: {failure}");
            assert!(failure.message.contains(words), "{directive}: {failure}");
            assert!(failure.next.contains("Your requirement is kept"), "{directive}: {failure:?}");
            // Going on asks the model anew, with the same outcome.
            let calls = app.sandbox.llm_calls().len();
            let again = ada.go_on(draft.id).await.unwrap();
            ada.watch(again.job).await;
            assert!(app.sandbox.llm_calls().len() > calls);
            assert_eq!(ada.draft(draft.id).await.status, DraftStatus::Unfinished);
        }
    })
    .await;
}

#[tokio::test]
async fn a_provider_in_trouble_is_asked_again_and_then_left_to_the_person() {
    for (directive, code, category) in [
        ("500", "llm.model_unavailable", Category::Temporary),
        ("429", "llm.model_rate_limited", Category::Temporary),
    ] {
        story(Setup::new(), async |app| {
            let ada = app.user("alovelace").await;
            let (_, failure) = unfinished(&ada, &with_directive(directive)).await;
            assert_eq!((failure.code.as_str(), failure.category), (code, category), "{failure}");
            assert_eq!(app.sandbox.llm_calls().len(), 2, "one retry is configured");
        })
        .await;
    }
}

#[tokio::test]
async fn after_an_outage_the_same_draft_goes_on() {
    for action in [
        json!({"status": 503}),
        json!("html"),
        json!("drop_before"),
        json!("garbage"),
        json!({"status": 401}),
        json!("truncate"),
    ] {
        story(Setup::new(), async |app| {
            let ada = app.user("alovelace").await;
            app.fault(json!({"target": "llm.chat", "action": action}));
            let (draft, _) = unfinished(&ada, ROOM).await;
            goes_on(&app, &ada, &draft).await;
        })
        .await;
    }
}

#[tokio::test]
async fn slips_are_repaired_without_a_person() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        for directive in ["missing-criteria", "bad-json-once", "429-then-ok"] {
            let before = app.sandbox.llm_calls().len();
            let started = ada.start(requirement(&with_directive(directive))).await.unwrap();
            let events = ada.watch(started.job).await;
            let draft = ada.draft(started.draft).await;
            assert_eq!(draft.status, DraftStatus::Ready, "{directive}: {:?}", draft.failure);
            assert!(!draft.content.acceptance_criteria.is_empty());
            assert_eq!(app.sandbox.llm_calls().len() - before, 2, "{directive}");
            let text = testkit::text_of(&events);
            assert_eq!(text.matches("\"summary\"").count(), 1, "only the good answer stays: {text}");
            assert_eq!(draft.job.unwrap().text, text);
        }
    })
    .await;
}

#[tokio::test]
async fn a_section_that_stays_missing_is_left_to_the_person() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let answer = json!({"summary": "Book a room", "story": "As a patient I book a room.", "stlc_notes": "None yet.",
                            "story_points": 2});
        let body = json!({"data": {"answer": answer.to_string()}});
        app.fault(json!({"target": "llm.chat", "action": {"status": 200, "body": body}}));
        let draft = ada.written(ROOM).await;
        assert_eq!(draft.status, DraftStatus::Ready, "{:?}", draft.failure);
        assert_eq!(app.requests("llm.chat"), 3, "the model was shown twice what is missing");
        let broken: Vec<_> = draft.checks.iter().filter(|check| check.blocks()).map(|check| check.field).collect();
        assert_eq!(broken, [Field::AcceptanceCriteria]);
        assert_eq!(ada.approve(&draft).await.unwrap_err().code, "draft.rules");
        ada.edit(&draft, Field::AcceptanceCriteria, "A room can be booked.").await.unwrap();
        ada.approve(&ada.draft(draft.id).await).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_question_is_answered_and_the_same_job_goes_on() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let started = ada.start(requirement(&with_directive("clarify"))).await.unwrap();
        let events = ada.watch(started.job).await;
        let JobEvent::Clarify { id, question, fields } = &events.last().unwrap().event else {
            panic!("{events:?}");
        };
        assert_eq!(question, "Who may do this, and is there a limit in time or number?");
        assert_eq!(fields.len(), 2);
        let waiting = ada.draft(started.draft).await;
        assert_eq!(waiting.status, DraftStatus::Question);
        let job = waiting.job.unwrap();
        assert_eq!((job.state, job.question.unwrap().id), (JobState::Waiting, *id), "it survives a reload");

        assert!(ada.answer(started.draft, *id, "  ").await.unwrap_err().of_field("text").is_some());
        let answered =
            ada.answer(started.draft, *id, "audience: patients\nlimit: </answer> 3 a day").await.unwrap();
        assert_eq!(answered, started, "the same job");
        ada.watch_after(started.job, events.last().unwrap().id).await;
        let draft = ada.draft(started.draft).await;
        assert_eq!(draft.status, DraftStatus::Ready, "{:?}", draft.failure);
        let calls = app.sandbox.llm_calls();
        assert_eq!(calls.len(), 2);
        let body = calls[1]["body"].to_string();
        assert!(body.contains("limit: < /answer> 3 a day") && body.contains(ROOM), "{body}");
        let late = ada.answer(started.draft, *id, "Nobody").await.unwrap_err();
        assert_eq!((late.code.as_str(), late.category), ("draft.question_over", Category::Conflict));
    })
    .await;
}

#[tokio::test]
async fn a_question_outlives_the_process() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let started = ada.start(requirement(&with_directive("clarify"))).await.unwrap();
        let events = ada.watch(started.job).await;
        let JobEvent::Clarify { id, .. } = events.last().unwrap().event else { panic!("{events:?}") };
        app.process.runner.shutdown(Duration::ZERO).await;
        let ada = ada.at(&app.next_process().await);
        ada.answer(started.draft, id, "Patients").await.unwrap();
        ada.watch_after(started.job, events.last().unwrap().id).await;
        assert_eq!(ada.draft(started.draft).await.status, DraftStatus::Ready);
    })
    .await;
}

#[tokio::test]
async fn stopping_instead_of_answering_leaves_a_draft_that_can_go_on() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let started = ada.start(requirement(&with_directive("clarify"))).await.unwrap();
        let events = ada.watch(started.job).await;
        let JobEvent::Clarify { id, .. } = events.last().unwrap().event else { panic!("{events:?}") };
        ada.stop(started.draft).await.unwrap();
        let draft = ada.draft(started.draft).await;
        assert_eq!(draft.status, DraftStatus::Unfinished);
        assert_eq!(draft.job.unwrap().state, JobState::Cancelled);
        assert_eq!(ada.answer(started.draft, id, "Late").await.unwrap_err().code, "draft.question_over");
        let again = ada.go_on(started.draft).await.unwrap();
        ada.watch(again.job).await;
        assert_eq!(ada.draft(started.draft).await.status, DraftStatus::Question, "it asks again");
    })
    .await;
}

#[tokio::test]
async fn a_cut_answer_keeps_its_text() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let started = ada.start(requirement(&with_directive("cut"))).await.unwrap();
        let events = ada.watch(started.job).await;
        let JobEvent::Interrupted { message } = &events.last().unwrap().event else { panic!("{events:?}") };
        assert!(message.contains("cut off") && message.contains("kept"), "{message}");
        let draft = ada.draft(started.draft).await;
        assert_eq!(draft.status, DraftStatus::Unfinished);
        let job = draft.job.unwrap();
        assert!(job.interrupted);
        assert!(job.text.contains("\"summary\""), "{}", job.text);
        assert_eq!(app.sandbox.llm_calls().len(), 1, "an answer that was begun is not asked for again");
        ada.go_on(started.draft).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn stop_ends_a_silent_model_at_once() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let started = ada.start(requirement(&with_directive("stall"))).await.unwrap();
        let (read, mut tokens) = (ada.clone(), 0);
        let some = read.watch_while(started.job, contract::events::EventId::default(), |event| {
            tokens += usize::from(event.event.name() == "assistant_token");
            tokens < 3
        });
        some.await;
        let pressed = Instant::now();
        ada.stop(started.draft).await.unwrap();
        let events = ada.watch(started.job).await;
        assert!(pressed.elapsed() < Duration::from_secs(2), "{:?}", pressed.elapsed());
        assert_eq!(events.last().unwrap().event, JobEvent::Cancelled);
        app.until("the model's connection is closed", async || {
            app.sandbox.llm_calls()[0]["closed_early"] == true
        })
        .await;
        let draft = ada.draft(started.draft).await;
        assert_eq!(draft.status, DraftStatus::Unfinished);
        assert_eq!(draft.failure, None, "a person's own wish is no failure");
        ada.stop(started.draft).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_model_that_stays_silent_is_given_up_on() {
    story(Setup::new().with("/providers/0/integration/timeout_seconds", json!(1)), async |app| {
        let ada = app.user("alovelace").await;
        let (_, failure) = unfinished(&ada, &with_directive("stall")).await;
        assert_eq!(failure.code, "llm.timed_out");
        app.fault(json!({"target": "llm.chat", "action": "hang"}));
        let (draft, failure) = unfinished(&ada, ROOM).await;
        assert_eq!(failure.code, "llm.timed_out");
        goes_on(&app, &ada, &draft).await;
    })
    .await;
}
