//! What asking models takes: calls as they were sent, tokens, money, the daily limit.

use contract::views::DraftStatus;
use domain::failure::Category;
use serde_json::json;
use std::time::Duration;
use store::model_calls::{self, Call, Tokens};
use testkit::{Setup, requirement, story};

const ROOM: &str = "As a patient I want to book an examination room online so that I do not have to call.";

#[tokio::test]
async fn every_call_is_kept_with_what_was_sent_and_nobody_else_sees_it() {
    let prices = json!({"prompt_per_million": 1000.0, "completion_per_million": 2000.0, "currency": "EUR"});
    story(Setup::new().with("/providers/0/prices", prices), async |app| {
        let ada = app.user("alovelace").await;
        let cookie = ada.who.llm_cookie;
        let jira = ada.who.jira_token;
        let text = format!("{ROOM}\nMy token is {cookie}, {jira}, and Bearer abcdef0123456789.");
        let draft = ada.written_from(requirement(&text)).await;
        let changed = ada.revised(&draft, "whole", "Shorter").await;
        assert_eq!(changed.used.calls, 2);
        assert!(changed.used.tokens > 100 && changed.used.costs[0].ends_with(" EUR"), "{:?}", changed.used);
        let view = ada.use_cases.drafting.model_calls(&ada.principal, draft.id).await.unwrap();
        assert_eq!(view.used, changed.used);
        let steps: Vec<_> =
            view.calls.iter().map(|call| (call.step.as_str(), call.outcome.as_str())).collect();
        assert_eq!(steps, [("revise", "ok"), ("draft", "ok")]);
        let first = &view.calls[1];
        assert_eq!((first.provider.as_str(), first.model.as_str()), ("Company LLM", "company-chat-1"));
        let by: Vec<_> = first.sent.iter().map(|said| said.by.as_str()).collect();
        assert_eq!(by, ["system", "user"]);
        assert!(first.sent[1].text.contains("<requirement>") && first.sent[1].text.contains(ROOM));
        assert!(first.answer.contains("summary"), "{}", first.answer);
        let shown = serde_json::to_string(&view).unwrap();
        for secret in [cookie, jira, "abcdef0123456789"] {
            assert!(!shown.contains(secret), "{secret}: {shown}");
        }
        let sum = view.calls.iter().map(|call| call.prompt_tokens + call.completion_tokens).sum::<u64>();
        assert_eq!(ada.connections().await.tokens_today, sum);

        let grace = app.user("ghopper").await;
        let foreign = grace.use_cases.drafting.model_calls(&grace.principal, draft.id).await.unwrap_err();
        assert_eq!(foreign.category, Category::NotFound);
        assert_eq!(grace.connections().await.tokens_today, 0);
    })
    .await;
}

#[tokio::test]
async fn a_day_has_so_many_tokens_and_the_next_day_new_ones() {
    story(Setup::new().with("/limits/daily_tokens", json!(6_000)), async |app| {
        let ada = app.user("alovelace").await;
        let draft = ada.written(ROOM).await;
        // The rest of the day is less than the next call might take.
        let cut = ada.revise(&draft, "whole", "Shorter").await.unwrap();
        ada.watch(cut.job).await;
        let same = ada.draft(draft.id).await;
        assert_eq!((same.status, same.content), (DraftStatus::Ready, draft.content));
        let failure = same.failure.unwrap();
        assert_eq!(failure.code, "llm.budget");
        assert!(failure.message.contains("are left"), "{}", failure.message);
        assert_eq!(app.sandbox.llm_calls().len(), 1, "nothing was asked");
        assert_eq!(ada.connections().await.tokens_a_day, 6_000);
        let grace = app.user("ghopper").await;
        assert_eq!(grace.written(ROOM).await.status, DraftStatus::Ready, "everybody has their own");
    })
    .await;
}

#[tokio::test]
async fn who_has_none_left_is_told_before_anything_is_started() {
    story(Setup::new().with("/limits/daily_tokens", json!(20_000)), async |app| {
        let ada = app.user("alovelace").await;
        let draft = ada.written(ROOM).await;
        let (id, job) = (draft.id, draft.job.as_ref().unwrap().id);
        let call = Call {
            step: "draft".to_owned(),
            provider: "company".to_owned(),
            model: "company-chat-1".to_owned(),
            tokens: Tokens { prompt: 20_000, completion: 0, estimated: false },
            first_token_ms: None,
            duration_ms: 1,
            cost: None,
            outcome: "ok".to_owned(),
            sent: Vec::new(),
            answer: String::new(),
        };
        app.process
            .resources
            .store
            .of(&ada.principal)
            .write(move |tx| model_calls::record(tx, id, job, std::slice::from_ref(&call)))
            .await
            .unwrap();
        let failure = ada.start(requirement("Another one")).await.unwrap_err();
        assert_eq!((failure.code.as_str(), failure.category), ("llm.daily_tokens", Category::TooMany));
        assert!(failure.retry_after.is_some_and(|seconds| seconds <= 24 * 60 * 60), "{failure:?}");
        assert_eq!(ada.revise(&draft, "whole", "Shorter").await.unwrap_err().code, "llm.daily_tokens");
        assert_eq!(ada.draft(draft.id).await.status, DraftStatus::Ready);
        assert_eq!(app.sandbox.llm_calls().len(), 1);
        app.clock.advance(Duration::from_hours(24));
        assert_eq!(ada.connections().await.tokens_today, 0);
    })
    .await;
}

#[tokio::test]
async fn a_stopped_call_counts_what_it_used() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let started = ada.start(requirement(&format!("{ROOM}\n[[sandbox: slow=60]]"))).await.unwrap();
        app.until("it writes", async || {
            ada.draft(started.draft).await.job.is_some_and(|job| job.text.len() > 40)
        })
        .await;
        ada.stop(started.draft).await.unwrap();
        app.until("it is counted", async || ada.draft(started.draft).await.used.calls == 1).await;
        let view = ada.use_cases.drafting.model_calls(&ada.principal, started.draft).await.unwrap();
        assert_eq!(view.calls[0].outcome, "cancelled");
        assert!(view.calls[0].estimated && view.calls[0].completion_tokens > 0);
        assert!(ada.connections().await.tokens_today > 0);
    })
    .await;
}

#[tokio::test]
async fn a_call_counts_also_when_its_run_does_not_end_by_itself() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        // What runs beside the model outlasts the stop.
        app.fault(json!({"target": "jira.createmeta", "action": "hang"}));
        let started = ada.start(requirement(&format!("{ROOM}\n[[sandbox: slow=60]]"))).await.unwrap();
        app.until("it writes", async || {
            ada.draft(started.draft).await.job.is_some_and(|job| job.text.len() > 40)
        })
        .await;
        ada.stop(started.draft).await.unwrap();
        app.until("it is counted", async || ada.connections().await.tokens_today > 0).await;
        assert_eq!(ada.draft(started.draft).await.used.calls, 1);
    })
    .await;
}

#[tokio::test]
async fn a_fix_is_shown_what_is_still_broken_as_often_as_the_operator_says() {
    for (rounds, calls) in [(0, 1), (1, 2)] {
        story(Setup::new().with("/validation/fix_rounds", json!(rounds)), async |app| {
            let ada = app.user("alovelace").await;
            let draft = ada.written(ROOM).await;
            let edited = ada.edit(&draft, domain::draft::Field::StlcNotes, "").await.unwrap();
            let broken = contract::views::DraftView { version: edited.version, ..draft };
            let before = app.sandbox.llm_calls().len();
            ada.revised(&broken, "rules", "[[sandbox: prose]]").await;
            assert_eq!(app.sandbox.llm_calls().len() - before, calls);
        })
        .await;
    }
}
