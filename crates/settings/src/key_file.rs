//! Key material in a file: lines `JWT_KEYS=…`, `ENCRYPTION_KEYS=…`, `PEPPER_KEYS=…`, readable by its owner only.

use secrecy::{ExposeSecret, SecretString};
use secrets::{KeyError, KeyMaterial, KeyRing, KeySource, Randomness};
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// A key file whose encryption keys may change while processes run: they read it again, `rotate-keys` writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFile(PathBuf);

/// A key file could not be read or written. Never holds key material.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file system refused.
    #[error("the key file {0} cannot be used: {1}")]
    File(String, #[source] io::Error),
    /// Its line is wrong.
    #[error("ENCRYPTION_KEYS in the key file: {0}")]
    Keys(#[from] KeyError),
}

impl KeyFile {
    pub(crate) const fn at(path: PathBuf) -> Self {
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The encryption keys as they are now.
    pub fn encryption_keys(&self) -> Result<KeyRing, KeyFileError> {
        let [_, encryption, _] = read(&self.0).map_err(|error| self.failed(error))?;
        Ok(KeyRing::parse(&encryption.unwrap_or_default())?)
    }

    /// Writes other encryption keys and leaves everything else as it is. Whoever reads meanwhile sees the old file or the
    /// new one, never half of it; owner and rights stay.
    pub fn write_encryption_keys(&self, ring: &KeyRing) -> Result<(), KeyFileError> {
        let text = Zeroizing::new(fs::read_to_string(&self.0).map_err(|error| self.failed(error))?);
        let list = ring.to_list();
        let line = Zeroizing::new(format!("{}={}", NAMES[1], list.expose_secret()));
        let mut lines: Vec<&str> = text.lines().collect();
        match lines.iter().position(|line| value_of(line, NAMES[1]).is_some()) {
            Some(at) => lines[at] = &line,
            None => lines.push(&line),
        }
        let text = Zeroizing::new(lines.join("\n") + "\n");
        self.replace(text.as_bytes()).map_err(|error| self.failed(error))
    }

    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        let owner = fs::metadata(&self.0)?;
        let temporary = self.0.with_extension(format!("{}.tmp", std::process::id()));
        let mut file = private(&temporary)?;
        let written = file
            .write_all(bytes)
            .and_then(|()| keep_owner(&temporary, &owner))
            .and_then(|()| file.sync_all());
        let done = written.and_then(|()| fs::rename(&temporary, &self.0));
        if done.is_err() {
            // Half a file with keys must not stay; when it cannot be removed either, the first error says more.
            let _ = fs::remove_file(&temporary);
        }
        done
    }

    fn failed(&self, error: io::Error) -> KeyFileError {
        KeyFileError::File(self.0.display().to_string(), error)
    }
}

impl KeySource for KeyFile {
    fn encryption_keys(&self) -> Option<KeyRing> {
        Self::encryption_keys(self)
            .inspect_err(|error| tracing::warn!(%error, "keys could not be read again"))
            .ok()
    }
}

/// Root may rotate the keys of a service that runs as somebody else, who has to be able to read them afterwards.
fn keep_owner(path: &Path, owner: &fs::Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        std::os::unix::fs::chown(path, Some(owner.uid()), Some(owner.gid()))
    }
    #[cfg(not(unix))]
    {
        let _ = (path, owner);
        Ok(())
    }
}

/// A new file that only its owner may read.
fn private(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The names of the lines, and of the environment variables that win over them.
pub(crate) const NAMES: [&str; 3] = ["JWT_KEYS", "ENCRYPTION_KEYS", "PEPPER_KEYS"];

/// The lines of a key file, by [`NAMES`].
pub(crate) type Lines = [Option<SecretString>; 3];

pub(crate) fn read(path: &Path) -> io::Result<Lines> {
    let text = Zeroizing::new(fs::read_to_string(path)?);
    let value = |name: &str| text.lines().find_map(|line| value_of(line, name)).map(SecretString::from);
    Ok(NAMES.map(value))
}

fn value_of<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let value = line.trim().strip_prefix(name)?.trim_start().strip_prefix('=')?;
    Some(value.trim().trim_matches('"'))
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
    let mut file = private(&temporary)?;
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
