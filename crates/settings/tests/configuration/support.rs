//! A configuration directory of its own for each test.

#![expect(clippy::unwrap_used, reason = "test helpers")]

use secrets::FixedRandomness;
use settings::{AppMode, ConfigError, Environment, Settings};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// The configuration that the project ships.
pub(crate) fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config")
}

/// A copy of the shipped configuration that a test may change.
pub(crate) fn copy() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for file in ["config.json", "header.json", "payload.json", "prompts.json"] {
        fs::copy(shipped().join(file), dir.path().join(file)).unwrap();
    }
    dir
}

/// Replaces a text that must be there.
pub(crate) fn replace(dir: &TempDir, file: &str, from: &str, to: &str) {
    let path = dir.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} does not contain {from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

pub(crate) const KEYS: [(&str, &str); 3] = [
    ("JWT_KEYS", "j1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ("ENCRYPTION_KEYS", "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ("PEPPER_KEYS", "p1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
];

/// An environment with keys and these variables.
pub(crate) fn environment(
    mode: AppMode,
    variables: &[(&str, &str)],
) -> Result<Environment, Vec<ConfigError>> {
    let lookup = |name: &str| {
        let all = variables.iter().chain(&KEYS);
        all.into_iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    };
    Environment::from_env(Some(mode), &lookup, &FixedRandomness::new(1)).map_err(Into::into)
}

pub(crate) fn development() -> Environment {
    environment(AppMode::Development, &[]).unwrap()
}

pub(crate) fn production() -> Environment {
    environment(AppMode::Production, &[("PUBLIC_URL", "https://agent.example.com")]).unwrap()
}

/// The messages that loading this directory gives.
pub(crate) fn messages(dir: &TempDir, environment: &Environment) -> Vec<String> {
    Settings::load(dir.path(), environment).unwrap_err().0.iter().map(ToString::to_string).collect()
}
