//! Models that a key opens: saving and testing it, and writing with them.

use contract::{
    events::{EventId, JobEvent},
    views::{CheckState, ConnectionStatus, DraftStatus, JobState, ProviderCheck, ProviderSecret},
};
use domain::failure::{Category, Failure};
use serde_json::json;
use testkit::{Person, Setup, TestApp, requirement, story};

const ROOM: &str = "As a patient I want to book an examination room online.";

/// The providers with a key of the shipped configuration, each with its operation in the sandbox.
const BOTH: [(&str, &str); 2] = [("openai", "llm.openai.chat"), ("anthropic", "llm.anthropic.messages")];

fn key_of(person: &Person, provider: &str) -> &'static str {
    if provider == "openai" { person.who.openai_key } else { person.who.anthropic_key }
}

fn states(check: &ProviderCheck) -> [CheckState; 4] {
    [&check.connectivity, &check.authentication, &check.quota, &check.model].map(|step| step.state)
}

/// Somebody with a tested key.
async fn writer(app: &TestApp, login: &str, provider: &str) -> Person {
    let person = app.member(login).await;
    person.save_model_of(provider, key_of(&person, provider)).await.unwrap();
    let llm = person.test_model().await.unwrap().llm;
    assert_eq!(llm.status, ConnectionStatus::Tested, "{:?}", llm.failure);
    person
}

#[tokio::test]
async fn a_key_is_tested_with_the_smallest_call() {
    story(Setup::new(), async |app| {
        for (provider, operation) in BOTH {
            let ada = app.member("alovelace").await;
            let offered = ada.connections().await.providers;
            let found = offered.iter().find(|offer| offer.id == provider).unwrap();
            assert_eq!(found.secret, ProviderSecret::ApiKey);
            ada.save_model_of(provider, key_of(&ada, provider)).await.unwrap();
            assert_eq!(ada.connections().await.llm.check, None, "nothing is known before the test");
            let llm = ada.test_model().await.unwrap().llm;
            assert_eq!(llm.success.as_deref(), Some("Successfully tested connection - the model answered"));
            assert_eq!(states(&llm.check.unwrap()), [CheckState::Good; 4]);
            assert_eq!(app.requests(operation), 1);
            let body = app.sandbox.llm_calls().pop().unwrap()["body"].clone();
            assert_eq!(body["max_tokens"], 16, "{body}");
            assert!(ada.connections().await.llm.check.is_some(), "it survives a reload");
            ada.save_model_of(provider, key_of(&ada, provider)).await.unwrap();
            assert_eq!(ada.connections().await.llm.check, None, "a new key is not tested");
        }
    })
    .await;
}

#[tokio::test]
async fn the_company_model_has_no_such_steps() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let view = ada.connections().await;
        assert_eq!((view.llm.status, view.llm.check), (ConnectionStatus::Tested, None));
        assert_eq!(view.providers[0].secret, ProviderSecret::Cookie);
    })
    .await;
}

async fn failed_test(person: &Person) -> (Failure, [CheckState; 4], ProviderCheck) {
    let llm = person.test_model().await.unwrap().llm;
    assert_eq!((llm.status, llm.success), (ConnectionStatus::Failed, None));
    let check = llm.check.unwrap();
    (llm.failure.unwrap(), states(&check), check)
}

#[tokio::test]
async fn what_stands_in_the_way_of_a_key_is_said_at_the_step_it_is_about() {
    use CheckState::{Failed, Good, NotReached};
    story(Setup::new().with("/providers/1/integration/timeout_seconds", json!(1)), async |app| {
        let ada = app.member("alovelace").await;
        ada.save_model_of("openai", "sk-of-nobody-0000000000").await.unwrap();
        let (failure, steps, check) = failed_test(&ada).await;
        assert_eq!(failure.code, "llm.model_unauthorised");
        assert_eq!(steps, [Good, Failed, NotReached, NotReached]);
        assert_eq!(check.authentication.words, failure.message);
        assert!(!failure.message.contains("sk-of-nobody"));

        let grace = app.member("ghopper").await;
        grace.save_model_of("openai", grace.who.openai_key).await.unwrap();
        let quota =
            json!({"error": {"message": "You exceeded your current quota", "type": "insufficient_quota"}});
        for (action, code, expected) in [
            (json!("drop_before"), "llm.cut", [Failed, NotReached, NotReached, NotReached]),
            (json!("hang"), "llm.timed_out", [Failed, NotReached, NotReached, NotReached]),
            (json!({"status": 503}), "llm.model_unavailable", [Failed, NotReached, NotReached, NotReached]),
            (json!("html"), "llm.model_answered_web_page", [Failed, NotReached, NotReached, NotReached]),
            (
                json!({"status": 429, "body": quota}),
                "llm.model_quota_exceeded",
                [Good, Good, Failed, NotReached],
            ),
            (
                json!({"rate_limit": {"retry_after": 7}}),
                "llm.model_rate_limited",
                [Good, Good, Failed, NotReached],
            ),
            (
                json!({"status": 400, "body": {"error": {"message": "no"}}}),
                "llm.model_refused_request",
                [Good, Good, Good, Failed],
            ),
        ] {
            app.sandbox.clear_faults();
            app.fault(json!({"target": "llm.openai", "action": action}));
            let (failure, steps, _) = failed_test(&grace).await;
            assert_eq!((failure.code.as_str(), steps), (code, expected), "{action}: {failure}");
            assert!(!failure.next.is_empty(), "{failure:?}");
        }
        app.sandbox.clear_faults();
        assert_eq!(grace.test_model().await.unwrap().llm.status, ConnectionStatus::Tested);
    })
    .await;
}

#[tokio::test]
async fn a_model_that_the_provider_does_not_know_is_named() {
    for (index, (provider, _)) in BOTH.into_iter().enumerate() {
        let pointer = format!("/providers/{}/parameters/model", index + 1);
        story(Setup::new().with(&pointer, json!("gone-4")), async |app| {
            let ada = app.member("alovelace").await;
            ada.save_model_of(provider, key_of(&ada, provider)).await.unwrap();
            let (failure, steps, _) = failed_test(&ada).await;
            assert_eq!(
                (failure.code.as_str(), failure.category),
                ("llm.model_unknown", Category::AdminRequired)
            );
            assert!(failure.message.contains("gone-4"), "{failure}");
            assert_eq!(steps, [CheckState::Good, CheckState::Good, CheckState::Good, CheckState::Failed]);
        })
        .await;
    }
}

#[tokio::test]
async fn somebody_else_sees_neither_the_key_nor_its_test() {
    story(Setup::new(), async |app| {
        let ada = writer(&app, "alovelace", "openai").await;
        let grace = app.member("ghopper").await;
        let llm = grace.connections().await.llm;
        assert_eq!((llm.status, llm.check), (ConnectionStatus::NotConnected, None));
        assert_eq!(grace.start(requirement(ROOM)).await.unwrap_err().code, "llm.not_tested");
        ada.written(ROOM).await;
        assert!(app.sandbox.llm_calls().iter().all(|call| call["who"] == "alovelace"));
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_written_streamed_and_whole_with_the_same_text() {
    for (index, (provider, operation)) in BOTH.into_iter().enumerate() {
        let texts = std::sync::Mutex::new(Vec::new());
        for streams in [true, false] {
            let pointer = format!("/providers/{}/parameters/stream", index + 1);
            story(Setup::new().with(&pointer, json!(streams)), async |app| {
                let ada = writer(&app, "alovelace", provider).await;
                let tested = app.requests(operation);
                let started = ada.start(requirement(ROOM)).await.unwrap();
                let events = ada.watch(started.job).await;
                let draft = ada.draft(started.draft).await;
                assert_eq!(draft.status, DraftStatus::Ready, "{:?}", draft.failure);
                assert!(!draft.content.acceptance_criteria.is_empty());
                assert_eq!(app.requests(operation) - tested, 1);
                let tokens = events.iter().filter(|event| event.event.name() == "assistant_token").count();
                assert!(tokens > 5, "it arrives in pieces: {tokens}");
                texts.lock().unwrap().push(testkit::text_of(&events));
            })
            .await;
        }
        let texts = texts.into_inner().unwrap();
        assert!(texts.iter().all(|text| *text == texts[0] && text.contains("\"summary\"")), "{texts:?}");
    }
}

#[tokio::test]
async fn slips_are_repaired_and_questions_are_answered_with_the_whole_conversation() {
    story(Setup::new(), async |app| {
        for (login, (provider, _)) in ["alovelace", "ghopper"].into_iter().zip(BOTH) {
            let person = writer(&app, login, provider).await;
            for directive in ["bad-json-once", "missing-criteria", "429-then-ok"] {
                let before = app.sandbox.llm_calls().len();
                let draft = person.written(&format!("{ROOM}\n[[sandbox: {directive}]]")).await;
                assert_eq!(draft.status, DraftStatus::Ready, "{provider} {directive}: {:?}", draft.failure);
                assert_eq!(app.sandbox.llm_calls().len() - before, 2, "{provider} {directive}");
            }
            let started = person.start(requirement(&format!("{ROOM}\n[[sandbox: clarify]]"))).await.unwrap();
            let events = person.watch(started.job).await;
            let JobEvent::Clarify { id, .. } = events.last().unwrap().event else { panic!("{events:?}") };
            person.answer(started.draft, id, "Patients, 3 a day").await.unwrap();
            person.watch_after(started.job, events.last().unwrap().id).await;
            assert_eq!(person.draft(started.draft).await.status, DraftStatus::Ready);
            let messages = app.sandbox.llm_calls().pop().unwrap()["body"]["messages"].clone();
            let roles: Vec<_> =
                messages.as_array().unwrap().iter().map(|message| message["role"].clone()).collect();
            let turns: Vec<_> = roles.iter().filter(|role| **role != "system").collect();
            assert_eq!(turns, ["user", "assistant", "user"], "{provider}");
        }
    })
    .await;
}

#[tokio::test]
async fn models_that_do_not_want_or_cannot_are_explained() {
    story(Setup::new(), async |app| {
        for (login, (provider, _)) in ["alovelace", "ghopper"].into_iter().zip(BOTH) {
            let person = writer(&app, login, provider).await;
            for (directive, code) in [
                ("declines", "llm.model_declined"),
                ("filtered", "llm.model_declined"),
                ("quota", "llm.model_quota_exceeded"),
                ("422", "llm.model_refused_request"),
                ("overloaded", "llm.model_unavailable"),
                ("html", "llm.model_answered_web_page"),
                ("empty", "llm.model_answer_empty"),
            ] {
                let draft = person.written(&format!("{ROOM}\n[[sandbox: {directive}]]")).await;
                assert_eq!(draft.status, DraftStatus::Unfinished, "{provider} {directive}");
                let failure = draft.failure.clone().or(draft.job.unwrap().failure).unwrap();
                assert_eq!(failure.code, code, "{provider} {directive}: {failure}");
                assert!(failure.next.contains("Your requirement is kept"), "{failure:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_error_in_the_middle_keeps_the_text_and_asks_nobody_again() {
    story(Setup::new(), async |app| {
        for (login, (provider, operation)) in ["alovelace", "ghopper"].into_iter().zip(BOTH) {
            let person = writer(&app, login, provider).await;
            for directive in ["error-event", "cut"] {
                let before = app.requests(operation);
                let draft = person.written(&format!("{ROOM}\n[[sandbox: {directive}]]")).await;
                let job = draft.job.unwrap();
                assert!(job.interrupted && !job.text.is_empty(), "{provider} {directive}: {job:?}");
                assert_eq!(app.requests(operation) - before, 1, "{provider} {directive}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn stop_ends_the_call_at_once() {
    story(Setup::new(), async |app| {
        for (login, (provider, _)) in ["alovelace", "ghopper"].into_iter().zip(BOTH) {
            let person = writer(&app, login, provider).await;
            let started = person.start(requirement(&format!("{ROOM}\n[[sandbox: stall]]"))).await.unwrap();
            let mut tokens = 0;
            let reading = person.watch_while(started.job, EventId::default(), |event| {
                tokens += usize::from(event.event.name() == "assistant_token");
                tokens < 2
            });
            reading.await;
            person.stop(started.draft).await.unwrap();
            let events = person.watch(started.job).await;
            assert_eq!(events.last().unwrap().event, JobEvent::Cancelled, "{provider}");
            app.until("the model's connection is closed", async || {
                app.sandbox.llm_calls().last().is_some_and(|call| call["closed_early"] == true)
            })
            .await;
            let draft = person.draft(started.draft).await;
            assert_eq!((draft.status, draft.failure), (DraftStatus::Unfinished, None), "{provider}");
            assert_eq!(draft.job.unwrap().state, JobState::Cancelled);
        }
    })
    .await;
}

#[tokio::test]
async fn keys_that_cannot_be_one_are_not_saved() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let failure = ada.save_model_of("openai", " ").await.unwrap_err();
        assert_eq!(failure.of_field("secret"), Some("Paste the key of the model."));
        assert!(
            ada.save_model_of("openai", "two\nlines").await.unwrap_err().message.contains("A key has up to")
        );
        assert_eq!(ada.save_model_of("nobody", "sk-1").await.unwrap_err().code, "llm.provider_unknown");
    })
    .await;
}
