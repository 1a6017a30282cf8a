//! `jira-agent rotate-keys`: another encryption key, while servers run.

use super::{Failed, say};
use crate::{compose::open_store, upkeep::KEYS_EVERY};
use clap::Args;
use secrets::{Key, KeyRing, OsRandomness, Vault};
use services::keys::{self, Holding};
use settings::{Environment, KeyFile};
use std::{sync::Arc, time::Duration};
use store::Store;

/// What to do about the keys.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Debug, Args)]
pub(super) struct What {
    /// Make a new key, put it first in the key file, then move everything to it
    #[arg(long, conflicts_with_all = ["status", "forget_old"])]
    new_key: bool,
    /// Every running server was restarted with the present list of keys (needed when they come from a variable)
    #[arg(long)]
    restarted: bool,
    /// Only say what each key still protects
    #[arg(long)]
    status: bool,
    /// Remove the old keys from the key file, when nothing is left on them
    #[arg(long, conflicts_with = "status")]
    forget_old: bool,
}

/// Servers that read the key file again have done so by then.
const KNOWN_EVERYWHERE: Duration = KEYS_EVERY.saturating_add(Duration::from_secs(2));

pub(super) async fn run(environment: &Environment, what: What) -> Result<(), Failed> {
    let store = open_store(environment)?;
    let file = environment.key_file.as_ref();
    let mut ring = environment.keys.encryption.clone();
    if what.new_key {
        ring = with_new_key(file, &ring)?;
    }
    let vault = Vault::new(ring.clone(), Arc::new(OsRandomness));
    if what.status {
        tell(&keys::holdings(&store, &vault).await?);
        return Ok(());
    }
    if what.forget_old {
        return forget_old(&store, &vault, file).await;
    }
    if file.is_none() && !what.restarted {
        return Err(Failed::other(format!(
            "The keys come from ENCRYPTION_KEYS, which a server reads only when it starts. Restart every server with this \
             list (now: {}), then repeat this with --restarted.",
            ids(&ring)
        )));
    }
    rotate(&store, &vault, file.is_some()).await
}

fn with_new_key(file: Option<&KeyFile>, ring: &KeyRing) -> Result<KeyRing, Failed> {
    let Some(file) = file else {
        return Err(Failed::other(
            "A new key can only be put into a key file (KEY_FILE). With ENCRYPTION_KEYS, put it first in that list \
             yourself (k2:$(openssl rand -base64 32),k1:…), restart every server, then run: jira-agent rotate-keys --restarted",
        ));
    };
    let next = ring.with_new_key(&OsRandomness);
    file.write_encryption_keys(&next).map_err(Failed::other)?;
    say(&format!(
        "{} is the current key now; it was written to {}. Make a copy of that file.",
        next.current().id(),
        file.path().display()
    ));
    Ok(next)
}

async fn rotate(store: &Store, vault: &Vault, file: bool) -> Result<(), Failed> {
    let mut told = 0;
    let mut all = keys::rotate(store, vault, |now| {
        if now.moved >= told + 1_000 {
            told = now.moved;
            say(&format!("{told} moved so far; this can be stopped and repeated at any time."));
        }
    })
    .await?;
    if file {
        // A server that had not read the file yet may have sealed something under the key that was current before.
        tokio::time::sleep(KNOWN_EVERYWHERE).await;
        let late = keys::rotate(store, vault, |_| {}).await?;
        all.moved += late.moved;
        all.unreadable = late.unreadable;
    }
    say(&format!("{} moved to {}.", all.moved, vault.ring().current().id()));
    let holdings = keys::holdings(store, vault).await?;
    tell(&holdings);
    if all.unreadable > 0 {
        return Err(Failed::other(format!(
            "{} could not be moved, because no key on the list opens them. Their old key is missing.",
            all.unreadable
        )));
    }
    Ok(())
}

async fn forget_old(store: &Store, vault: &Vault, file: Option<&KeyFile>) -> Result<(), Failed> {
    let file = file.ok_or_else(|| {
        Failed::other(
            "Keys in ENCRYPTION_KEYS are removed by whoever sets that variable; --status says when.",
        )
    })?;
    let holdings = keys::holdings(store, vault).await?;
    if let Some(held) = holdings.iter().skip(1).find(|holding| holding.rows > 0) {
        return Err(Failed::other(format!(
            "{} still protects {}. Run jira-agent rotate-keys first; nothing was changed.",
            held.key, held.rows
        )));
    }
    let ring = vault.ring();
    if ring.previous().is_empty() {
        say("There is no old key.");
        return Ok(());
    }
    file.write_encryption_keys(&ring.only_current()).map_err(Failed::other)?;
    let old: Vec<&str> = ring.previous().iter().map(Key::id).collect();
    say(&format!(
        "{} removed from {}. Backups from before the rotation still need it.",
        old.join(", "),
        file.path().display()
    ));
    Ok(())
}

fn tell(holdings: &[Holding]) {
    for (at, holding) in holdings.iter().enumerate() {
        let role = if at == 0 { "current" } else { "old" };
        if holding.rows == 0 && at > 0 {
            say(&format!("{} ({role}): nothing is left on it; it can be removed.", holding.key));
        } else {
            say(&format!("{} ({role}): protects {}.", holding.key, holding.rows));
        }
    }
}

fn ids(ring: &KeyRing) -> String {
    ring.all().map(Key::id).collect::<Vec<_>>().join(", ")
}
