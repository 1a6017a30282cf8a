//! What models were asked for a draft.

use domain::{ids::DraftId, time::Timestamp};
use serde::{Deserialize, Serialize};

/// What all calls for a draft took together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct ModelUse {
    /// How many there were; older ones may be cleared away.
    pub calls: u32,
    /// Tokens read and written.
    pub tokens: u64,
    /// Some are our estimate, because the provider counts none.
    pub estimated: bool,
    /// Milliseconds that people waited for models.
    pub duration_ms: u64,
    /// What it cost, in each currency, where the operator says what tokens cost.
    pub costs: Vec<String>,
}

/// The calls for a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelCallsView {
    /// The draft.
    pub draft: DraftId,
    /// Its summary, or how the requirement begins.
    pub title: String,
    /// All of them together.
    pub used: ModelUse,
    /// The latest ones, newest first.
    pub calls: Vec<ModelCallView>,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelCallView {
    /// What it was for: `draft`, `revise`, `section`, `fix`, `split`, `explain`.
    pub step: String,
    /// The provider, as people know it.
    pub provider: String,
    /// The model's name.
    pub model: String,
    /// Tokens that the model read.
    pub prompt_tokens: u64,
    /// Tokens that it wrote.
    pub completion_tokens: u64,
    /// They are our estimate.
    pub estimated: bool,
    /// Milliseconds to the first piece of text.
    pub first_token_ms: Option<u64>,
    /// Milliseconds in all.
    pub duration_ms: u64,
    /// What it cost, estimated from the operator's prices.
    pub cost: Option<String>,
    /// `ok`, or the code of the error.
    pub outcome: String,
    /// What was sent, in order, without secrets.
    pub sent: Vec<SaidView>,
    /// What came back, as far as it came.
    pub answer: String,
    /// When it ended.
    pub at: Timestamp,
}

/// A part of what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidView {
    /// `system`, `user` or `assistant`.
    pub by: String,
    /// The text.
    pub text: String,
}
