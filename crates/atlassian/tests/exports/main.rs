//! What an export asks of Jira, one file per behaviour: against the sandbox, and against answers that no Jira should give.

mod attachments;
mod bulk_creation;
mod houses;
mod issue_links;
mod rate_limits;
