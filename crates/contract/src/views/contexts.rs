//! What a draft points to besides its requirement.

use serde::{Deserialize, Serialize};

/// An issue or a page that a draft points to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextView {
    /// An issue's key, or `Confluence`.
    pub name: String,
    /// Its summary or title.
    pub title: String,
    /// Where people see it.
    pub url: String,
    /// Only its beginning is given to the model.
    pub cut: bool,
}

/// A page that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageChoice {
    /// Its address, as it is written into the form.
    pub address: String,
    /// Its title.
    pub title: String,
    /// Text around the words.
    pub excerpt: String,
}
