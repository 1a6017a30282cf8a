//! A model without native tools asks for read tools in its answers.

#![expect(dead_code, reason = "the scripted model can do more than is asked of it here")]

mod scripted;

use std::sync::Mutex;

use async_trait::async_trait;
use llm::chain::{
    ChainContext, ChainError, Kind, LookUp, ModelStep, Outcome, Prompt, Repair, Schema, SchemaValidator,
    Step, ToolRunner,
};
use llm::envelope::ToolCall;
use llm::tools::{ToolRegistry, ToolSpec};
use llm::{Message, Role};
use scripted::{Heard, Scripted};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

const WISH: &str = r#"{"mode": "tool", "tool": "get_issue", "args": {"key": "CLINIC-1", "delete": true}}"#;
const STORY: &str = r#"{"summary": "Export"}"#;

/// Remembers what it was asked for.
#[derive(Default)]
struct Shelf(Mutex<Vec<Value>>);

#[async_trait]
#[expect(clippy::unwrap_used, reason = "test helper")]
impl ToolRunner for Shelf {
    async fn run(&self, call: &ToolCall) -> String {
        self.0.lock().unwrap().push(json!({ "tool": call.tool, "args": call.args }));
        format!("<result>{} is done</result>", call.tool)
    }
}

async fn run(model: &Scripted, shelf: &Shelf, sink: &Heard) -> Result<Outcome<Value>, ChainError> {
    let schema = Schema::new().required("summary", Kind::Text { min: 1, max: 20 });
    let repair = Repair::new(ModelStep::default(), SchemaValidator::new(schema));
    let registry = ToolRegistry::new(vec![
        ToolSpec::new("get_issue", "One issue.").required("key", "Which issue, such as CLINIC-245?"),
    ]);
    let ctx = ChainContext::new(model, sink, CancellationToken::new());
    let prompt = Prompt { messages: vec![Message::user("Write it.")], ..Prompt::default() };
    LookUp::new(repair, &registry, shelf).traced(&ctx, prompt).await
}

#[tokio::test]
async fn what_was_looked_up_comes_back_and_the_wish_is_not_part_of_the_answer() {
    let (model, shelf, sink) = (Scripted::answering(&[WISH, STORY]), Shelf::default(), Heard::default());
    let outcome = run(&model, &shelf, &sink).await.unwrap();
    assert!(matches!(outcome, Outcome::Done(checked) if checked.json == json!({"summary": "Export"})));
    // An argument that the tool does not have is dropped.
    let asked = json!({ "tool": "get_issue", "args": { "key": "CLINIC-1" } });
    assert_eq!(*shelf.0.lock().unwrap(), [asked]);
    assert_eq!(*sink.0.lock().unwrap(), format!("{WISH}|{STORY}"));
    let requests = model.asked.lock().unwrap();
    let said: Vec<_> =
        requests[1].messages.iter().map(|message| (message.role, message.content.as_str())).collect();
    assert_eq!(
        said,
        [
            (Role::User, "Write it."),
            (Role::Assistant, WISH),
            (Role::User, "<result>get_issue is done</result>")
        ]
    );
}

#[tokio::test]
async fn tools_that_are_not_on_the_list_never_run_and_the_model_is_told_which_are() {
    let wish = r#"{"mode": "tool", "tool": "delete_issue", "args": {"key": "CLINIC-1"}}"#;
    let (model, shelf) = (Scripted::answering(&[wish, STORY]), Shelf::default());
    let outcome = run(&model, &shelf, &Heard::default()).await.unwrap();
    assert!(matches!(outcome, Outcome::Done(_)));
    assert!(shelf.0.lock().unwrap().is_empty());
    let told = model.asked.lock().unwrap()[1].messages[2].content.clone();
    assert_eq!(told, "There is no such tool. The tools are: get_issue.");
}

#[tokio::test]
async fn an_argument_that_is_missing_is_asked_of_the_person() {
    let wish = r#"{"mode": "tool", "tool": "get_issue", "args": {"key": " "}}"#;
    let (model, shelf) = (Scripted::answering(&[wish]), Shelf::default());
    match run(&model, &shelf, &Heard::default()).await.unwrap() {
        Outcome::Clarify(question, conversation) => {
            assert_eq!(question.question, "Which issue, such as CLINIC-245?");
            assert_eq!(question.fields[0].name, "key");
            assert_eq!(conversation.messages.last().unwrap().content, wish);
        }
        other => panic!("{other:?}"),
    }
    assert!(shelf.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn looking_something_up_gives_no_new_tries() {
    let answers = ["no JSON", WISH, "no JSON", WISH, "no JSON", STORY];
    let (model, shelf) = (Scripted::answering(&answers), Shelf::default());
    let error = run(&model, &shelf, &Heard::default()).await.unwrap_err();
    assert_eq!(error.code(), "model_answer_not_json");
    assert_eq!(model.asked.lock().unwrap().len(), 5, "two mistakes are shown, the third is the end");
}

#[tokio::test]
async fn a_model_that_never_stops_asking_is_stopped() {
    let (model, shelf) = (Scripted::answering(&[WISH; 8]), Shelf::default());
    let error = run(&model, &shelf, &Heard::default()).await.unwrap_err();
    assert_eq!(error.code(), "model_answer_not_json");
    assert_eq!(shelf.0.lock().unwrap().len(), 6);
    let requests = model.asked.lock().unwrap();
    assert_eq!(requests.len(), 8);
    assert!(requests[7].messages.last().unwrap().content.starts_with("Nothing more can be looked up."));
}
