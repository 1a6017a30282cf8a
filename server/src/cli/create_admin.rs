//! `jira-agent create-admin`: the first admin. Whoever can run it owns the database anyway.

use super::{Failed, say};
use crate::compose::open_store;
use clap::Args;
use domain::{jira::SiteId, principal::Role};
use settings::Environment;
use store::{
    StoreError, SystemTx, accounts,
    audit::{self, Entry},
};

/// Whom to promote.
#[derive(Debug, Args)]
pub(super) struct Who {
    /// The site's short name in config.json
    #[arg(long)]
    site: String,
    /// The person's employee id on that site
    #[arg(long)]
    employee_id: String,
    /// Add an admin although there is one
    #[arg(long)]
    force: bool,
}

enum Promotion {
    Done(String),
    AlreadyAdmin(String),
    Nobody,
    AdminExists,
}

pub(super) async fn run(environment: &Environment, who: Who) -> Result<(), Failed> {
    let site = SiteId::parse(&who.site)
        .map_err(|_| Failed::other(format!("“{}” cannot be the short name of a site.", who.site)))?;
    let (id, force) = (who.employee_id.clone(), who.force);
    let store = open_store(environment)?;
    match store.system().write_durably(move |tx| promote(tx, &site, &id, force)).await? {
        Promotion::Done(name) => say(&format!("{name} is an admin now. Signing in again makes it visible.")),
        Promotion::AlreadyAdmin(name) => say(&format!("{name} is an admin already.")),
        Promotion::Nobody => {
            return Err(Failed::other(format!(
                "Nobody with the employee id {} has registered on {}. Register in the browser first, then repeat this.",
                who.employee_id, who.site
            )));
        }
        Promotion::AdminExists => {
            return Err(Failed::other(
                "There is an admin already, so nothing was changed. Repeat with --force to add another one.",
            ));
        }
    }
    Ok(())
}

fn promote(
    tx: &mut SystemTx,
    site: &SiteId,
    employee_id: &str,
    force: bool,
) -> Result<Promotion, StoreError> {
    let Some(user) = accounts::find_identity(tx, site, employee_id)? else { return Ok(Promotion::Nobody) };
    if user.role == Role::Admin {
        return Ok(Promotion::AlreadyAdmin(user.name));
    }
    let has_admin =
        accounts::list(tx)?.iter().any(|other| other.role == Role::Admin && other.disabled_at.is_none());
    if has_admin && !force {
        return Ok(Promotion::AdminExists);
    }
    accounts::set_role(tx, user.id, Role::Admin)?;
    let entry = Entry {
        kind: "admin.promoted".to_owned(),
        subject: Some(format!("user:{}", user.id)),
        outcome: "ok".to_owned(),
        ..Entry::default()
    };
    audit::record_system(tx, Some(user.id), &entry)?;
    Ok(Promotion::Done(user.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system_clock::SystemClock;
    use secrets::{OsRandomness, Randomness};
    use std::sync::Arc;
    use store::{DatabaseUrl, Store, accounts::NewUser};

    async fn store_with(people: &[&str]) -> (Store, tempfile::TempDir) {
        let directory = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::sqlite(directory.path().join("test.db"));
        let fill = Arc::new(|buffer: &mut [u8]| OsRandomness.fill(buffer));
        let store = Store::connect(&url, Arc::new(SystemClock), fill).unwrap();
        store.migrate().await.unwrap();
        for person in people {
            let new = NewUser {
                id: store.new_id(),
                site: SiteId::parse("main").unwrap(),
                employee_id: (*person).to_owned(),
                name: (*person).to_owned(),
                email: None,
                jira_url: "https://jira.example.com".to_owned(),
                role: Role::User,
                password_hash: String::new(),
                wrapped_key: String::new(),
                avatar: None,
            };
            store.system().write(move |tx| accounts::create(tx, new)).await.unwrap();
        }
        (store, directory)
    }

    async fn outcome(store: &Store, person: &'static str, force: bool) -> &'static str {
        let site = SiteId::parse("main").unwrap();
        match store.system().write(move |tx| promote(tx, &site, person, force)).await.unwrap() {
            Promotion::Done(_) => "done",
            Promotion::AlreadyAdmin(_) => "already",
            Promotion::Nobody => "nobody",
            Promotion::AdminExists => "exists",
        }
    }

    #[tokio::test]
    async fn only_the_first_admin_is_made_without_force() {
        let (store, _directory) = store_with(&["mkeller", "nbaker"]).await;
        assert_eq!(outcome(&store, "stranger", true).await, "nobody");
        assert_eq!(outcome(&store, "mkeller", false).await, "done");
        assert_eq!(outcome(&store, "mkeller", false).await, "already");
        assert_eq!(outcome(&store, "nbaker", false).await, "exists");
        assert_eq!(outcome(&store, "nbaker", true).await, "done");
    }
}
