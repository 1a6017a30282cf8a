//! Issues that go to Jira in one call.

use domain::ids::OperationId;

/// Issues in one call; Jira takes no more.
pub(crate) const BATCH: usize = atlassian::jira::Jira::MAX_AT_ONCE;
/// Bytes in one call: proxies in front of Jira often take no more than 1 MiB (nginx's `client_max_body_size`).
pub(crate) const BYTES: usize = 900 * 1024;

/// The mark that the issues of one call share, named after the first of them: hundreds of labels of their own would
/// litter Jira's suggestions.
pub(crate) fn batch_label(first: OperationId) -> String {
    format!("ai-agent-{first}")
}
