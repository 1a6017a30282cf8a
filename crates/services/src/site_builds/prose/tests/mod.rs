//! Words of models, good and bad: scripted ones here, those of the sandbox in `sandboxed`.

mod hostile;
mod sandboxed;
mod sizes;

use super::*;
use async_trait::async_trait;
use futures::{StreamExt, stream};
use llm::{ChatEvent, ChatModel, ChatRequest, ChatStream, FinishReason, Usage, chain::NoSink};
use serde_json::{Value, json};
use site_spec::{
    plan::{self, Options, Plan, Ticket},
    reading::Workbook,
    sheets::{Choices, Spec},
};
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};
use tokio_util::sync::CancellationToken;

const BUNDLES: &str =
    "Name,Machine name,X,Type,Mod.\nArticle,article,a,Content type,y\nPerson,person,a,Content type,n\n";
const FIELDS: &str = "Bundle,Field label,Machine name,X,Field type,Ref. bundle,Req'd,Notes\nArticle (Content type),Author,field_author,a,Entity reference,Person (Content type),y,\nArticle (Content type),Lead,field_lead,a,\"Text (plain, long)\",,n,At most 160 characters\n";

const SITE: Site<'static> =
    Site { name: "Campus", description: "The public site of a university.\nIn English." };

/// The plan of these sheets, and the ticket whose title holds the words.
fn with_ticket<T>(
    files: &[(&str, &str)],
    title: &str,
    look: impl FnOnce(&Spec<'_>, &Ticket, &Plan) -> T,
) -> T {
    let mut workbook = Workbook::new();
    for (name, text) in files {
        workbook.add_text(name, text);
    }
    let spec = Spec::of(&workbook, &Choices::new());
    let plan = plan::plan(&spec, &Options::default());
    let ticket = plan.tickets.iter().find(|ticket| ticket.title.contains(title)).unwrap();
    look(&spec, ticket, &plan)
}

fn facts_of(files: &[(&str, &str)], title: &str) -> Facts {
    with_ticket(files, title, |spec, ticket, plan| Facts::of(SITE, spec, ticket, plan))
}

/// The fields of articles.
fn facts() -> Facts {
    facts_of(&[("Bundles.csv", BUNDLES), ("Fields.csv", FIELDS)], "fields of Article")
}

/// The prompt as it is shipped.
fn shipped() -> String {
    let file: Value = serde_json::from_str(include_str!("../../../../../../config/prompts.json")).unwrap();
    let lines = file["system_prompts"][PROMPT].as_array().unwrap();
    lines.iter().map(|line| line.as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

/// Gives its answers in order, and remembers what it was asked.
struct Scripted {
    answers: Mutex<VecDeque<Result<String, LlmError>>>,
    asked: Mutex<Vec<ChatRequest>>,
}

impl Scripted {
    fn answering(answers: &[Value]) -> Self {
        Self::with(answers.iter().map(|answer| Ok(answer.to_string())).collect())
    }

    fn with(answers: VecDeque<Result<String, LlmError>>) -> Self {
        Self { answers: Mutex::new(answers), asked: Mutex::default() }
    }

    fn asked(&self) -> Vec<ChatRequest> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl ChatModel for Scripted {
    fn id(&self) -> &'static str {
        "scripted/one"
    }

    async fn start(&self, request: ChatRequest, cancel: CancellationToken) -> Result<ChatStream, LlmError> {
        if cancel.is_cancelled() {
            return Err(LlmError::Cancelled);
        }
        self.asked.lock().unwrap().push(request);
        let answer = self.answers.lock().unwrap().pop_front().unwrap()?;
        let usage = Usage { prompt_tokens: 10, completion_tokens: 5, estimated: false };
        let events = [
            Ok(ChatEvent::Delta(answer)),
            Ok(ChatEvent::Finished { usage, finish_reason: FinishReason::Stop }),
        ];
        Ok(stream::iter(events).boxed())
    }
}

async fn written(model: &dyn ChatModel, facts: &Facts) -> Result<Written, ChainError> {
    let chain = ChainContext::new(model, &NoSink, CancellationToken::new());
    write(&chain, Some(&shipped()), facts).await
}

fn good() -> Value {
    json!({
        "story": "As an editor, I want articles to name their author in `field_author`, so that readers trust them.",
        "criteria": ["`field_author` offers people only.", "- `field_lead` takes at most 160 characters.", "`field_author` offers people only."],
    })
}

#[tokio::test]
async fn what_fits_the_data_is_taken_as_one_line_each() {
    let model = Scripted::answering(&[good()]);
    let written = written(&model, &facts()).await.unwrap();
    assert!(written.from_model && written.why_not.is_none());
    assert_eq!(written.prose.criteria.len(), 2, "{written:?}");
    assert_eq!(written.prose.criteria[1], "`field_lead` takes at most 160 characters.");
    let asked = &model.asked()[0];
    let question = &asked.messages[0].content;
    for word in
        ["Campus", "Configure fields of Article", "| Article (Content type) | Author | field_author |"]
    {
        assert!(question.contains(word) && !asked.system.contains(word), "{question}");
    }
    assert!(question.contains("- Create content type “Person”"), "{question}");
    assert!(asked.tools.is_empty());
}

#[tokio::test]
async fn an_invented_name_is_shown_to_the_model_once() {
    let mut bad = good();
    bad["criteria"][1] = json!("`field_subtitle` exists on node.type.article.");
    let model = Scripted::answering(&[bad.clone(), good()]);
    assert!(written(&model, &facts()).await.unwrap().from_model);
    let asked = model.asked();
    let words = &asked[1].messages.last().unwrap().content;
    let expected = "criteria.1: has names that are not in the data: field_subtitle, node.type.article";
    assert!(words.contains(expected), "{words}");

    let model = Scripted::answering(&[bad.clone(), bad]);
    let facts = facts();
    let kept = written(&model, &facts).await.unwrap();
    assert_eq!((model.asked().len(), kept.from_model), (2, false));
    assert_eq!(kept.prose, facts.template);
    assert!(kept.why_not.unwrap().contains("field_subtitle"));
}

#[tokio::test]
async fn the_form_is_checked() {
    let cases = [
        json!({"story": "x".repeat(501), "criteria": ["y"]}),
        json!({"story": "As an editor, I want this. Then more.", "criteria": ["y"]}),
        json!({"story": "", "criteria": ["y"]}),
        json!({"story": "…", "criteria": ["y"]}),
        json!({"story": "x", "criteria": []}),
        json!({"story": "x", "criteria": vec!["y"; 13]}),
        json!({"story": "x", "criteria": ["y".repeat(401)]}),
        json!({"story": "x", "criteria": [{"text": "y"}]}),
        json!({"story": "x"}),
        json!(["x"]),
    ];
    for case in cases {
        let model = Scripted::answering(&[case.clone(), case.clone()]);
        let written = written(&model, &facts()).await.unwrap();
        assert!(!written.from_model && written.why_not.is_some(), "{case}");
    }
}

#[tokio::test]
async fn no_answer_and_a_wish_are_no_words() {
    let question = json!({"mode": "clarify", "question": "Which one?", "fields": []});
    let tool = json!({"mode": "tool", "tool": "jira_search", "args": {}});
    for (answers, why) in [
        (vec![Ok(question.to_string())], "asked a question"),
        (vec![Ok(tool.to_string())], "look something up"),
        (vec![Ok("I would rather not.".to_owned()), Ok("No.".to_owned())], "expected form"),
        (vec![Err(LlmError::Empty)], "nothing"),
        (vec![Err(LlmError::Declined { reason: "no".to_owned() })], "declined"),
    ] {
        let model = Scripted::with(answers.into());
        let written = written(&model, &facts()).await.unwrap();
        assert!(written.why_not.as_ref().unwrap().contains(why), "{written:?}");
        assert!(!written.from_model && !written.prose.story.is_empty());
    }
}

#[tokio::test]
async fn what_stands_in_the_way_of_the_next_ticket_is_an_error() {
    for (error, code) in [
        (LlmError::Unavailable { detail: "gone".to_owned() }, "model_unavailable"),
        (LlmError::Unauthorised { status: 401 }, "model_unauthorised"),
        (LlmError::Refused { status: 422, message: "no".to_owned() }, "model_refused_request"),
        (LlmError::Cut { detail: "cut".to_owned() }, "cut"),
        (LlmError::TimedOut, "timed_out"),
        (LlmError::WebPage, "model_unavailable"),
    ] {
        let model = Scripted::with([Err(error)].into());
        assert_eq!(written(&model, &facts()).await.unwrap_err().code(), code);
    }
    let model = Scripted::answering(&[good()]);
    let mut chain = ChainContext::new(&model, &NoSink, CancellationToken::new());
    chain.token_budget = Some(10);
    assert_eq!(write(&chain, Some(&shipped()), &facts()).await.unwrap_err().code(), "budget");
    chain.token_budget = None;
    chain.cancel.cancel();
    assert_eq!(write(&chain, Some(&shipped()), &facts()).await.unwrap_err().code(), "cancelled");
    assert_eq!(write(&chain, None, &facts()).await.unwrap_err().code(), "prompt_invalid");
}
