//! Key material in a file: lines `JWT_KEYS=…`, `ENCRYPTION_KEYS=…`, `PEPPER_KEYS=…`, readable by its owner only.

use secrecy::{ExposeSecret, SecretString};
use secrets::{KeyError, KeyMaterial, Randomness};
use std::{
    fs,
    io::{self, Write},
    path::Path,
};
use zeroize::Zeroizing;

/// The names of the lines, and of the environment variables that win over them.
pub(crate) const NAMES: [&str; 3] = ["JWT_KEYS", "ENCRYPTION_KEYS", "PEPPER_KEYS"];

/// The lines of a key file, by [`NAMES`].
pub(crate) type Lines = [Option<SecretString>; 3];

pub(crate) fn read(path: &Path) -> io::Result<Lines> {
    let text = Zeroizing::new(fs::read_to_string(path)?);
    let value = |name: &str| {
        let line =
            text.lines().find_map(|line| line.trim().strip_prefix(name)?.trim_start().strip_prefix('='))?;
        Some(SecretString::from(line.trim().trim_matches('"')))
    };
    Ok(NAMES.map(value))
}

/// Whether others than the owner may read it.
pub(crate) fn is_open_to_others(path: &Path) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        fs::metadata(path).map(|_| false)
    }
}

/// Makes the file if it is not there yet. Two processes starting at once end up with the same keys.
pub(crate) fn ensure(path: &Path, randomness: &dyn Randomness) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let text = generated(randomness).map_err(io::Error::other)?;
    let temporary = path.with_extension(format!("{}.tmp", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(text.expose_secret().as_bytes())?;
    file.sync_all()?;
    // A link, unlike a rename, never replaces what another process has just made.
    let linked = fs::hard_link(&temporary, path);
    fs::remove_file(&temporary)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn generated(randomness: &dyn Randomness) -> Result<SecretString, KeyError> {
    let keys = KeyMaterial::generate(randomness)?;
    let lists = [keys.jwt.0.to_list(), keys.encryption.to_list(), keys.pepper.0.to_list()];
    let mut text = String::from(
        "# Keys of this development installation. Without them its stored secrets cannot be read.\n",
    );
    for (name, list) in NAMES.iter().zip(&lists) {
        text.extend([name, "=", list.expose_secret(), "\n"]);
    }
    Ok(text.into())
}
