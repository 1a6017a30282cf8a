//! Lists of drafts, newest first.

use super::record::{Draft, Row};
use crate::{StoreError, Tx, schema::drafts};
use contract::views::DraftStatus;
use diesel::prelude::*;
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

fn containing(word: &str) -> String {
    let mut pattern = String::with_capacity(word.len() + 2);
    pattern.push('%');
    for c in word.chars().filter(|c| *c != '\0') {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
