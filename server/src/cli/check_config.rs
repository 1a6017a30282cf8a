//! `jira-agent check-config`

use super::{Failed, say};
use settings::{Environment, Settings};

pub(super) fn run(environment: &Environment) -> Result<(), Failed> {
    let settings = Settings::load(&environment.config_dir, environment)?;
    let count = |number: usize, one: &str, many: &str| match number {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    };
    say(&format!(
        "The configuration in {} is fine: {}, {}, {} mode at {}",
        environment.config_dir.display(),
        count(settings.sites.len(), "site", "sites"),
        count(settings.providers.len(), "model provider", "model providers"),
        environment.mode,
        environment.public_url.origin().ascii_serialization(),
    ));
    Ok(())
}
