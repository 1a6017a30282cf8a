//! People's own rules for the drafts of a project and kind.

use crate::{
    StoreError, Tx,
    decode::{json, parsed, to_json},
    schema::rule_sets::{self, dsl},
};
use diesel::prelude::*;
use domain::{
    ids::RuleSetId,
    jira::{IssueKind, ProjectKey},
    rules::{RuleSet, ScopedRules},
    time::Timestamp,
};

/// The drafts that rules are for; all of them where nothing is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Drafts of this project.
    pub project: Option<ProjectKey>,
    /// Drafts of this kind.
    pub kind: Option<IssueKind>,
}

impl Scope {
    /// As stored: empty for every one.
    fn columns(&self) -> (String, &'static str) {
        let project = self.project.as_ref().map(ToString::to_string).unwrap_or_default();
        (project, self.kind.map_or("", IssueKind::as_str))
    }
}

type Row = (String, String, String, String, i64);

/// A rule set and when it was saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// The rules and what they are for.
    pub scoped: ScopedRules,
    /// When they were saved.
    pub updated_at: Timestamp,
}

fn read((id, project, kind, rules, at): Row) -> Result<Saved, StoreError> {
    let unreadable = |what| StoreError::Unreadable { what };
    let project = match project.as_str() {
        "" => None,
        key => Some(ProjectKey::parse(key).map_err(|_| unreadable("project of rules"))?),
    };
    let kind = match kind.as_str() {
        "" => None,
        kind => Some(IssueKind::parse(kind).ok_or_else(|| unreadable("kind of rules"))?),
    };
    let scoped =
        ScopedRules { id: parsed("rule set id", &id)?, project, kind, rules: json("rules", &rules)? };
    Ok(Saved { scoped, updated_at: Timestamp::from_millis(at) })
}

const COLUMNS: (dsl::id, dsl::project, dsl::kind, dsl::rules, dsl::updated_at) =
    (dsl::id, dsl::project, dsl::kind, dsl::rules, dsl::updated_at);

/// The person's rule sets, those for every draft first.
pub fn list(tx: &mut Tx) -> Result<Vec<Saved>, StoreError> {
    let owner = tx.owner();
    let rows: Vec<Row> = rule_sets::table
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::deleted_at.is_null())
        .select(COLUMNS)
        .order((dsl::project, dsl::kind))
        .load(tx.conn())?;
    rows.into_iter().map(read).collect()
}

/// Those of the person's rule sets that a draft of this project and kind may fall under.
pub fn fitting(tx: &mut Tx, project: &ProjectKey, kind: IssueKind) -> Result<Vec<ScopedRules>, StoreError> {
    let owner = tx.owner();
    let rows: Vec<Row> = rule_sets::table
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::deleted_at.is_null())
        .filter(dsl::project.eq_any(["", project.as_str()]))
        .filter(dsl::kind.eq_any(["", kind.as_str()]))
        .select(COLUMNS)
        .load(tx.conn())?;
    rows.into_iter().map(|row| Ok(read(row)?.scoped)).collect()
}

/// One of the person's rule sets.
pub fn get(tx: &mut Tx, id: RuleSetId) -> Result<Option<Saved>, StoreError> {
    let owner = tx.owner();
    let row: Option<Row> = rule_sets::table
        .find(id.to_string())
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::deleted_at.is_null())
        .select(COLUMNS)
        .first(tx.conn())
        .optional()?;
    row.map(read).transpose()
}

/// One of the person's rule sets that was deleted and can still be taken back.
pub fn deleted(tx: &mut Tx, id: RuleSetId) -> Result<Option<Saved>, StoreError> {
    let owner = tx.owner();
    let row: Option<Row> = rule_sets::table
        .find(id.to_string())
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::deleted_at.is_not_null())
        .select(COLUMNS)
        .first(tx.conn())
        .optional()?;
    row.map(read).transpose()
}

/// The person's rule set for exactly these drafts.
pub fn at(tx: &mut Tx, scope: &Scope) -> Result<Option<RuleSetId>, StoreError> {
    let (owner, (project, kind)) = (tx.owner(), scope.columns());
    let id: Option<String> = rule_sets::table
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::project.eq(project))
        .filter(dsl::kind.eq(kind))
        .filter(dsl::deleted_at.is_null())
        .select(dsl::id)
        .first(tx.conn())
        .optional()?;
    id.map(|id| parsed("rule set id", &id)).transpose()
}

/// Adds rules. `None` when the person has some for exactly these drafts.
pub fn insert(tx: &mut Tx, scope: &Scope, rules: &RuleSet) -> Result<Option<RuleSetId>, StoreError> {
    let (owner, now, id, (project, kind)) =
        (tx.owner(), tx.millis(), tx.new_id::<RuleSetId>(), scope.columns());
    let row = (
        dsl::id.eq(id.to_string()),
        dsl::user_id.eq(owner),
        dsl::project.eq(project),
        dsl::kind.eq(kind),
        dsl::rules.eq(to_json(rules)?),
        dsl::created_at.eq(now),
        dsl::updated_at.eq(now),
    );
    let inserted = on_either!(tx.conn(), conn => {
        diesel::insert_into(rule_sets::table).values(row).on_conflict_do_nothing().execute(conn)?
    });
    Ok((inserted == 1).then_some(id))
}

/// Changes rules; no other ones may be for exactly these drafts, see [`at`]. `false` when there are none.
pub fn update(tx: &mut Tx, id: RuleSetId, scope: &Scope, rules: &RuleSet) -> Result<bool, StoreError> {
    let (owner, now, (project, kind)) = (tx.owner(), tx.millis(), scope.columns());
    let changed = diesel::update(rule_sets::table.find(id.to_string()))
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::deleted_at.is_null())
        .set((
            dsl::project.eq(project),
            dsl::kind.eq(kind),
            dsl::rules.eq(to_json(rules)?),
            dsl::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Deletes rules, so that they can be taken back. `false` when there are none.
pub fn delete(tx: &mut Tx, id: RuleSetId) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(rule_sets::table.find(id.to_string()))
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::deleted_at.is_null())
        .set(dsl::deleted_at.eq(now))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Takes a deletion back; no other rules may be for exactly these drafts. `false` when there is nothing to take back.
pub fn restore(tx: &mut Tx, id: RuleSetId) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let changed = diesel::update(rule_sets::table.find(id.to_string()))
        .filter(dsl::user_id.eq(owner))
        .filter(dsl::deleted_at.is_not_null())
        .set(dsl::deleted_at.eq(None::<i64>))
        .execute(tx.conn())?;
    Ok(changed == 1)
}
