//! Reading stored text back into the types it was written from, and writing it.

use crate::StoreError;
use domain::time::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use std::str::FromStr;

type Result<T> = std::result::Result<T, StoreError>;

/// Text with its own parser, such as an id.
pub(crate) fn parsed<T: FromStr>(what: &'static str, text: &str) -> Result<T> {
    text.parse().map_err(|_| StoreError::Unreadable { what })
}

/// Text that one of the vocabulary's `parse` functions reads.
pub(crate) fn word<T>(what: &'static str, found: Option<T>) -> Result<T> {
    found.ok_or(StoreError::Unreadable { what })
}

/// JSON.
pub(crate) fn json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable { what })
}

/// JSON that may be missing.
pub(crate) fn json_opt<T: DeserializeOwned>(what: &'static str, text: Option<&str>) -> Result<Option<T>> {
    text.map(|text| json(what, text)).transpose()
}

/// To JSON.
pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    Ok(serde_json::to_string(value)?)
}

/// A moment that may be missing.
pub(crate) fn moment(millis: Option<i64>) -> Option<Timestamp> {
    millis.map(Timestamp::from_millis)
}

/// PostgreSQL cannot store NUL; `domain::text::clean` has removed it from everything people send, so this
/// only meets what other systems answered.
pub(crate) fn without_nul(text: &str) -> String {
    if text.contains('\0') { text.replace('\0', "") } else { text.to_owned() }
}

/// A LIKE pattern, with `\\` as its escape, for texts that contain a word.
pub(crate) fn containing(word: &str) -> String {
    let mut pattern = String::with_capacity(word.len() + 2);
    pattern.push('%');
    for c in word.chars().filter(|c| *c != '\0') {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
