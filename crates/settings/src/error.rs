//! What is wrong with the configuration, and where.

use crate::Position;
use std::fmt;

/// One mistake in a configuration file or in the environment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    /// The file's name, or `environment`.
    pub file: String,
    /// Where in the file, as `sites[0].jira_url`; the variable's name for the environment. Empty for the whole file.
    pub path: String,
    /// Where in the text; `None` for the environment and for files that could not be read.
    pub position: Option<Position>,
    /// What would have been right.
    pub expected: String,
    /// What is there; secrets are never repeated.
    pub found: String,
}

impl ConfigError {
    pub(crate) fn environment(variable: &str, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self {
            file: "environment".into(),
            path: variable.into(),
            position: None,
            expected: expected.into(),
            found: found.into(),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(Position { line, column }) = self.position {
            write!(f, ", line {line}, column {column}")?;
        }
        if !self.path.is_empty() {
            write!(f, ", {}", self.path)?;
        }
        write!(f, ": expected {}, found {}", self.expected, self.found)
    }
}

/// All mistakes that were found at once; never empty where it is returned as an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl From<ConfigErrors> for Vec<ConfigError> {
    fn from(errors: ConfigErrors) -> Self {
        errors.0
    }
}
