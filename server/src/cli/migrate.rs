//! `jira-agent migrate`

use super::{Failed, say};
use crate::compose::open_store;
use settings::Environment;

pub(super) async fn run(environment: &Environment) -> Result<(), Failed> {
    let done = open_store(environment)?.migrate().await?;
    if done.is_empty() {
        say("The database is up to date.");
    } else {
        say(&format!("The database is up to date now. Migrations that ran: {}", done.join(", ")));
    }
    Ok(())
}
