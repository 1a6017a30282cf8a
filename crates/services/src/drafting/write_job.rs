//! The job that asks the model and makes a draft of its answer.

use super::{
    chain::{Brief, Change, Parts, Turn, Written, write_draft},
    must_have,
    my_model::{MyModel, my_model},
    screen, split, start, subject,
};
use crate::{Resources, audit, delimiters::as_data, failures, long_work, rules, tools, usage};
use contract::{Outcome as Answered, events::JobEvent};
use domain::{
    draft::{DraftContent, Field, Revise, Scope, merge, partial},
    failure::Failure,
    ids::DraftId,
    partial_json::PartialJson,
    rules::evaluate,
};
use jobs::{Ending, Job, JobContext, Lane, Lost, Outcome};
use llm::{
    LlmError,
    chain::{ChainContext, ChainError, Restart, TokenSink},
};
use serde::{Deserialize, Serialize};
use settings::TooManyPoints;
use std::{
    collections::BTreeSet,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use store::drafts;

/// Writes one draft. The value is what is stored while it waits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WriteDraft {
    /// The draft.
    pub draft: DraftId,
}

/// How long a finished draft waits for Jira to say what it asks for.
const MOMENT: Duration = Duration::from_secs(1);
/// How many earlier instructions a model is told.
const REMEMBERED: usize = 20;

/// What a run that waits for an answer leaves for the next one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Conversation {
    turns: Vec<Turn>,
}

impl Job for WriteDraft {
    const KIND: &'static str = "draft";
    const LANE: Lane = Lane::Interactive;
    const MAX_ATTEMPTS: i32 = 12;
    const TIME_LIMIT: Duration = Duration::from_mins(10);
    const ON_LOST: Lost = Lost::Interrupt;
    type Env = Arc<Resources>;
    type Checkpoint = Conversation;

    async fn run(
        self,
        ctx: JobContext,
        env: Self::Env,
        checkpoint: Option<Conversation>,
    ) -> Outcome<Conversation> {
        let mut turns = checkpoint.map(|conversation| conversation.turns).unwrap_or_default();
        if let (false, Some(last)) = (turns.is_empty(), ctx.answers().last()) {
            turns.push(Turn { by_model: false, text: as_data("answer", &last.answer) });
        }
        let outcome = match write(&ctx, &env, self.draft, &turns).await {
            Ok(Ended::Written(Written::Draft(content))) => finish(&ctx, &env, self.draft, &content).await,
            Ok(Ended::Written(Written::Parts(parts))) => split::finish(&ctx, &env, self.draft, parts).await,
            Ok(Ended::Written(Written::Question { question, fields, conversation })) => {
                Outcome::Wait { question, fields, checkpoint: Conversation { turns: conversation } }
            }
            Ok(Ended::Cut(message)) => Outcome::Interrupted(message),
            Err(failure) => Outcome::Fail(failure),
        };
        note(&ctx, &env, self.draft, &outcome).await;
        outcome
    }
}

/// Writes down how the model fared. A stop is the person's own and written down where they ask for it.
async fn note(ctx: &JobContext, env: &Resources, draft: DraftId, outcome: &Outcome<Conversation>) {
    let outcome = match outcome {
        Outcome::Done(_) | Outcome::Settled(_) => "ok",
        Outcome::Wait { .. } => "waiting",
        Outcome::Interrupted(_) => "interrupted",
        Outcome::Retry { failure, .. } | Outcome::Fail(failure) => failure.code.as_str(),
    };
    if !ctx.cancel().is_cancelled() {
        let entry = audit::entry_of_job("draft.written", subject(draft), outcome, ctx);
        audit::record(env, Some(ctx.principal().user()), entry).await;
    }
}

enum Ended {
    Written(Written),
    Cut(String),
}

/// Asks the model, passing its text on while it arrives.
async fn write(ctx: &JobContext, env: &Arc<Resources>, id: DraftId, turns: &[Turn]) -> Answered<Ended> {
    let settings = env.settings.current();
    let principal = ctx.principal();
    let current = Arc::clone(&settings);
    let (draft, prompt, earlier, rules, parts, contexts, budget) = env
        .store
        .of(principal)
        .read(move |tx| -> Answered<_> {
            let draft = must_have(tx, id)?;
            let rules = rules::of_draft(tx, &current, &draft)?;
            let earlier = drafts::instructions(tx, id, REMEMBERED)?;
            let splits = draft.revise.as_ref().is_some_and(|revise| revise.scope == Scope::Split);
            let parts = splits.then(|| split::usual(tx, &current, &draft)).transpose()?;
            let contexts = store::draft_contexts::list(tx, id)?;
            let budget = usage::left_today(tx, &current)?;
            Ok((draft, store::prompts::chosen(tx, id)?, earlier, rules, parts, contexts, budget))
        })
        .await?;
    let MyModel { provider, model, secrets } = my_model(env, principal, &settings).await?;
    let provider = &provider;
    let request_id = ctx.trace().unwrap_or_default().to_owned();
    long_work::tell(
        ctx,
        JobEvent::Progress { message: format!("Asking {}", provider.label), done: 0, total: 0 },
    )
    .await;

    // A draft can be written without them.
    let hints = tools::hints(env, principal).await.unwrap_or_default();
    let look_ups = tools::LookUps::open(env, ctx, &hints).await;
    let lines: Vec<String> = hints.into_iter().map(|hint| hint.line).collect();
    let sink = Sink::new(ctx);
    let mut chain = ChainContext::new(model.as_ref(), &sink, ctx.cancel().clone());
    chain.request_id = request_id;
    chain.token_budget = budget;
    let brief = Brief {
        requirement: &draft.requirement,
        kind: draft.kind,
        format: draft.format,
        template: draft.template.as_deref(),
        project: &draft.project,
        rules: &rules,
        prompt: prompt.as_ref(),
        hints: &lines,
        tools: &look_ups.registry().hints(),
        contexts: &contexts,
        conversation: turns,
        change: draft.revise.as_ref().map(|revise| Change {
            before: &draft.written.content,
            revise,
            earlier: &earlier,
        }),
        parts: parts.as_ref().map(|(shape, rules)| Parts { shape: *shape, rules }),
    };
    let rounds = u8::try_from(settings.validation.fix_rounds).unwrap_or(u8::MAX);
    let asking = write_draft(&chain, provider, &brief, &look_ups, rounds);
    let screen = screen::refresh(env, principal, &draft, ctx.trace().unwrap_or_default());
    let run = usage::Run {
        principal: *principal,
        subject: id.into(),
        job: ctx.job(),
        step: step(draft.revise.as_ref()),
        provider,
        secrets,
    };
    let recording = usage::Recording::of(env, &chain, run);
    let written = beside(asking, screen).await;
    recording.end().await;
    match written {
        Ok(written) => Ok(Ended::Written(written)),
        Err(ChainError::Cut(LlmError::Cut { .. })) if sink.has_text() => {
            let rest = match draft.revise {
                None => "What it wrote so far is kept.",
                Some(_) => "The draft is as it was before.",
            };
            Ok(Ended::Cut(format!("The model's answer was cut off. {rest}")))
        }
        Err(error) => {
            tracing::info!(code = error.code(), "a draft was not written");
            Err(failures::chain(&error))
        }
    }
}

/// Runs `side` while `main` runs. Once that is done, `side` gets a moment more and is then given up.
async fn beside<T>(main: impl Future<Output = T>, side: impl Future<Output = ()>) -> T {
    let (mut main, mut side) = (pin!(main), pin!(side));
    tokio::select! {
        biased;
        done = &mut main => {
            // Not told in time: it is asked again when it is needed.
            let _ = tokio::time::timeout(MOMENT, side).await;
            done
        }
        () = &mut side => main.await,
    }
}

/// Stores the draft and ends the job in one transaction, so that neither is ever seen without the other.
async fn finish(
    ctx: &JobContext,
    env: &Resources,
    id: DraftId,
    content: &DraftContent,
) -> Outcome<Conversation> {
    let settings = env.settings.current();
    let found = env
        .store
        .of(ctx.principal())
        .read(move |tx| -> Answered<_> {
            let draft = must_have(tx, id)?;
            Ok((rules::of_draft(tx, &settings, &draft)?, draft))
        })
        .await;
    let (set, draft) = match found {
        Ok(found) => found,
        Err(failure) => return Outcome::Fail(failure),
    };
    // A change adds nothing that somebody may have taken away.
    let mut answer = content.clone();
    if draft.revise.is_none() {
        set.give(&mut answer);
    }
    let scope = draft.revise.as_ref().map_or(Scope::Whole, |revise| revise.scope);
    let written = merge(&draft.written, &answer, scope, draft.format);
    long_work::tell(
        ctx,
        JobEvent::Draft { partial: false, field: None, content: Some(Box::new(written.content.clone())) },
    )
    .await;
    long_work::tell(ctx, JobEvent::Validation { checks: evaluate(&set, &written.content, draft.format) })
        .await;
    let proposes_parts = draft.revise.is_none()
        && env.settings.current().validation.too_many_points == TooManyPoints::Split
        && split::is_called_for(&set, &written.content, draft.format);
    let (reason, instructions) = why(draft.revise);
    let request_id = ctx.trace().unwrap_or_default().to_owned();
    let Ok(closing) = ctx.close().await else { return Outcome::Fail(Failure::internal()) };
    let settled = env
        .store
        .of(ctx.principal())
        .write(move |tx| -> Answered<_> {
            let version = drafts::store_result(tx, id, &written, &reason, instructions.as_deref())?
                .ok_or_else(|| Failure::not_found("draft"))?;
            let event = store::jobs::finish(tx, &closing, &Ending::Done(None))?;
            // The draft is safe; its parts are another piece of work.
            if proposes_parts {
                let revise = Revise { scope: Scope::Split, instructions: String::new() };
                if drafts::begin_revision(tx, id, version, &revise)? {
                    start::enqueue(tx, id, None, u32::MAX, &request_id)?;
                }
            }
            event.ok_or_else(Failure::internal)
        })
        .await;
    match settled {
        Ok(event) => Outcome::Settled(event),
        Err(failure) => Outcome::Fail(failure),
    }
}

/// What the calls of a run are kept as.
fn step(revise: Option<&Revise>) -> &'static str {
    match revise.map(|revise| revise.scope) {
        None => "draft",
        Some(Scope::Whole) => "revise",
        Some(Scope::Rules) => "fix",
        Some(Scope::Split) => "split",
        Some(Scope::Field(_)) => "section",
    }
}

/// What the revision is kept as.
fn why(revise: Option<Revise>) -> (String, Option<String>) {
    let Some(Revise { scope, instructions }) = revise else { return ("written".to_owned(), None) };
    let reason = match scope {
        Scope::Whole => "revised".to_owned(),
        Scope::Rules => "fixed".to_owned(),
        Scope::Split => "split".to_owned(),
        Scope::Field(field) => format!("rewritten:{}", field.as_str()),
    };
    (reason, Some(instructions).filter(|text| !text.is_empty()))
}

/// Passes the model's text to the job's log, and says when a field of the draft is complete.
struct Sink<'a> {
    ctx: &'a JobContext,
    reading: Mutex<Reading>,
    /// Text of earlier runs of this job, which stays.
    start: u64,
}

#[derive(Default)]
struct Reading {
    json: PartialJson,
    told: BTreeSet<Field>,
    writing: Option<Field>,
    bytes: u64,
}

impl<'a> Sink<'a> {
    fn new(ctx: &'a JobContext) -> Self {
        Self { ctx, reading: Mutex::default(), start: ctx.text_len() }
    }

    fn has_text(&self) -> bool {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner).bytes > 0
    }

    /// The field that has just been completed: the one before the field that is being written now.
    fn completed(&self, piece: &str) -> Option<Field> {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        reading.bytes += piece.len() as u64;
        reading.json.push(piece);
        let path = reading.json.writing();
        let now = path.as_deref().and_then(|path| Field::parse(path.split('.').next().unwrap_or_default()));
        let before = reading.writing;
        if now == before || now.is_none() {
            return None;
        }
        reading.writing = now;
        let done = before.filter(|field| !reading.told.contains(field))?;
        let value = reading.json.value()?;
        if !partial(&value).has(done) {
            return None;
        }
        reading.told.insert(done);
        Some(done)
    }
}

#[async_trait::async_trait]
impl TokenSink for Sink<'_> {
    async fn token(&self, piece: &str) {
        self.ctx.token(piece);
        if let Some(field) = self.completed(piece) {
            long_work::tell(self.ctx, JobEvent::Draft { partial: true, field: Some(field), content: None })
                .await;
        }
    }

    async fn restarted(&self, why: Restart) {
        *self.reading.lock().unwrap_or_else(PoisonError::into_inner) = Reading::default();
        long_work::tell(self.ctx, JobEvent::Rewind { bytes: self.start }).await;
        let message = match why {
            Restart::Mistakes => "The answer was not complete; the model writes it again",
            Restart::LookUp => "The model goes on with what it has looked up",
        };
        let message = message.to_owned();
        long_work::tell(self.ctx, JobEvent::Progress { message, done: 0, total: 0 }).await;
    }
}
