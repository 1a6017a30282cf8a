//! A person's projects: what Jira listed, and their own names and favourites.

use crate::{
    StoreError, Tx,
    decode::{json_opt, moment, to_json, without_nul, word},
    schema::{
        project_lists,
        projects::{self, dsl},
    },
};
use diesel::prelude::*;
use domain::{failure::Failure, jira::ProjectKey, time::Timestamp};

/// A project of the person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its key.
    pub key: ProjectKey,
    /// Jira's name for it.
    pub name: String,
    /// The person may create issues in it, as far as is known.
    pub may_create: bool,
    /// When Jira was asked whether they may; not yet when `None`.
    pub checked_at: Option<Timestamp>,
    /// The person's own name for it.
    pub label: Option<String>,
    /// It comes first.
    pub favourite: bool,
    /// Jira listed it the last time.
    pub listed: bool,
}

/// A project as Jira has just listed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its key.
    pub key: ProjectKey,
    /// Its name.
    pub name: String,
    /// The person may create issues in it.
    pub may_create: bool,
    /// When Jira was asked whether they may.
    pub checked_at: Option<Timestamp>,
}

/// How current the list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListState {
    /// When Jira was asked last with success; never when `None`.
    pub refreshed_at: Option<Timestamp>,
    /// When Jira was asked last, with success or not.
    pub tried_at: Timestamp,
    /// It could not be asked since.
    pub stale: bool,
    /// Why.
    pub failure: Option<Failure>,
}

/// Every project there is anything known of, by key.
pub fn all(tx: &mut Tx) -> Result<Vec<Project>, StoreError> {
    type Row = (String, String, bool, Option<i64>, Option<String>, bool, bool);
    let owner = tx.owner();
    let rows: Vec<Row> = projects::table
        .filter(dsl::user_id.eq(owner))
        .select((
            dsl::key,
            dsl::name,
            dsl::may_create,
            dsl::checked_at,
            dsl::label,
            dsl::favourite,
            dsl::listed,
        ))
        .order(dsl::key)
        .load(tx.conn())?;
    rows.into_iter()
        .map(|(key, name, may_create, checked_at, label, favourite, listed)| {
            let key = word("project key", ProjectKey::parse(&key).ok())?;
            let checked_at = moment(checked_at);
            Ok(Project { key, name, may_create, checked_at, label, favourite, listed })
        })
        .collect()
}

/// Puts Jira's list in place of the earlier one. The person's own names and favourites stay, also of projects that
/// Jira does not list any more: it may list them again.
pub fn replace(tx: &mut Tx, list: &[Listed]) -> Result<(), StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    // First, so that two refreshes at once go one after the other.
    on_either!(tx.conn(), conn => {
        diesel::insert_into(project_lists::table)
            .values((
                project_lists::user_id.eq(&owner),
                project_lists::refreshed_at.eq(now),
                project_lists::tried_at.eq(now),
                project_lists::stale.eq(false),
            ))
            .on_conflict(project_lists::user_id)
            .do_update()
            .set((
                project_lists::refreshed_at.eq(now),
                project_lists::tried_at.eq(now),
                project_lists::stale.eq(false),
                project_lists::failure.eq(None::<String>),
            ))
            .execute(conn)?;
    });
    diesel::delete(projects::table)
        .filter(dsl::user_id.eq(&owner))
        .filter(dsl::label.is_null())
        .filter(dsl::favourite.eq(false))
        .execute(tx.conn())?;
    diesel::update(projects::table)
        .filter(dsl::user_id.eq(&owner))
        .set(dsl::listed.eq(false))
        .execute(tx.conn())?;
    for project in list {
        let name = without_nul(&project.name);
        let checked_at = project.checked_at.map(Timestamp::as_millis);
        on_either!(tx.conn(), conn => {
            diesel::insert_into(projects::table)
                .values((
                    dsl::user_id.eq(&owner),
                    dsl::key.eq(project.key.as_str()),
                    dsl::name.eq(&name),
                    dsl::may_create.eq(project.may_create),
                    dsl::checked_at.eq(checked_at),
                    dsl::favourite.eq(false),
                    dsl::listed.eq(true),
                ))
                .on_conflict((dsl::user_id, dsl::key))
                .do_update()
                .set((
                    dsl::name.eq(&name),
                    dsl::may_create.eq(project.may_create),
                    dsl::checked_at.eq(checked_at),
                    dsl::listed.eq(true),
                ))
                .execute(conn)?;
        });
    }
    Ok(())
}

/// How current the list is; `None` when Jira was never asked.
pub fn list_state(tx: &mut Tx) -> Result<Option<ListState>, StoreError> {
    let owner = tx.owner();
    let found: Option<(Option<i64>, i64, bool, Option<String>)> = project_lists::table
        .find(owner)
        .select((
            project_lists::refreshed_at,
            project_lists::tried_at,
            project_lists::stale,
            project_lists::failure,
        ))
        .first(tx.conn())
        .optional()?;
    found
        .map(|(refreshed, tried, stale, failure)| {
            Ok(ListState {
                refreshed_at: moment(refreshed),
                tried_at: Timestamp::from_millis(tried),
                stale,
                failure: json_opt("failure", failure.as_deref())?,
            })
        })
        .transpose()
}

/// Jira could not be asked; the last good list stays, if there is one.
pub fn mark_stale(tx: &mut Tx, failure: &Failure) -> Result<(), StoreError> {
    let (owner, now, failure) = (tx.owner(), tx.millis(), to_json(failure)?);
    let tried =
        (project_lists::tried_at.eq(now), project_lists::stale.eq(true), project_lists::failure.eq(failure));
    on_either!(tx.conn(), conn => {
        diesel::insert_into(project_lists::table)
            .values((project_lists::user_id.eq(owner), tried.clone()))
            .on_conflict(project_lists::user_id)
            .do_update()
            .set(tried)
            .execute(conn)?;
    });
    Ok(())
}

/// Gives a project a name of the person's own, or takes it away.
pub fn set_label(tx: &mut Tx, key: &ProjectKey, label: Option<&str>) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let changed = diesel::update(projects::table.find((owner, key.as_str())))
        .set(dsl::label.eq(label.map(without_nul)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Makes a project a favourite, or not.
pub fn set_favourite(tx: &mut Tx, key: &ProjectKey, favourite: bool) -> Result<bool, StoreError> {
    let owner = tx.owner();
    let changed = diesel::update(projects::table.find((owner, key.as_str())))
        .set(dsl::favourite.eq(favourite))
        .execute(tx.conn())?;
    Ok(changed == 1)
}
