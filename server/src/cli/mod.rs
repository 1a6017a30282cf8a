//! The command line. Standard output is for people here; the log of `serve` goes there as JSON lines.

mod backup;
mod check_config;
mod create_admin;
mod lint;
mod migrate;
mod restore;
mod rotate_keys;
mod serve;
mod worker;

use crate::compose::ComposeError;
use clap::{Parser, Subcommand};
use secrets::OsRandomness;
use settings::{AppMode, ConfigErrors, Environment, StartError};
use std::{path::Path, process::ExitCode};
use store::StoreError;

/// SSR must not starve behind one busy worker.
const FEWEST_WORKERS: usize = 4;

/// Turns requirements into Jira issues.
#[derive(Debug, Parser)]
#[command(name = "jira-agent", version)]
struct Cli {
    /// development or production; wins over APP_MODE
    #[arg(long, global = true)]
    mode: Option<AppMode>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the pages and works on jobs (unless WORKER=off) until it is told to stop
    Serve,
    /// Works on jobs and serves nothing; any number of them may share one PostgreSQL
    Worker,
    /// Brings the database's schema up to date
    Migrate,
    /// Checks the environment and the configuration files, and changes nothing
    CheckConfig,
    /// Makes a registered person an admin
    CreateAdmin(create_admin::Who),
    /// Moves stored secrets to the current encryption key, while servers run
    RotateKeys(rotate_keys::What),
    /// Writes the whole installation into one file, while servers run
    Backup(backup::What),
    /// Puts a backup in place, after checking it and the keys that are here
    Restore(restore::What),
    /// Checks the sheets of a site's specification; needs no configuration, database, model or Jira
    Lint(lint::Wish),
}

/// Why a command failed; each kind has its exit code.
#[derive(Debug, thiserror::Error)]
enum Failed {
    /// Exit code 3.
    #[error("The configuration cannot be used:\n{0}")]
    Configuration(ConfigErrors),
    /// Exit code 4.
    #[error("The database's schema is behind this version. Make a backup, then run: jira-agent migrate")]
    SchemaBehind,
    /// Exit code 1.
    #[error("{0}")]
    Other(String),
}

impl Failed {
    fn other(error: impl std::fmt::Display) -> Self {
        Self::Other(error.to_string())
    }
    fn from_start(error: StartError) -> Self {
        match error {
            StartError::Config(errors) => Self::Configuration(errors),
            StartError::Watch(_) => Self::other(error),
        }
    }
    fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Other(_) => 1,
            Self::Configuration(_) => 3,
            Self::SchemaBehind => 4,
        })
    }
}

impl From<ConfigErrors> for Failed {
    fn from(errors: ConfigErrors) -> Self {
        Self::Configuration(errors)
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::other(error)
    }
}

impl From<ComposeError> for Failed {
    fn from(error: ComposeError) -> Self {
        Self::other(error)
    }
}

/// Runs what the arguments ask for. Exit codes: 0 done, 1 failed, 2 arguments, 3 configuration, 4 schema behind.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    // It says what it found with exit codes of its own.
    if let Command::Lint(wish) = &cli.command {
        return lint::run(wish);
    }
    let done = load_dot_env().and_then(|()| run_command(cli));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            complain(&failed.to_string());
            failed.code()
        }
    }
}

/// `.env` beside the configuration; what is set already wins over it.
fn load_dot_env() -> Result<(), Failed> {
    let path = Path::new(".env");
    if !path.exists() {
        return Ok(());
    }
    // The library's error repeats the line, which may hold a key.
    dotenvy::from_path(path).map_err(|_| {
        Failed::other("The file .env cannot be read: every line has to look like NAME=value or begin with #.")
    })
}

fn run_command(cli: Cli) -> Result<(), Failed> {
    let environment = Environment::from_env(cli.mode, &|name| std::env::var(name).ok(), &OsRandomness)?;
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).max(FEWEST_WORKERS);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .enable_all()
        .build()
        .map_err(Failed::other)?;
    let done = runtime.block_on(async {
        match cli.command {
            Command::Serve => serve::run(environment).await,
            Command::Worker => worker::run(environment).await,
            Command::Migrate => migrate::run(&environment).await,
            Command::CheckConfig => check_config::run(&environment),
            Command::CreateAdmin(who) => create_admin::run(&environment, who).await,
            Command::RotateKeys(what) => rotate_keys::run(&environment, what).await,
            Command::Backup(what) => backup::run(&environment, what).await,
            Command::Restore(what) => restore::run(&environment, what).await,
            Command::Lint(_) => unreachable!("answered before anything was read"),
        }
    });
    // A job or request that could not be stopped must not keep the process.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    done
}

/// Tells the person at the terminal.
#[expect(clippy::print_stdout, reason = "the command line speaks to people")]
fn say(text: &str) {
    println!("{text}");
}

#[expect(clippy::print_stderr, reason = "the command line speaks to people")]
fn complain(text: &str) {
    eprintln!("{text}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent_and_a_wrong_mode_is_refused() {
        Cli::command().debug_assert();
        assert!(Cli::try_parse_from(["jira-agent", "serve", "--mode", "development"]).is_ok());
        assert!(Cli::try_parse_from(["jira-agent", "serve", "--mode", "staging"]).is_err());
        assert!(Cli::try_parse_from(["jira-agent", "create-admin", "--site", "main"]).is_err());
    }
}
