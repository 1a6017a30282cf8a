//! `jira-agent backup`

use super::{Failed, say};
use crate::{
    backup::{Backup, write},
    compose::open_store,
    system_clock::SystemClock,
};
use clap::Args;
use domain::time::Clock;
use settings::Environment;
use std::path::PathBuf;

/// What to back up, and where to.
#[derive(Debug, Args)]
pub(super) struct What {
    /// The new file; jira-agent-<date>.tar.gz here when it is not named
    #[arg(long)]
    to: Option<PathBuf>,
    /// The configuration files too (never keys, and no secrets that stand in files of their own)
    #[arg(long)]
    with_config: bool,
}

pub(super) async fn run(environment: &Environment, what: What) -> Result<(), Failed> {
    let store = open_store(environment)?;
    let clock = SystemClock;
    let to = what.to.unwrap_or_else(|| {
        let now = jiff::Timestamp::from_millisecond(clock.now().as_millis()).unwrap_or_default();
        PathBuf::from(format!("jira-agent-{}.tar.gz", now.strftime("%Y-%m-%dT%H%M%SZ")))
    });
    let backup = Backup { environment, store: &store, to: &to, with_config: what.with_config, clock: &clock };
    let written = write(backup).await.map_err(Failed::other)?;
    let needed: Vec<String> = written
        .manifest
        .encryption_keys
        .iter()
        .chain(&written.manifest.pepper_keys)
        .map(|key| format!("{} ({})", key.id, key.fingerprint))
        .collect();
    say(&format!(
        "{}: {} accounts, {} files, {} bytes.\nIt holds no keys. To be of use it needs {}; keep a copy of them elsewhere.",
        to.display(),
        written.manifest.people,
        written.manifest.files.len(),
        written.bytes,
        needed.join(", ")
    ));
    Ok(())
}
