//! Site builds: a specification's sheets as they were uploaded, and what people said about them.

mod sheets;

pub use sheets::{SheetFile, add_file, choose, files, remove_file, replace_file, said, sizes};

use crate::{
    StoreError, Tx,
    decode::{json_opt, moment, parsed, to_json, without_nul},
    schema::{sheet_files, site_builds},
};
use contract::views::SiteTarget;
use diesel::prelude::*;
use domain::{
    ids::{JobId, SiteBuildId},
    time::Timestamp,
};

/// A build without its sheets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteBuild {
    /// The build.
    pub id: SiteBuildId,
    /// Its name.
    pub name: String,
    /// What the site is about.
    pub description: String,
    /// How many rows a ticket holds, in the word of the planner.
    pub granularity: String,
    /// Counts changes; what was seen with another one is out of date.
    pub version: i32,
    /// Where its tickets go.
    pub target: Option<SiteTarget>,
    /// The version of the sheets from which its tickets were made.
    pub made_from: Option<i32>,
    /// The work at its tickets' texts that runs, or ran last.
    pub prose_job: Option<JobId>,
    /// The export that runs, or ran last.
    pub export_job: Option<JobId>,
    /// Since when there may be issues of it in Jira.
    pub exported_at: Option<Timestamp>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = site_builds)]
struct Row {
    id: String,
    name: String,
    description: String,
    granularity: String,
    version: i32,
    target: Option<String>,
    made_from: Option<i32>,
    prose_job: Option<String>,
    export_job: Option<String>,
    exported_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
}

fn read(row: Row) -> Result<SiteBuild, StoreError> {
    Ok(SiteBuild {
        id: parsed("site build id", &row.id)?,
        name: row.name,
        description: row.description,
        granularity: row.granularity,
        version: row.version,
        target: json_opt("target of a site build", row.target.as_deref())?,
        made_from: row.made_from,
        prose_job: row.prose_job.map(|id| parsed("job id", &id)).transpose()?,
        export_job: row.export_job.map(|id| parsed("job id", &id)).transpose()?,
        exported_at: moment(row.exported_at),
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
    })
}

/// The person's builds with how many sheets each has, the latest change first.
pub fn list(tx: &mut Tx) -> Result<Vec<(SiteBuild, usize)>, StoreError> {
    let owner = tx.owner();
    let rows: Vec<Row> = site_builds::table
        .filter(site_builds::user_id.eq(&owner))
        .filter(site_builds::deleted_at.is_null())
        .select(Row::as_select())
        .order(site_builds::updated_at.desc())
        .load(tx.conn())?;
    let files: Vec<String> = sheet_files::table
        .filter(sheet_files::user_id.eq(&owner))
        .select(sheet_files::build_id)
        .load(tx.conn())?;
    rows.into_iter()
        .map(|row| {
            let count = files.iter().filter(|build| **build == row.id).count();
            Ok((read(row)?, count))
        })
        .collect()
}

/// One of the person's builds.
pub fn get(tx: &mut Tx, id: SiteBuildId) -> Result<Option<SiteBuild>, StoreError> {
    let owner = tx.owner();
    let row: Option<Row> = site_builds::table
        .find(id.to_string())
        .filter(site_builds::user_id.eq(owner))
        .filter(site_builds::deleted_at.is_null())
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    row.map(read).transpose()
}

/// One of the person's builds that was deleted and can still be taken back.
pub fn deleted(tx: &mut Tx, id: SiteBuildId) -> Result<Option<SiteBuild>, StoreError> {
    let owner = tx.owner();
    let row: Option<Row> = site_builds::table
        .find(id.to_string())
        .filter(site_builds::user_id.eq(owner))
        .filter(site_builds::deleted_at.is_not_null())
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    row.map(read).transpose()
}

/// Begins a build.
pub fn insert(
    tx: &mut Tx,
    name: &str,
    description: &str,
    granularity: &str,
) -> Result<SiteBuildId, StoreError> {
    let (owner, now, id) = (tx.owner(), tx.millis(), tx.new_id::<SiteBuildId>());
    diesel::insert_into(site_builds::table)
        .values((
            site_builds::id.eq(id.to_string()),
            site_builds::user_id.eq(owner),
            site_builds::name.eq(without_nul(name)),
            site_builds::description.eq(without_nul(description)),
            site_builds::granularity.eq(granularity),
            site_builds::version.eq(1),
            site_builds::created_at.eq(now),
            site_builds::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(id)
}

/// How many builds the person has, those included whose deletion can be taken back.
pub fn count(tx: &mut Tx) -> Result<usize, StoreError> {
    let owner = tx.owner();
    let count: i64 =
        site_builds::table.filter(site_builds::user_id.eq(owner)).count().get_result(tx.conn())?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Changes how many rows a ticket holds. `false` when there is no such build.
pub fn set_granularity(tx: &mut Tx, id: SiteBuildId, granularity: &str) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(site_builds::table.find(id.to_string()))
        .filter(site_builds::user_id.eq(owner))
        .filter(site_builds::deleted_at.is_null())
        .set((
            site_builds::granularity.eq(granularity),
            site_builds::version.eq(site_builds::version + 1),
            site_builds::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Changes what is said about a build. `false` when there is none.
pub fn describe(tx: &mut Tx, id: SiteBuildId, name: &str, description: &str) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(site_builds::table.find(id.to_string()))
        .filter(site_builds::user_id.eq(owner))
        .filter(site_builds::deleted_at.is_null())
        .set((
            site_builds::name.eq(without_nul(name)),
            site_builds::description.eq(without_nul(description)),
            site_builds::version.eq(site_builds::version + 1),
            site_builds::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Says that something about a build has changed. Comes first in a change: it holds the build, so that no other change
/// reads what this one is about to write. `seen` is the version that the change was made from, where that
/// matters. `false` when there is no such build, or it was changed since.
pub fn touch(tx: &mut Tx, id: SiteBuildId, seen: Option<i32>) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let update = diesel::update(site_builds::table.find(id.to_string()))
        .filter(site_builds::user_id.eq(owner))
        .filter(site_builds::deleted_at.is_null());
    let values = (site_builds::version.eq(site_builds::version + 1), site_builds::updated_at.eq(now));
    let changed = match seen {
        Some(seen) => update.filter(site_builds::version.eq(seen)).set(values).execute(tx.conn())?,
        None => update.set(values).execute(tx.conn())?,
    };
    Ok(changed == 1)
}

/// Says that somebody works at a build whose sheets stay as they are. `false` when there is none.
pub fn active(tx: &mut Tx, id: SiteBuildId) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(site_builds::table.find(id.to_string()))
        .filter(site_builds::user_id.eq(owner))
        .filter(site_builds::deleted_at.is_null())
        .set(site_builds::updated_at.eq(now))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Says from which version of its sheets a build's tickets were made.
pub fn set_made_from(tx: &mut Tx, id: SiteBuildId, version: i32) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::update(site_builds::table.find(id.to_string()))
        .filter(site_builds::user_id.eq(owner))
        .set(site_builds::made_from.eq(version))
        .execute(tx.conn())?;
    Ok(())
}

/// Says where a build's tickets go.
pub fn set_target(tx: &mut Tx, id: SiteBuildId, target: &SiteTarget) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::update(site_builds::table.find(id.to_string()))
        .filter(site_builds::user_id.eq(owner))
        .set(site_builds::target.eq(to_json(target)?))
        .execute(tx.conn())?;
    Ok(())
}

/// Says which job works at the texts of a build's tickets.
pub fn set_prose_job(tx: &mut Tx, id: SiteBuildId, job: JobId) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::update(site_builds::table.find(id.to_string()))
        .filter(site_builds::user_id.eq(owner))
        .set(site_builds::prose_job.eq(job.to_string()))
        .execute(tx.conn())?;
    Ok(())
}

/// Says which job exports a build. There may be issues of it in Jira from now on, so it is never cleared away.
pub fn set_exported(tx: &mut Tx, id: SiteBuildId, job: JobId) -> Result<(), StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    diesel::update(site_builds::table.find(id.to_string()))
        .filter(site_builds::user_id.eq(&owner))
        .set(site_builds::export_job.eq(job.to_string()))
        .execute(tx.conn())?;
    diesel::update(site_builds::table.find(id.to_string()))
        .filter(site_builds::user_id.eq(owner))
        .filter(site_builds::exported_at.is_null())
        .set(site_builds::exported_at.eq(now))
        .execute(tx.conn())?;
    Ok(())
}

/// Says which job works at a build's issues in Jira.
pub fn set_export_job(tx: &mut Tx, id: SiteBuildId, job: JobId) -> Result<(), StoreError> {
    let owner = tx.owner();
    diesel::update(site_builds::table.find(id.to_string()))
        .filter(site_builds::user_id.eq(owner))
        .set(site_builds::export_job.eq(job.to_string()))
        .execute(tx.conn())?;
    Ok(())
}

/// Deletes a build, so that it can be taken back. `false` when there is none.
pub fn delete(tx: &mut Tx, id: SiteBuildId) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(site_builds::table.find(id.to_string()))
        .filter(site_builds::user_id.eq(owner))
        .filter(site_builds::deleted_at.is_null())
        .set(site_builds::deleted_at.eq(now))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Takes a deletion back. `false` when there is nothing to take back.
pub fn restore(tx: &mut Tx, id: SiteBuildId) -> Result<bool, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    let changed = diesel::update(site_builds::table.find(id.to_string()))
        .filter(site_builds::user_id.eq(owner))
        .filter(site_builds::deleted_at.is_not_null())
        .set((site_builds::deleted_at.eq(None::<i64>), site_builds::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}
