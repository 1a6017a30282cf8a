//! `jira-agent restore`

use super::{Failed, say};
use crate::backup::{Restore, restore};
use clap::Args;
use settings::Environment;
use std::path::PathBuf;

/// What to restore, and how.
#[derive(Debug, Args)]
pub(super) struct What {
    /// A file that `jira-agent backup` made
    file: PathBuf,
    /// Write over a database that has accounts, and over configuration files
    #[arg(long)]
    force: bool,
    /// The configuration files too, when the backup has them
    #[arg(long)]
    with_config: bool,
}

pub(super) async fn run(environment: &Environment, what: What) -> Result<(), Failed> {
    let restored =
        restore(Restore { environment, from: &what.file, force: what.force, with_config: what.with_config })
            .await
            .map_err(Failed::other)?;
    say(&format!(
        "Restored {} accounts as they were at {} (version {}).",
        restored.manifest.people, restored.manifest.created, restored.manifest.version
    ));
    if let Some(kept) = restored.kept {
        say(&format!("What was there before is in {}.", kept.display()));
    }
    for file in restored.config {
        say(&format!("Written: {}", file.display()));
    }
    let newest = store::newest_schema()?;
    if restored.manifest.schema < newest {
        say("Its schema is older than this version: run jira-agent migrate before serve.");
    }
    Ok(())
}
