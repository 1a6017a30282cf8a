//! Prompt → model → parser → validator → repair, as one typed chain.

mod scripted;

use std::time::Duration;

use llm::chain::{
    Answer, ChainContext, ChainError, Checked, Kind, Memory, ModelStep, Outcome, OutputParser, Parsed,
    Prompt, PromptStep, PromptTemplate, Repair, Schema, SchemaValidator, Step,
};
use llm::{LlmError, Message};
use scripted::{Heard, Scripted};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio_util::sync::CancellationToken;

#[derive(Serialize)]
struct Wish {
    requirement: String,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Story {
    summary: String,
    points: u8,
}

fn wish() -> Wish {
    Wish { requirement: "Export as CSV".into() }
}

#[expect(clippy::unwrap_used, reason = "test helper")]
fn prompt() -> PromptStep<Wish> {
    PromptStep::new(
        PromptTemplate::new("system", "Write a story as JSON.").unwrap(),
        PromptTemplate::new("user", "<requirement>{{ requirement }}</requirement>").unwrap(),
    )
}

fn story() -> Repair<Story, SchemaValidator<Story>> {
    let schema = Schema::new()
        .required("summary", Kind::Text { min: 1, max: 20 })
        .required("points", Kind::Number { min: 1.0, max: 3.0 });
    Repair::new(ModelStep::default(), SchemaValidator::new(schema))
}

async fn run(model: &Scripted, sink: &Heard) -> Result<Outcome<Story>, ChainError> {
    let ctx = ChainContext::new(model, sink, CancellationToken::new());
    prompt().then(story()).traced(&ctx, wish()).await
}

fn done(outcome: Result<Outcome<Story>, ChainError>) -> Checked<Story> {
    match outcome {
        Ok(Outcome::Done(checked)) => checked,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_good_answer_goes_straight_through() {
    let model = Scripted::answering(&["Sure:\n```json\n{\"summary\": \"Export\", \"points\": 2}\n```"]);
    let sink = Heard::default();
    let checked = done(run(&model, &sink).await);
    assert_eq!(checked.value, Story { summary: "Export".into(), points: 2 });
    assert_eq!((checked.repairs, checked.usage.total()), (0, 15));
    assert!(sink.0.lock().unwrap().starts_with("Sure:"));
    let asked = model.asked.lock().unwrap();
    assert_eq!(asked[0].system, "Write a story as JSON.");
    assert_eq!(asked[0].messages, [Message::user("<requirement>Export as CSV</requirement>")]);
}

#[tokio::test]
async fn mistakes_are_shown_to_the_model_with_the_conversation() {
    let model = Scripted::answering(&[
        "I cannot do that as JSON",
        "{\"summary\": \"\", \"points\": 8}",
        "{\"summary\": \"Export\", \"points\": 3}",
    ]);
    let sink = Heard::default();
    let checked = done(run(&model, &sink).await);
    assert_eq!((checked.value.points, checked.repairs, checked.usage.total()), (3, 2, 45));
    assert_eq!(checked.conversation.messages.len(), 2);
    let asked = model.asked.lock().unwrap();
    let last = &asked[2].messages;
    assert_eq!(last.len(), 5);
    assert_eq!(last[1], Message::assistant("I cannot do that as JSON"));
    assert!(last[4].content.contains("- summary: is empty\n- points: must be between 1 and 3, but is 8"));
    assert_eq!(sink.0.lock().unwrap().matches('|').count(), 2);
}

#[tokio::test]
async fn after_two_repairs_the_problems_are_the_result() {
    let bad = "{\"summary\": \"Export\"}";
    let model = Scripted::answering(&[bad, "{\"points\": 1}", bad]);
    let error = run(&model, &Heard::default()).await.unwrap_err();
    let ChainError::AnswerInvalid { problems, text } = &error else { panic!("{error:?}") };
    assert_eq!((problems[0].to_string().as_str(), text.as_str()), ("points: is missing", bad));
    assert_eq!((error.code(), model.calls()), ("model_answer_invalid", 3));

    let model = Scripted::answering(&["no", "no", "never"]);
    let error = run(&model, &Heard::default()).await.unwrap_err();
    assert_eq!(error, ChainError::AnswerNotJson { text: "never".into() });
}

#[tokio::test]
async fn an_answer_that_stays_short_of_the_wish_may_be_settled_for_at_the_end_only() {
    struct Wishes;
    impl llm::chain::Validator<Story> for Wishes {
        fn validate(&self, value: &serde_json::Value) -> Result<Story, Vec<llm::chain::Problem>> {
            let story = Story::deserialize(value)
                .map_err(|error| vec![llm::chain::Problem::new("", error.to_string())])?;
            if story.points > 0 {
                Ok(story)
            } else {
                Err(vec![llm::chain::Problem::new("points", "are missing")])
            }
        }
        fn settle_for(&self, value: &serde_json::Value) -> Option<Story> {
            Story::deserialize(value).ok()
        }
    }
    let run = async |answers: &[&str]| {
        let (model, sink) = (Scripted::answering(answers), Heard::default());
        let ctx = ChainContext::new(&model, &sink, CancellationToken::new());
        let outcome = prompt().then(Repair::new(ModelStep::default(), Wishes)).traced(&ctx, wish()).await;
        (outcome, model.calls())
    };
    let (short, good) = (r#"{"summary": "a", "points": 0}"#, r#"{"summary": "a", "points": 1}"#);
    let (outcome, calls) = run(&[short, good]).await;
    assert_eq!((done(outcome).value.points, calls), (1, 2));
    let (outcome, calls) = run(&["no", short, short]).await;
    assert_eq!((done(outcome).value.points, calls), (0, 3));
    let (outcome, _) = run(&[short, short, "{}"]).await;
    assert!(matches!(outcome, Err(ChainError::AnswerInvalid { .. })), "{outcome:?}");
}

#[tokio::test]
async fn questions_and_tool_wishes_are_outcomes_of_their_own() {
    let model =
        Scripted::answering(&[r#"{"mode": "clarify", "question": "Which format?", "fields": ["format"]}"#]);
    let Ok(Outcome::Clarify(asked, conversation)) = run(&model, &Heard::default()).await else { panic!() };
    let names: Vec<_> = asked.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!((asked.question.as_str(), names), ("Which format?", vec!["format"]));
    assert_eq!(conversation.messages.len(), 2);

    let model = Scripted::answering(&[r#"{"mode": "tool", "tool": "jira_search", "args": {"jql": "x"}}"#]);
    let Ok(Outcome::Tool(call, _)) = run(&model, &Heard::default()).await else { panic!() };
    assert_eq!((call.tool.as_str(), &call.args["jql"]), ("jira_search", &json!("x")));
}

#[tokio::test]
async fn failures_of_the_model_keep_their_codes() {
    for (error, code) in [
        (LlmError::CircuitOpen, "model_unavailable"),
        (LlmError::Unauthorised { status: 401 }, "model_unauthorised"),
        (LlmError::Refused { status: 422, message: "x".into() }, "model_refused_request"),
        (LlmError::Empty, "model_answer_empty"),
        (LlmError::Cut { detail: "x".into() }, "cut"),
        (LlmError::TimedOut, "timed_out"),
        (LlmError::Cancelled, "cancelled"),
    ] {
        let outcome = run(&Scripted::failing(error), &Heard::default()).await;
        assert_eq!(outcome.unwrap_err().code(), code);
    }
}

#[tokio::test]
async fn budget_and_deadline_are_checked_before_each_call() {
    let sink = Heard::default();
    let model = Scripted::answering(&["no", "no"]);
    let mut ctx = ChainContext::new(&model, &sink, CancellationToken::new());
    ctx.token_budget = Some(40);
    let error = prompt().then(story()).traced(&ctx, wish()).await.unwrap_err();
    assert!(matches!(error, ChainError::Budget { .. }), "{error:?}");
    assert!(model.calls() >= 1 && ctx.used().total() <= 40);

    let model = Scripted::answering(&[]);
    let mut ctx = ChainContext::new(&model, &sink, CancellationToken::new());
    ctx.deadline = Some(tokio::time::Instant::now().checked_sub(Duration::from_millis(1)).unwrap());
    assert_eq!(prompt().then(story()).traced(&ctx, wish()).await, Err(ChainError::TimedOut));
    assert_eq!(model.calls(), 0);
}

#[tokio::test]
async fn memory_comes_before_the_new_message_and_steps_compose() {
    let model = Scripted::answering(&["{\"a\": 1}"]);
    let sink = Heard::default();
    let ctx = ChainContext::new(&model, &sink, CancellationToken::new());
    let mut memory = Memory::new(vec![Message::user("First")]);
    memory.remember(Message::assistant("Answer"));
    let chain = prompt().with_memory(memory).then(ModelStep::default()).then(OutputParser);
    let (parsed, answer): (Parsed, Answer) = chain.traced(&ctx, wish()).await.unwrap();
    assert_eq!(parsed, Parsed::Value(json!({"a": 1})));
    assert_eq!(answer.conversation.messages.len(), 4);
    assert_eq!(
        model.asked.lock().unwrap()[0].messages[..2],
        [Message::user("First"), Message::assistant("Answer")]
    );
}

#[tokio::test]
async fn a_step_of_the_products_own_fits_into_a_chain() {
    struct Shorter;
    #[async_trait::async_trait]
    impl Step<Prompt, Prompt> for Shorter {
        fn name(&self) -> &'static str {
            "shorter"
        }
        async fn run(&self, _ctx: &ChainContext<'_>, mut prompt: Prompt) -> Result<Prompt, ChainError> {
            prompt.max_tokens = Some(7);
            Ok(prompt)
        }
    }
    let model = Scripted::answering(&["hi"]);
    let sink = Heard::default();
    let ctx = ChainContext::new(&model, &sink, CancellationToken::new());
    let answer = prompt().then(Shorter).then(ModelStep::default()).traced(&ctx, wish()).await.unwrap();
    assert_eq!((answer.text.as_str(), model.asked.lock().unwrap()[0].max_tokens), ("hi", Some(7)));
}

#[tokio::test]
async fn a_deadline_in_the_middle_of_an_answer_still_counts_what_was_used() {
    let model = Scripted::stalling_after("{\"summary\": \"Half");
    let sink = Heard::default();
    let mut ctx = ChainContext::new(&model, &sink, CancellationToken::new());
    ctx.deadline = Some(tokio::time::Instant::now() + Duration::from_millis(60));
    assert_eq!(prompt().then(story()).traced(&ctx, wish()).await, Err(ChainError::TimedOut));
    assert!(ctx.used().estimated && ctx.used().completion_tokens > 0);
    assert_eq!(*sink.0.lock().unwrap(), "{\"summary\": \"Half");
}

#[tokio::test]
async fn a_chain_may_show_fewer_mistakes_and_records_what_was_sent_and_said() {
    let model = Scripted::answering(&["no JSON", "{\"summary\": \"Export\", \"points\": 3}"]);
    let sink = Heard::default();
    let ctx = ChainContext::new(&model, &sink, CancellationToken::new());
    let error = prompt().then(story().at_most(0)).traced(&ctx, wish()).await.unwrap_err();
    assert_eq!(error.code(), "model_answer_not_json");
    let calls = ctx.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].sent.system, "Write a story as JSON.");
    assert_eq!(calls[0].sent.messages, [Message::user("<requirement>Export as CSV</requirement>")]);
    assert_eq!(calls[0].answer, "no JSON");
}
