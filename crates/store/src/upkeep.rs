//! Clearing away what is no longer needed.

use crate::{
    StoreError, SystemTx,
    schema::{
        api_tokens, audit_log, background_jobs, drafts, failures, issue_statuses, model_calls,
        pending_registrations, prompts, rule_sets, sign_in_counters, site_builds, token_usage, user_sessions,
    },
};
use diesel::prelude::*;
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);
/// How long deleted drafts, prompts and rules can be brought back.
const DELETED: Duration = DAY.saturating_mul(7);
/// How long a site build stays that nobody has changed. Its page says so in time.
pub const UNTOUCHED_BUILD: Duration = DAY.saturating_mul(7);
/// How many drafts one sweep deletes at most.
const DRAFTS_AT_ONCE: i64 = 500;
/// How long ended sessions stay, so that a person can see that they were ended.
const SESSIONS: Duration = DAY;
/// How long expired API tokens stay in their owner's list.
const TOKENS: Duration = DAY.saturating_mul(30);
/// How long it is known what each person used on a day.
const TOKEN_USAGE_DAYS: i32 = 35;
/// How many jobs one sweep deletes at most, so that others get their turn; the rest is for the next one.
const JOBS_AT_ONCE: i64 = 500;

/// For how long things stay, as the operator decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// Finished jobs, their events, and the failures that no draft keeps.
    pub jobs: Duration,
    /// The audit log.
    pub audit: Duration,
}

impl Keep {
    /// For so many days.
    pub const fn days(jobs: u32, audit: u32) -> Self {
        Self { jobs: DAY.saturating_mul(jobs), audit: DAY.saturating_mul(audit) }
    }
}

/// What a sweep deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Sessions over for a day.
    pub sessions: usize,
    /// API tokens expired for 30 days.
    pub api_tokens: usize,
    /// Registrations nobody finished.
    pub registrations: usize,
    /// Rate limits whose window is over.
    pub counters: usize,
    /// Jobs finished for long enough, with their events.
    pub jobs: usize,
    /// Drafts deleted a week ago, with what was kept of their failures.
    pub drafts: usize,
    /// Prompts deleted a week ago.
    pub prompts: usize,
    /// Rule sets deleted a week ago.
    pub rule_sets: usize,
    /// Site builds deleted, or not touched, for a week.
    pub site_builds: usize,
    /// Failures of work that belongs to no draft.
    pub failures: usize,
    /// What Jira told of issues that nobody has looked at for as long as finished jobs are kept.
    pub issue_statuses: usize,
    /// Calls of models that are as old as the jobs that made them.
    pub model_calls: usize,
    /// What people used on days long ago.
    pub token_usage: usize,
    /// Old lines of the audit log.
    pub audit: usize,
}

impl Swept {
    /// Whether it stopped before it was done: sweep again.
    pub fn more(&self) -> bool {
        let full = |deleted: usize, most: i64| i64::try_from(deleted).is_ok_and(|deleted| deleted >= most);
        full(self.jobs, JOBS_AT_ONCE) || full(self.drafts, DRAFTS_AT_ONCE)
    }
}

/// Deletes what is no longer needed. Running it twice, or on two instances, does no harm.
pub fn sweep(tx: &mut SystemTx, keep: Keep) -> Result<Swept, StoreError> {
    let now = tx.now();
    let (sessions, jobs, audit) = (
        now.minus(SESSIONS).as_millis(),
        now.minus(keep.jobs).as_millis(),
        now.minus(keep.audit).as_millis(),
    );
    let (tokens, deleted) = (now.minus(TOKENS).as_millis(), now.minus(DELETED).as_millis());
    let untouched = now.minus(UNTOUCHED_BUILD).as_millis();
    let last_day = now.day().saturating_sub(TOKEN_USAGE_DAYS);
    let now = now.as_millis();
    let old_jobs: Vec<String> = background_jobs::table
        .filter(background_jobs::finished_at.lt(jobs))
        .select(background_jobs::id)
        .limit(JOBS_AT_ONCE)
        .load(tx.conn())?;
    let mut deleted_jobs = 0;
    for job in &old_jobs {
        deleted_jobs += diesel::delete(background_jobs::table.find(job)).execute(tx.conn())?;
    }
    let drafts = deleted_drafts(tx, deleted)?;
    Ok(Swept {
        drafts,
        prompts: diesel::delete(prompts::table).filter(prompts::deleted_at.lt(deleted)).execute(tx.conn())?,
        rule_sets: diesel::delete(rule_sets::table)
            .filter(rule_sets::deleted_at.lt(deleted))
            .execute(tx.conn())?,
        site_builds: diesel::delete(site_builds::table)
            .filter(
                site_builds::deleted_at
                    .is_null()
                    .and(site_builds::exported_at.is_null())
                    .and(site_builds::updated_at.lt(untouched))
                    .or(site_builds::deleted_at
                        .is_not_null()
                        .and(site_builds::deleted_at.assume_not_null().lt(deleted))),
            )
            .execute(tx.conn())?,
        sessions: diesel::delete(user_sessions::table)
            .filter(
                user_sessions::ends_at
                    .lt(sessions)
                    .or(user_sessions::idle_until.lt(sessions))
                    .or(user_sessions::ended_at.assume_not_null().lt(sessions)),
            )
            .execute(tx.conn())?,
        api_tokens: diesel::delete(api_tokens::table)
            .filter(api_tokens::expires_at.lt(tokens))
            .execute(tx.conn())?,
        registrations: diesel::delete(pending_registrations::table)
            .filter(pending_registrations::expires_at.le(now))
            .execute(tx.conn())?,
        counters: diesel::delete(sign_in_counters::table)
            .filter(sign_in_counters::window_end.le(now))
            .execute(tx.conn())?,
        jobs: deleted_jobs,
        failures: diesel::delete(failures::table)
            .filter(failures::subject.not_like("draft:%"))
            .filter(failures::created_at.lt(jobs))
            .execute(tx.conn())?,
        issue_statuses: diesel::delete(issue_statuses::table)
            .filter(issue_statuses::asked_at.lt(jobs))
            .execute(tx.conn())?,
        model_calls: diesel::delete(model_calls::table)
            .filter(model_calls::at.lt(jobs))
            .execute(tx.conn())?,
        token_usage: diesel::delete(token_usage::table)
            .filter(token_usage::day.lt(last_day))
            .execute(tx.conn())?,
        audit: diesel::delete(audit_log::table).filter(audit_log::at.lt(audit)).execute(tx.conn())?,
    })
}

fn deleted_drafts(tx: &mut SystemTx, before: i64) -> Result<usize, StoreError> {
    let gone: Vec<String> = drafts::table
        .filter(drafts::deleted_at.lt(before))
        .select(drafts::id)
        .limit(DRAFTS_AT_ONCE)
        .load(tx.conn())?;
    let mut deleted = 0;
    for draft in &gone {
        let subject = format!("draft:{draft}");
        diesel::delete(failures::table).filter(failures::subject.eq(subject)).execute(tx.conn())?;
        deleted += diesel::delete(drafts::table.find(draft)).execute(tx.conn())?;
    }
    Ok(deleted)
}
