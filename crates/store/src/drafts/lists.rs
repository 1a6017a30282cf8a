//! Lists of drafts, newest first.

use super::record::{Draft, Row};
use crate::{
    StoreError, Tx,
    decode::containing,
    schema::{background_jobs, drafts},
};
use contract::views::DraftStatus;
use diesel::{dsl::sql, prelude::*, sql_types::Bool};
use domain::{jira::ProjectKey, text::search_key};

/// What a list contains.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Words that all have to occur in title or requirement; empty for everything.
    pub query: String,
    /// Only of this project.
    pub project: Option<ProjectKey>,
    /// Only with this status.
    pub status: Option<DraftStatus>,
    /// At most so many.
    pub limit: u32,
    /// So many left out at the beginning.
    pub offset: u32,
}

/// The person's drafts that match, the latest change first. Ask for one more than a page shows to know
/// whether more follow.
pub fn list(tx: &mut Tx, filter: &Filter) -> Result<Vec<Draft>, StoreError> {
    let mut query = drafts::table
        .filter(drafts::user_id.eq(tx.owner()))
        .filter(drafts::deleted_at.is_null())
        .select(Row::as_select())
        .order((drafts::updated_at.desc(), drafts::id.desc()))
        .limit(i64::from(filter.limit))
        .offset(i64::from(filter.offset))
        .into_boxed();
    // Eight words narrow a search as far as anybody needs; each costs a scan of the text.
    for word in search_key(&filter.query).split(' ').filter(|word| !word.is_empty()).take(8) {
        query = query.filter(drafts::search_key.like(containing(word)).escape('\\'));
    }
    if let Some(project) = &filter.project {
        query = query.filter(drafts::project.eq(project.as_str().to_owned()));
    }
    if let Some(status) = filter.status {
        query = query.filter(drafts::status.eq(status.as_str()));
    }
    let rows = query.load(tx.conn())?;
    rows.into_iter().map(Draft::try_from).collect()
}

/// The person's latest drafts.
pub fn recent(tx: &mut Tx, limit: u32) -> Result<Vec<Draft>, StoreError> {
    list(tx, &Filter { limit, ..Filter::default() })
}

/// Jobs looked at for [`active`]; a person with more of them waits for a queue, not for a list.
const JOBS: i64 = 50;

/// The person's drafts on which a job works or waits for an answer, the latest change first.
pub fn active(tx: &mut Tx, limit: u32) -> Result<Vec<Draft>, StoreError> {
    let owner = tx.owner();
    // Word for word the condition of an index: SQLite uses it only when it can see that.
    let jobs: Vec<String> = background_jobs::table
        .filter(background_jobs::user_id.eq(&owner))
        .filter(sql::<Bool>("state IN ('pending', 'running', 'waiting')"))
        .order(background_jobs::created_at.desc())
        .limit(JOBS)
        .select(background_jobs::id)
        .load(tx.conn())?;
    if jobs.is_empty() {
        return Ok(Vec::new());
    }
    let rows = drafts::table
        .filter(drafts::user_id.eq(owner))
        .filter(drafts::deleted_at.is_null())
        .filter(drafts::job_id.eq_any(jobs))
        .select(Row::as_select())
        .order((drafts::updated_at.desc(), drafts::id.desc()))
        .limit(i64::from(limit))
        .load(tx.conn())?;
    rows.into_iter().map(Draft::try_from).collect()
}
