//! `llm` and `providers`.

use super::names::ProviderId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a provider's user is matched with the Jira account when the connection is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum IdentityMatch {
    /// `userID` must equal the employee id.
    EmployeeId,
    /// `userID` or `username` must equal the e-mail address.
    Email,
    /// Not compared: the provider knows no people, or numbers them otherwise.
    #[default]
    None,
}

/// How earlier turns are written into a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum HistoryMode {
    /// One text, `USER: …\nASSISTANT: …`.
    #[default]
    String,
    /// `[{"role": "user", "content": "…"}]`.
    ArrayOpenai,
    /// `["USER: …", "ASSISTANT: …"]`.
    ArrayFlat,
}

/// How a provider's body differs from the usual names. The interfaces of `openai` and `anthropic` are fixed; of this
/// they take `param_renames` and `omit_parameters` only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Compat {
    /// New names of top-level keys, by the name in the payload file.
    pub field_map: BTreeMap<String, String>,
    /// How `{history}` is written.
    pub history_mode: HistoryMode,
    /// New name of the `parameters` key.
    pub parameters_key: Option<String>,
    /// New names inside of `parameters`; for `openai`, of a parameter, such as `max_tokens` → `max_completion_tokens`.
    pub param_renames: BTreeMap<String, String>,
    /// Parameters that are not sent, for models that refuse them. Not for `company`, whose payload file says what is sent.
    pub omit_parameters: Vec<String>,
    /// Whether the list of tools goes into the body.
    pub include_tools_in_payload: bool,
    /// Whether empty keys are left out.
    pub prune_empty_keys: bool,
}

/// What is asked of the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The model's name.
    pub model: String,
    /// 0 (always the same) to 2 (wild).
    #[serde(default = "temperature")]
    pub temperature: f64,
    /// Tokens of one answer, above 0.
    #[serde(default = "max_tokens")]
    pub max_tokens: u32,
    /// Whether the answer comes token by token.
    #[serde(default)]
    pub stream: bool,
}

/// What a provider takes for its tokens, for estimates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// For a million tokens that the model reads.
    pub prompt_per_million: f64,
    /// For a million tokens that it writes.
    pub completion_per_million: f64,
    /// Of which currency, such as `USD`.
    #[serde(default = "currency")]
    pub currency: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawLlm {
    pub(crate) default_timeout_seconds: u32,
    pub(crate) default_provider: Option<ProviderId>,
}

impl Default for RawLlm {
    fn default() -> Self {
        Self { default_timeout_seconds: 45, default_provider: None }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RawProviderKind {
    Company,
    OpenAi,
    Anthropic,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawProvider {
    pub(crate) id: ProviderId,
    pub(crate) label: String,
    pub(crate) kind: RawProviderKind,
    pub(crate) test: Option<RawEndpoint>,
    pub(crate) integration: RawEndpoint,
    pub(crate) parameters: Parameters,
    pub(crate) response_path: Option<String>,
    pub(crate) stream_path: Option<String>,
    #[serde(default)]
    pub(crate) compat: Compat,
    #[serde(default)]
    pub(crate) identity_match: IdentityMatch,
    #[serde(default)]
    pub(crate) debug_logging: bool,
    #[serde(default = "max_parallel")]
    pub(crate) max_parallel: u32,
    pub(crate) prices: Option<Prices>,
    pub(crate) header_file: Option<String>,
    pub(crate) payload_file: Option<String>,
    #[serde(default = "prompts_file")]
    pub(crate) prompts_file: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawEndpoint {
    pub(crate) url: String,
    pub(crate) timeout_seconds: Option<u32>,
    #[serde(default)]
    pub(crate) retry: RawRetry,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawRetry {
    pub(crate) max_retries: u32,
    pub(crate) backoff_factor: f64,
    pub(crate) retry_delay: f64,
}

impl Default for RawRetry {
    fn default() -> Self {
        Self { max_retries: 2, backoff_factor: 2.0, retry_delay: 1.0 }
    }
}

const fn temperature() -> f64 {
    0.2
}
const fn max_tokens() -> u32 {
    4096
}
fn currency() -> String {
    "USD".into()
}
const fn max_parallel() -> u32 {
    8
}
pub(crate) fn prompts_file() -> String {
    "prompts.json".into()
}

/// Whether the text is a path such as `data.answer` or `choices[0].message.content`.
pub(crate) fn is_answer_path(text: &str) -> bool {
    let name = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || "_-".contains(c));
    let index = |part: &str| {
        part.strip_suffix(']').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    text.split('.').all(|step| {
        let mut parts = step.split('[');
        parts.next().is_some_and(name) && parts.all(index)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answer_paths_are_dots_and_indexes() {
        for good in ["answer", "data.answer", "choices[0].message.content", "a[0][1].b-c"] {
            assert!(is_answer_path(good), "{good}");
        }
        for bad in ["", ".", "a.", "a[", "a[]", "a[x]", "[0]", "a b", "$.a"] {
            assert!(!is_answer_path(bad), "{bad}");
        }
    }
}
