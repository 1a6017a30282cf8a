//! Rules.

use super::ProjectChoice;
use crate::commands::RulesForm;
use domain::{
    ids::RuleSetId,
    rules::{RuleSet, ScopedRules},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// The rules page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RulesView {
    /// The person's own, those for every draft first, each with the time of its last change.
    pub own: Vec<(ScopedRules, Timestamp)>,
    /// The installation's.
    pub house: RuleSet,
    /// Whether the installation's apply beside people's own.
    pub enforced: bool,
    /// The set that was just deleted and can be taken back.
    pub deleted: Option<ScopedRules>,
    /// When this was read, for relative times.
    pub now: Timestamp,
}

/// One set in its form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleSetView {
    /// The set; a new one without an id.
    pub id: Option<RuleSetId>,
    /// What it is for, in words; empty for a new one.
    pub name: String,
    /// As it stands in the form.
    pub form: RulesForm,
    /// Whether the installation's apply beside it.
    pub enforced: bool,
    /// The projects that can be chosen, favourites first.
    pub projects: Vec<ProjectChoice>,
}
