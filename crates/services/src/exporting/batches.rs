//! Issues that go to Jira in one call.

use domain::ids::OperationId;

/// Issues in one call; Jira takes no more.
pub(crate) const BATCH: usize = 50;

/// The mark that the issues of one call share, named after the first of them: hundreds of labels of their own would
/// litter Jira's suggestions.
pub(crate) fn batch_label(first: OperationId) -> String {
    format!("ai-agent-{first}")
}
