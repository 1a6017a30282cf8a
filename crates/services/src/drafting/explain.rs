//! Explaining what went wrong with a draft: a model says it in other words, and what to try.

use super::{
    must_have,
    my_model::{MyModel, my_model},
    start::{count, must_be_open},
    subject,
};
use crate::{Resources, audit, delimiters::as_data, failures, long_work, usage};
use contract::{
    Outcome as Answered,
    events::{JobEvent, NumberedEvent},
    services::Caller,
    views::{ExplanationView, JobView, Started},
};
use domain::{
    failure::{Category, Failure},
    ids::DraftId,
    principal::Principal,
    text::{clean, one_line},
};
use jobs::{Ending, Job, JobContext, Lane, Lost, NewJob, Outcome, Runner};
use llm::{
    Message,
    chain::{
        ChainContext, ChainError, ModelStep, NoSink, Outcome as Ended, Problem, Prompt, PromptTemplate,
        Repair, Step,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use store::{
    Tx,
    drafts::{self, Draft, Explanation},
};

/// Asks the model to explain what went wrong with one draft.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExplainFailure {
    /// The draft.
    pub draft: DraftId,
}

/// Characters of an explanation.
const TEXT: usize = 1_500;
/// Steps to try, and characters of one.
const STEPS: usize = 6;
const STEP: usize = 400;
/// The prompt in `prompts.json`.
const PROMPT: &str = "explain_error";

/// What is wrong with the draft right now.
fn trouble(tx: &mut Tx, draft: &Draft) -> Answered<Option<Failure>> {
    if draft.failure.is_some() {
        return Ok(draft.failure.clone());
    }
    let job = draft.job.map(|job| store::jobs::view(tx, job)).transpose()?.flatten();
    Ok(job.and_then(|job| job.failure))
}

fn about(failure: &Failure) -> String {
    format!("{}: {}", failure.code, failure.message)
}

/// Starts it. A second click finds the first one's work.
pub(super) async fn explain(
    resources: &Resources,
    runner: &Runner,
    caller: &Caller,
    principal: &Principal,
    draft: DraftId,
) -> Answered<Started> {
    if !resources.settings.current().error_explanations {
        let words = "This site does not let models explain what went wrong.";
        return Err(Failure::new("draft.no_explanations", Category::AdminRequired, words));
    }
    count(resources, principal).await?;
    let (owner, most) = (runner.place(ExplainFailure::LANE), runner.per_person());
    let caller = caller.clone();
    let job = resources
        .store
        .of(principal)
        .write(move |tx| -> Answered<_> {
            let found = must_have(tx, draft)?;
            let failure = trouble(tx, &found)?.ok_or_else(|| {
                Failure::new(
                    "draft.nothing_wrong",
                    Category::Conflict,
                    "Nothing is wrong with this draft any more.",
                )
            })?;
            must_be_open(tx)?;
            let new = NewJob::of(&ExplainFailure { draft })
                .map_err(|error| failures::internal("a job's payload", &error))?
                .deduplicated(format!("explain:{draft}"))
                .claimed_by(owner)
                .at_most(most)
                .traced(&*caller.request_id);
            let job = store::jobs::enqueue(tx, new)?;
            let asked = Explanation { of: about(&failure), job: job.id, text: None, steps: Vec::new() };
            drafts::set_explanation(tx, draft, &asked)?;
            store::audit::record(tx, &audit::entry_about("draft.explained", subject(draft), "ok", &caller))?;
            Ok(job)
        })
        .await?;
    let started = Started { draft, job: job.id };
    if !job.existing {
        runner.run_claimed(job);
    }
    Ok(started)
}

/// What the draft's page shows of it: nothing when it is about something that is over.
pub(super) fn view(tx: &mut Tx, draft: &Draft, job: Option<&JobView>) -> Answered<Option<ExplanationView>> {
    let Some(explanation) = &draft.explanation else { return Ok(None) };
    let trouble = draft.failure.as_ref().or_else(|| job?.failure.as_ref());
    if trouble.map(about).as_ref() != Some(&explanation.of) {
        return Ok(None);
    }
    let job = if explanation.text.is_none() { store::jobs::view(tx, explanation.job)? } else { None };
    Ok(Some(ExplanationView {
        job,
        text: explanation.text.clone().unwrap_or_default(),
        steps: explanation.steps.clone(),
    }))
}

impl Job for ExplainFailure {
    const KIND: &'static str = "explain";
    const LANE: Lane = Lane::Interactive;
    const MAX_ATTEMPTS: i32 = 2;
    const TIME_LIMIT: Duration = Duration::from_mins(3);
    const ON_LOST: Lost = Lost::Requeue;
    type Env = Arc<Resources>;
    type Checkpoint = ();

    async fn run(self, ctx: JobContext, env: Self::Env, _checkpoint: Option<()>) -> Outcome<()> {
        match run(&ctx, &env, self.draft).await {
            Ok(event) => Outcome::Settled(event),
            Err(failure) => Outcome::Fail(failure),
        }
    }
}

async fn run(ctx: &JobContext, env: &Arc<Resources>, id: DraftId) -> Answered<NumberedEvent> {
    let (settings, principal) = (env.settings.current(), ctx.principal());
    let current = Arc::clone(&settings);
    let (draft, failure, budget) = env
        .store
        .of(principal)
        .read(move |tx| -> Answered<_> {
            let draft = must_have(tx, id)?;
            let failure = trouble(tx, &draft)?.ok_or_else(|| Failure::not_found("failure"))?;
            Ok((draft, failure, usage::left_today(tx, &current)?))
        })
        .await?;
    let MyModel { provider, model, secrets } = my_model(env, principal, &settings).await?;
    let message = format!("Asking {}", provider.label);
    long_work::tell(ctx, JobEvent::Progress { message, done: 0, total: 0 }).await;
    let mut chain = ChainContext::new(model.as_ref(), &NoSink, ctx.cancel().clone());
    ctx.trace().unwrap_or_default().clone_into(&mut chain.request_id);
    chain.token_budget = budget;
    let run = usage::Run {
        principal: *principal,
        subject: id.into(),
        job: ctx.job(),
        step: "explain",
        provider: &provider,
        secrets,
    };
    let recording = usage::Recording::of(env, &chain, run);
    let said = ask(&chain, provider.prompts.system(PROMPT), &draft, &failure).await;
    recording.end().await;
    let said = said.map_err(|error| failures::chain(&error))?;
    let kept = Explanation { of: about(&failure), job: ctx.job(), text: Some(said.text), steps: said.steps };
    let closing = ctx.close().await.map_err(|_| Failure::internal())?;
    env.store
        .of(principal)
        .write(move |tx| -> Answered<_> {
            drafts::set_explanation(tx, id, &kept)?;
            store::jobs::finish(tx, &closing, &Ending::Done(None))?.ok_or_else(Failure::internal)
        })
        .await
}

/// What the model says.
struct Said {
    text: String,
    steps: Vec<String>,
}

async fn ask(
    chain: &ChainContext<'_>,
    prompt: Option<&str>,
    draft: &Draft,
    failure: &Failure,
) -> Result<Said, ChainError> {
    let missing =
        || ChainError::Prompt { name: PROMPT.to_owned(), detail: "it is not in prompts.json".to_owned() };
    let system = PromptTemplate::new(PROMPT, prompt.ok_or_else(missing)?)?.render(&serde_json::json!({}))?;
    let prompt =
        Prompt { system, messages: vec![Message::user(question(draft, failure))], ..Prompt::default() };
    match Repair::new(ModelStep::default(), read).traced(chain, prompt).await? {
        Ended::Done(checked) => Ok(checked.value),
        Ended::Clarify(..) | Ended::Tool(..) => {
            Err(ChainError::AnswerNotJson { text: "a question in place of an explanation".to_owned() })
        }
    }
}

fn question(draft: &Draft, failure: &Failure) -> String {
    let mut problem = about(failure);
    if !failure.next.is_empty() {
        problem = format!("{problem}\nThe product says what to do: {}", failure.next);
    }
    for field in &failure.fields {
        problem = format!("{problem}\n- {}: {}", field.field, field.message);
    }
    let draft_words = format!(
        "{} in the project {}, {}\n{}",
        draft.kind.label(),
        draft.project,
        draft.status.label().to_lowercase(),
        one_line(&draft.title)
    );
    format!("Explain this.\n\n{}\n\n{}", as_data("problems", &problem), as_data("draft", &draft_words))
}

/// An explanation and steps; what is too long is cut, because it is only read.
fn read(value: &Value) -> Result<Said, Vec<Problem>> {
    let cut = |text: &str, most: usize| clean(text).trim().chars().take(most).collect::<String>();
    let text =
        value.get("explanation").and_then(Value::as_str).map(|text| cut(text, TEXT)).unwrap_or_default();
    if text.is_empty() {
        return Err(vec![Problem::new("explanation", "must be a text")]);
    }
    let steps = value.get("steps").and_then(Value::as_array).into_iter().flatten();
    let steps = steps.filter_map(Value::as_str).map(|step| cut(&one_line(step), STEP));
    Ok(Said { text, steps: steps.filter(|step| !step.is_empty()).take(STEPS).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_explanation_is_read_and_bounded() {
        let long = json!({ "explanation": "x".repeat(5_000), "steps": ["One\ntwo", 3, "", "y"] });
        let said = read(&long).ok().unwrap();
        assert_eq!((said.text.len(), said.steps), (TEXT, vec!["One two".to_owned(), "y".to_owned()]));
        assert_eq!(read(&json!({ "steps": [] })).err().unwrap()[0].path, "explanation");
        assert!(read(&json!("words")).is_err());
    }
}
