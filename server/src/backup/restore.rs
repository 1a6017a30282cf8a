//! Putting a backup in place: everything is checked before anything is touched.

use super::{BackupError, CONFIG, Manifest, POSTGRES, SQLITE, archive, at, postgres};
use crate::{compose::vault, system_clock::SystemClock};
use secrecy::ExposeSecret;
use secrets::{OsRandomness, Randomness};
use services::keys;
use settings::Environment;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};
use store::{DatabaseUrl, InstanceLock, Store, look_into, rotation};

/// What to restore, and how.
pub struct Restore<'a> {
    /// Where to.
    pub environment: &'a Environment,
    /// The backup.
    pub from: &'a Path,
    /// Write over what is there.
    pub force: bool,
    /// The configuration files too.
    pub with_config: bool,
}

/// What was done.
#[derive(Debug)]
pub struct Restored {
    /// What the backup says about itself.
    pub manifest: Manifest,
    /// Where the database that was there before is now.
    pub kept: Option<PathBuf>,
    /// Configuration files that were written.
    pub config: Vec<PathBuf>,
}

/// Checks a backup and the keys that are present, then puts it in place.
pub async fn restore(what: Restore<'_>) -> Result<Restored, BackupError> {
    let Restore { environment, from, force, with_config } = what;
    let manifest = archive::manifest(from)?;
    let url = DatabaseUrl::parse(environment.database_url.expose_secret())?;
    check_kind(&manifest, &url)?;
    manifest.check_keys(&environment.keys)?;
    let folder = url.sqlite_file().and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    at(folder, fs::create_dir_all(folder))?;
    let scratch = at(folder, tempfile::Builder::new().prefix(".jira-agent-restore-").tempdir_in(folder))?;
    archive::unpack(from, scratch.path())?;
    let files = if with_config { config_files(&manifest, environment, force)? } else { Vec::new() };
    let kept = if let Some(target) = url.sqlite_file() {
        sqlite(environment, scratch.path(), target, force).await?
    } else {
        postgres_database(environment, &url, &scratch.path().join(POSTGRES), force).await?;
        None
    };
    let mut config = Vec::new();
    for (name, target) in files {
        at(&target, fs::create_dir_all(&environment.config_dir))?;
        at(&target, fs::copy(scratch.path().join(name), &target))?;
        config.push(target);
    }
    Ok(Restored { manifest, kept, config })
}

fn check_kind(manifest: &Manifest, url: &DatabaseUrl) -> Result<(), BackupError> {
    let sqlite = manifest.files.iter().any(|file| file.name == SQLITE);
    let kind = |sqlite: bool| if sqlite { "SQLite" } else { "PostgreSQL" };
    let present = url.sqlite_file().is_some();
    if sqlite == present {
        Ok(())
    } else {
        Err(BackupError::OtherKind { backup: kind(sqlite), present: kind(present) })
    }
}

/// Where each configuration file goes. None that differs is written over without `force`.
fn config_files(
    manifest: &Manifest,
    environment: &Environment,
    force: bool,
) -> Result<Vec<(String, PathBuf)>, BackupError> {
    let names = manifest.files.iter().filter_map(|file| {
        let plain = file.name.strip_prefix(CONFIG)?.strip_prefix('/')?;
        Some((file.name.clone(), environment.config_dir.join(plain)))
    });
    let files: Vec<_> = names.collect();
    match files.iter().find(|(_, target)| target.exists() && !force) {
        Some((_, target)) => Err(BackupError::Exists(target.clone())),
        None => Ok(files),
    }
}

async fn sqlite(
    environment: &Environment,
    scratch: &Path,
    target: &Path,
    force: bool,
) -> Result<Option<PathBuf>, BackupError> {
    let Some(_lock) = InstanceLock::of_file(target)? else { return Err(BackupError::InUse) };
    let file = scratch.join(SQLITE);
    look_into(&file)?;
    // On a copy, because opening a database leaves traces beside it.
    let copy = scratch.join("look.sqlite");
    at(&copy, fs::copy(&file, &copy))?;
    keys::fit(&open(&DatabaseUrl::sqlite(copy))?, &vault(environment)).await?;
    let mut kept = None;
    if target.exists() {
        let people = match look_into(target) {
            Ok(state) => Some(state.people),
            // Damage is the best reason to restore. What can be saved of it may still be needed.
            Err(_) if force => None,
            Err(error) => return Err(error.into()),
        };
        if let Some(people) = people.filter(|people| *people > 0 && !force) {
            return Err(BackupError::NotEmpty(people));
        }
        let aside = beside(target);
        at(target, fs::rename(target, &aside))?;
        // What was not written into the file yet belongs to it.
        for ending in ["-wal", "-shm"] {
            let left = with(target, ending);
            if left.exists() {
                at(target, fs::rename(left, with(&aside, ending)))?;
            }
        }
        kept = (people != Some(0)).then_some(aside);
    }
    at(target, fs::rename(&file, target))?;
    Ok(kept)
}

fn with(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// A name that nothing has yet.
fn beside(target: &Path) -> PathBuf {
    let mut number = 1;
    loop {
        let name = with(target, &format!(".before-restore-{number}"));
        if !name.exists() {
            return name;
        }
        number += 1;
    }
}

async fn postgres_database(
    environment: &Environment,
    url: &DatabaseUrl,
    file: &Path,
    force: bool,
) -> Result<(), BackupError> {
    let store = open(url)?;
    let people = match store.schema_version().await? {
        Some(_) => store.system().read(|tx| rotation::count(tx, rotation::RingSealed::DataKeys)).await?,
        None => 0,
    };
    if people > 0 && !force {
        return Err(BackupError::NotEmpty(people));
    }
    postgres::load(environment.database_url.expose_secret(), file).await?;
    keys::fit(&open(url)?, &vault(environment)).await?;
    Ok(())
}

fn open(url: &DatabaseUrl) -> Result<Store, BackupError> {
    let fill = Arc::new(|buffer: &mut [u8]| OsRandomness.fill(buffer));
    Ok(Store::connect(url, Arc::new(SystemClock), fill)?)
}
