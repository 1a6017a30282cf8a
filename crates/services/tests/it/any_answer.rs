//! Whatever a model answers, a draft is written, something is asked, or it is said what went wrong. The requirement
//! stays, and nothing goes to Jira.

use contract::views::{DraftStatus, JobState};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::{Value, json};
use testkit::{Setup, story};

const ROOM: &str = "As a patient I want to book an examination room online.";
/// Answers that are tried on each database.
const ANSWERS: usize = 60;

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,40}".prop_map(Value::from),
        Just(json!("x".repeat(70_000))),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{1,12}", inner, 0..6)
                .prop_map(|map| map.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

/// A draft in which any part may be anything.
fn any_draft() -> impl Strategy<Value = Value> {
    let part = |good: Value| prop_oneof![3 => Just(good), 1 => any_json()];
    (
        part(json!("Let patients book a room")),
        part(json!("As a patient I want to book a room so that I need not call.")),
        part(json!(["The room is shown as booked.", "A second booking is refused."])),
        part(json!(3)),
        part(json!(["booking"])),
        prop_oneof![Just("final"), Just("clarify"), Just("tool"), Just("")],
        any_json(),
    )
        .prop_map(|(summary, story, criteria, points, labels, mode, other)| {
            let draft = json!({
                "summary": summary, "story": story, "acceptance_criteria": criteria, "story_points": points,
                "labels": labels, "stlc_notes": other,
            });
            match mode {
                "final" => json!({"mode": "final", "final": draft}),
                "clarify" => json!({"mode": "clarify", "question": other, "fields": [other, "place"]}),
                "tool" => json!({"mode": "tool", "tool": "jira_create_issue", "args": draft}),
                _ => draft,
            }
        })
}

/// What a model writes around or instead of it.
fn any_answer() -> impl Strategy<Value = String> {
    let text = || any_draft().prop_map(|value| value.to_string());
    prop_oneof![
        3 => text(),
        1 => text().prop_map(|text| format!("Sure! Here it is:\n```json\n{text}\n```\nAnything else?")),
        2 => (text(), 0.0..1.0_f64).prop_map(|(text, part)| {
            let count = text.chars().count();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a part of a length")]
            let kept = (count as f64 * part) as usize;
            text.chars().take(kept).collect()
        }),
        1 => text().prop_map(|text| format!("\u{feff}{text}{text}")),
        1 => any_json().prop_map(|value| value.to_string()),
        1 => "\\PC{0,200}",
        1 => Just("[".repeat(50_000)),
    ]
}

#[tokio::test]
async fn any_answer_ends_in_a_draft_a_question_or_words_and_the_requirement_stays() {
    let without_streams = Setup::new()
        .with("/providers/0/parameters/stream", json!(false))
        .with("/providers/0/integration/retry/max_retries", json!(0));
    story(without_streams, async |app| {
        let ada = app.user("alovelace").await;
        let mut runner = TestRunner::deterministic();
        let mut ends = std::collections::BTreeMap::<&str, usize>::new();
        for _ in 0..ANSWERS {
            let answer = any_answer().new_tree(&mut runner).unwrap().current();
            let shown: String = answer.chars().take(300).collect();
            app.fault(json!({"target": "llm.chat", "action": {"status": 200, "body": {"data": {"answer": answer}}}}));
            let draft = ada.written(ROOM).await;
            app.sandbox.clear_faults();
            assert_eq!(draft.requirement, ROOM);
            let end = match draft.status {
                DraftStatus::Ready => {
                    assert!(!draft.content.summary.is_empty(), "{shown}");
                    "a draft"
                }
                DraftStatus::Question => {
                    let asked = draft.job.and_then(|job| job.question);
                    assert!(asked.is_some_and(|asked| !asked.question.is_empty()), "{shown}");
                    "a question"
                }
                DraftStatus::Unfinished => {
                    let job = draft.job.unwrap();
                    assert_eq!(job.state, JobState::Failed, "{shown}");
                    let failure = draft.failure.or(job.failure).unwrap();
                    assert!(failure.code.starts_with("llm.") && failure.message.len() > 20, "{failure:?} of {shown}");
                    "words"
                }
                other => panic!("{other:?} after {shown}"),
            };
            *ends.entry(end).or_default() += 1;
        }
        assert_eq!(ends.len(), 3, "every end was met: {ends:?}");
        assert_eq!(app.requests("jira.issue.create"), 0);
    })
    .await;
}
