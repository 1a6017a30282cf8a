//! PostgreSQL is backed up by its own programs; passwords go to them through the environment, where others on the machine
//! cannot see them.

use super::{BackupError, at};
use std::{ffi::OsStr, fs, io, path::Path, process::Stdio};
use tokio::process::Command;
use url::Url;

/// `pg_dump` in its own format.
pub(super) async fn dump(database: &str, file: &Path) -> Result<(), BackupError> {
    let arguments: [&OsStr; 5] = [
        "--format=custom".as_ref(),
        "--no-owner".as_ref(),
        "--no-privileges".as_ref(),
        "--file".as_ref(),
        file.as_ref(),
    ];
    run(
        "pg_dump",
        database,
        &arguments,
        "pg_dump --format=custom --no-owner --no-privileges --file=FILE DATABASE_URL",
    )
    .await
}

/// Begins the script that [`load`] runs. A newer program may have left tables that the backup does not know and that
/// refer to those it does, so dropping only what it knows is not enough.
const ANEW: &str =
    "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC;\n";

/// Puts the dump in place, all or nothing: `pg_restore` writes a script, `psql` runs it in one transaction. Whatever the
/// schema `public` holds is dropped.
pub(super) async fn load(database: &str, file: &Path) -> Result<(), BackupError> {
    const BY_HAND: &str = "(echo 'DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC;'; \
                           pg_restore --no-owner --no-privileges --file=- FILE) | \
                           psql --single-transaction --set=ON_ERROR_STOP=1 DATABASE_URL";
    let (begin, script) = (file.with_extension("begin.sql"), file.with_extension("sql"));
    at(&begin, fs::write(&begin, ANEW))?;
    let arguments: [&OsStr; 5] = [
        "--no-owner".as_ref(),
        "--no-privileges".as_ref(),
        "--file".as_ref(),
        script.as_ref(),
        file.as_ref(),
    ];
    start("pg_restore", Command::new("pg_restore").args(arguments), BY_HAND).await?;
    let arguments: [&OsStr; 9] = [
        "--no-psqlrc".as_ref(),
        "--quiet".as_ref(),
        "--single-transaction".as_ref(),
        "--set".as_ref(),
        "ON_ERROR_STOP=1".as_ref(),
        "--file".as_ref(),
        begin.as_ref(),
        "--file".as_ref(),
        script.as_ref(),
    ];
    run("psql", database, &arguments, BY_HAND).await
}

async fn run(program: &str, database: &str, arguments: &[&OsStr], by_hand: &str) -> Result<(), BackupError> {
    let failed = |words: String| BackupError::Postgres(words);
    let mut address =
        Url::parse(database).map_err(|_| failed("DATABASE_URL cannot be read as an address.".to_owned()))?;
    let password = address.password().map(str::to_owned);
    let mut command = Command::new(program);
    if let Some(password) = password.filter(|_| address.set_password(None).is_ok()) {
        command.env("PGPASSWORD", percent_decoded(&password));
    }
    command.arg("--dbname").arg(address.as_str()).args(arguments);
    start(program, &mut command, by_hand).await
}

async fn start(program: &str, command: &mut Command, by_hand: &str) -> Result<(), BackupError> {
    let failed = |words: String| BackupError::Postgres(words);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    match command.output().await {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let said: Vec<&str> = said.lines().take(5).collect();
            Err(failed(format!("{program} failed: {}", crate::telemetry::scrub(&said.join("; ")))))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(failed(format!(
            "{program} was not found. Install the client programs of PostgreSQL (on Debian: apt-get install \
             postgresql-client), or run this where they are:\n  {by_hand}"
        ))),
        Err(error) => Err(failed(format!("{program} could not be started: {error}"))),
    }
}

/// A password stands percent-encoded in an address.
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        decoded.push(byte.unwrap_or(bytes[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::percent_decoded;

    #[test]
    fn passwords_are_decoded() {
        assert_eq!(percent_decoded("p%40ss%2Fw%C3%B6rd%"), "p@ss/wörd%");
    }
}
