//! Making a backup, while servers work.

use super::{BackupError, CONFIG, KeyName, Manifest, POSTGRES, SQLITE, archive, at, postgres};
use domain::time::Clock;
use secrecy::ExposeSecret;
use secrets::KeyRing;
use serde_json::Value;
use settings::Environment;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use store::{
    Store, StoreError,
    rotation::{self, RingSealed},
};

/// What to back up, and where.
pub struct Backup<'a> {
    /// Database, keys, configuration.
    pub environment: &'a Environment,
    /// The database, opened.
    pub store: &'a Store,
    /// The new file.
    pub to: &'a Path,
    /// The configuration files too.
    pub with_config: bool,
    /// The time.
    pub clock: &'a dyn Clock,
}

/// A finished backup.
#[derive(Debug)]
pub struct Written {
    /// What it says about itself.
    pub manifest: Manifest,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Writes one state of the database, and what was asked for besides, into one file.
pub async fn write(what: Backup<'_>) -> Result<Written, BackupError> {
    let Backup { environment, store, to, with_config, clock } = what;
    if to.exists() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let schema = store.schema_version().await?.ok_or_else(|| {
        BackupError::Damaged("the database has no schema yet; run jira-agent migrate".to_owned())
    })?;
    let people = store.system().read(|tx| rotation::count(tx, RingSealed::DataKeys)).await?;
    // Beside the backup, where there is room for it.
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let scratch = at(folder, tempfile::Builder::new().prefix(".jira-agent-backup-").tempdir_in(folder))?;
    let mut files = vec![database(environment, store, scratch.path()).await?];
    if with_config {
        files.extend(configuration(&environment.config_dir)?);
    }
    let now = clock.now();
    let created = jiff::Timestamp::from_millisecond(now.as_millis()).unwrap_or_default();
    let keys = needed_keys(environment, store).await?;
    let manifest = Manifest::new(format!("{created:.0}"), schema, people, keys);
    let manifest = archive::write(to, manifest, &files, u64::try_from(now.as_secs()).unwrap_or(0))?;
    Ok(Written { manifest, bytes: at(to, fs::metadata(to))?.len() })
}

/// Of both rings, the keys without which this backup would be of no use.
async fn needed_keys(environment: &Environment, store: &Store) -> Result<[Vec<KeyName>; 2], BackupError> {
    let (encryption, pepper) = (&environment.keys.encryption, &environment.keys.pepper.0);
    let ids = |ring: &KeyRing| ring.all().map(|key| key.id().to_owned()).collect::<Vec<_>>();
    let (sealing, hashing) = (ids(encryption), ids(pepper));
    let (sealing, hashing) = store
        .system()
        .read(move |tx| {
            let mut used = (Vec::new(), Vec::new());
            for key in sealing {
                for place in RingSealed::ALL {
                    if rotation::count_under(tx, place, &key)? > 0 {
                        used.0.push(key.clone());
                    }
                }
            }
            for key in hashing {
                if rotation::is_pepper_used(tx, &key)? {
                    used.1.push(key);
                }
            }
            Ok::<_, StoreError>(used)
        })
        .await?;
    Ok([KeyName::needed(encryption, &sealing), KeyName::needed(pepper, &hashing)])
}

async fn database(
    environment: &Environment,
    store: &Store,
    scratch: &Path,
) -> Result<(String, PathBuf), BackupError> {
    if store.sqlite_file().is_some() {
        let file = scratch.join(SQLITE);
        store.snapshot_to(file.clone()).await?;
        return Ok((SQLITE.to_owned(), file));
    }
    let file = scratch.join(POSTGRES);
    postgres::dump(environment.database_url.expose_secret(), &file).await?;
    Ok((POSTGRES.to_owned(), file))
}

/// The JSON files and certificates of the configuration, without secrets that stand in files of their own.
fn configuration(folder: &Path) -> Result<Vec<(String, PathBuf)>, BackupError> {
    let secret = secret_files(folder);
    let mut files = Vec::new();
    for entry in at(folder, fs::read_dir(folder))? {
        let path = at(folder, entry)?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let wanted = matches!(path.extension().and_then(|ending| ending.to_str()), Some("json" | "pem"));
        if !wanted || name.starts_with('.') || secret.contains(name) || !path.is_file() {
            continue;
        }
        if fs::read_to_string(&path).is_ok_and(|text| !text.contains("PRIVATE KEY")) {
            files.push((format!("{CONFIG}/{name}"), path));
        }
    }
    files.sort();
    Ok(files)
}

/// Files that `config.json` names as holding an OAuth client's secret.
fn secret_files(folder: &Path) -> BTreeSet<String> {
    let config: Value = fs::read(folder.join("config.json"))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    let clients = config["oauth_clients"].as_array().cloned().unwrap_or_default();
    clients.iter().filter_map(|client| client["client_secret_file"].as_str().map(str::to_owned)).collect()
}
