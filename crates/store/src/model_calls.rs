//! What models were asked for a draft or a site build, what came back, and what it cost; and how many tokens a person used
//! each day.

use crate::{
    StoreError, Tx,
    decode::{json, to_json, without_nul},
    schema::{
        model_calls::{self, dsl},
        token_usage,
    },
};
use diesel::prelude::*;
use domain::{
    ids::{DraftId, JobId, ModelCallId, SiteBuildId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// What calls are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A draft.
    Draft(DraftId),
    /// A site build.
    SiteBuild(SiteBuildId),
}

impl From<DraftId> for Subject {
    fn from(id: DraftId) -> Self {
        Self::Draft(id)
    }
}

impl From<SiteBuildId> for Subject {
    fn from(id: SiteBuildId) -> Self {
        Self::SiteBuild(id)
    }
}

impl Subject {
    /// The two columns, of which one is filled.
    fn columns(self) -> (Option<String>, Option<String>) {
        match self {
            Self::Draft(id) => (Some(id.to_string()), None),
            Self::SiteBuild(id) => (None, Some(id.to_string())),
        }
    }
}

/// One call of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// What it was for: a draft, a split, …
    pub step: String,
    /// The provider's short name.
    pub provider: String,
    /// The model's name.
    pub model: String,
    /// How much was read and written.
    pub tokens: Tokens,
    /// Milliseconds to the first piece of text.
    pub first_token_ms: Option<u64>,
    /// Milliseconds in all.
    pub duration_ms: u64,
    /// What it cost, where the operator says what tokens cost.
    pub cost: Option<Cost>,
    /// `ok`, or the code of the error.
    pub outcome: String,
    /// What was sent, in order.
    pub sent: Vec<Said>,
    /// What came back.
    pub answer: String,
}

/// Tokens of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tokens {
    /// What the model read.
    pub prompt: u64,
    /// What it wrote.
    pub completion: u64,
    /// They are our estimate, because the provider counts none.
    pub estimated: bool,
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    /// Millionths.
    pub micros: u64,
    /// Of which currency, such as `USD`.
    pub currency: String,
}

/// A part of what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// `system`, `user` or `assistant`.
    pub by: String,
    /// The text.
    pub text: String,
}

/// A call without its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// How much was read and written.
    pub tokens: Tokens,
    /// Milliseconds in all.
    pub duration_ms: u64,
    /// What it cost.
    pub cost: Option<Cost>,
}

fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn read(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn cost(micros: Option<i64>, currency: Option<String>) -> Option<Cost> {
    micros.zip(currency).map(|(micros, currency)| Cost { micros: read(micros), currency })
}

/// Writes down the calls of one run, and adds their tokens to what the person used today.
pub fn record(
    tx: &mut Tx,
    subject: impl Into<Subject>,
    job: JobId,
    calls: &[Call],
) -> Result<(), StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let (draft, build) = subject.into().columns();
    for call in calls {
        let id: ModelCallId = tx.new_id();
        diesel::insert_into(model_calls::table)
            .values((
                dsl::id.eq(id.to_string()),
                dsl::user_id.eq(&owner),
                dsl::draft_id.eq(&draft),
                dsl::build_id.eq(&build),
                dsl::job_id.eq(job.to_string()),
                dsl::step.eq(&call.step),
                dsl::provider.eq(&call.provider),
                dsl::model.eq(without_nul(&call.model)),
                dsl::prompt_tokens.eq(stored(call.tokens.prompt)),
                dsl::completion_tokens.eq(stored(call.tokens.completion)),
                dsl::estimated.eq(call.tokens.estimated),
                dsl::first_token_ms.eq(call.first_token_ms.map(stored)),
                dsl::duration_ms.eq(stored(call.duration_ms)),
                dsl::cost_micros.eq(call.cost.as_ref().map(|cost| stored(cost.micros))),
                dsl::currency.eq(call.cost.as_ref().map(|cost| cost.currency.clone())),
                dsl::outcome.eq(&call.outcome),
                dsl::sent.eq(without_nul(&to_json(&call.sent)?)),
                dsl::answer.eq(without_nul(&call.answer)),
                dsl::at.eq(now),
            ))
            .execute(tx.conn())?;
    }
    let tokens =
        calls.iter().map(|call| call.tokens.prompt.saturating_add(call.tokens.completion)).sum::<u64>();
    let (day, calls, tokens) = (tx.now().day(), stored(calls.len() as u64), stored(tokens));
    on_either!(tx.conn(), conn => {
        diesel::insert_into(token_usage::table)
            .values((
                token_usage::user_id.eq(&owner),
                token_usage::day.eq(day),
                token_usage::calls.eq(calls),
                token_usage::tokens.eq(tokens),
            ))
            .on_conflict((token_usage::user_id, token_usage::day))
            .do_update()
            .set((
                token_usage::calls.eq(token_usage::calls + calls),
                token_usage::tokens.eq(token_usage::tokens + tokens),
            ))
            .execute(conn)?;
    });
    Ok(())
}

/// Tokens that the person used today, in UTC, over all models.
pub fn tokens_today(tx: &mut Tx) -> Result<u64, StoreError> {
    let (owner, day) = (tx.owner(), tx.now().day());
    let tokens: Option<i64> =
        token_usage::table.find((owner, day)).select(token_usage::tokens).first(tx.conn()).optional()?;
    Ok(tokens.map_or(0, read))
}

/// The person's calls for one thing. A column that is compared with nothing fits no row.
#[diesel::dsl::auto_type]
fn of(owner: String, draft: Option<String>, build: Option<String>) -> _ {
    model_calls::table
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::draft_id.eq(draft).or(dsl::build_id.eq(build)))
}

/// The calls for a draft or a site build without their texts, in no order.
pub fn used(tx: &mut Tx, subject: impl Into<Subject>) -> Result<Vec<Used>, StoreError> {
    type Row = (i64, i64, bool, i64, Option<i64>, Option<String>);
    let (owner, (draft, build)) = (tx.owner(), subject.into().columns());
    let rows: Vec<Row> = of(owner, draft, build)
        .select((
            dsl::prompt_tokens,
            dsl::completion_tokens,
            dsl::estimated,
            dsl::duration_ms,
            dsl::cost_micros,
            dsl::currency,
        ))
        .load(tx.conn())?;
    let used = |(prompt, completion, estimated, duration_ms, micros, currency): Row| Used {
        tokens: Tokens { prompt: read(prompt), completion: read(completion), estimated },
        duration_ms: read(duration_ms),
        cost: cost(micros, currency),
    };
    Ok(rows.into_iter().map(used).collect())
}

/// Calls that say how long one takes.
const MEASURED: i64 = 21;

/// Milliseconds that the person's latest calls of a step took: the one in their middle. `None` without any.
pub fn usual_duration(
    tx: &mut Tx,
    step: &str,
    provider: &str,
    model: &str,
) -> Result<Option<u64>, StoreError> {
    let owner = tx.owner();
    let mut durations: Vec<i64> = model_calls::table
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::step.eq(step))
        .filter(dsl::provider.eq(provider))
        .filter(dsl::model.eq(model))
        .filter(dsl::outcome.eq("ok"))
        .order(dsl::at.desc())
        .limit(MEASURED)
        .select(dsl::duration_ms)
        .load(tx.conn())?;
    durations.sort_unstable();
    Ok(durations.get(durations.len() / 2).copied().map(read))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = model_calls)]
struct Row {
    step: String,
    provider: String,
    model: String,
    prompt_tokens: i64,
    completion_tokens: i64,
    estimated: bool,
    first_token_ms: Option<i64>,
    duration_ms: i64,
    cost_micros: Option<i64>,
    currency: Option<String>,
    outcome: String,
    sent: String,
    answer: String,
    at: i64,
}

/// The latest calls for a draft or a site build with their texts, newest first, and when they ended.
pub fn latest(
    tx: &mut Tx,
    subject: impl Into<Subject>,
    most: u32,
) -> Result<Vec<(Call, Timestamp)>, StoreError> {
    let (owner, (draft, build)) = (tx.owner(), subject.into().columns());
    let rows: Vec<Row> = of(owner, draft, build)
        .order((dsl::at.desc(), dsl::id.desc()))
        .limit(i64::from(most))
        .select(Row::as_select())
        .load(tx.conn())?;
    rows.into_iter()
        .map(|row| {
            let call = Call {
                step: row.step,
                provider: row.provider,
                model: row.model,
                tokens: Tokens {
                    prompt: read(row.prompt_tokens),
                    completion: read(row.completion_tokens),
                    estimated: row.estimated,
                },
                first_token_ms: row.first_token_ms.map(read),
                duration_ms: read(row.duration_ms),
                cost: cost(row.cost_micros, row.currency),
                outcome: row.outcome,
                sent: json("what was sent to a model", &row.sent)?,
                answer: row.answer,
            };
            Ok((call, Timestamp::from_millis(row.at)))
        })
        .collect()
}
