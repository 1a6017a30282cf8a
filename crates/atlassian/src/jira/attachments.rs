//! Files of an issue; both kinds of Jira take and show them alike.

use super::{Attachment, JiraError, Wire, answer, issues};
use bytes::Bytes;
use outbound::{Part, Response};
use serde_json::Value;
use std::time::Duration;

pub(super) async fn add(
    wire: &Wire,
    key: &str,
    file_name: &str,
    media: &str,
    bytes: Bytes,
    within: Duration,
) -> Result<(), JiraError> {
    let target = wire.rest("issue")?.segment(key)?.segment("attachments")?;
    let file = Part {
        name: "file".to_owned(),
        file_name: file_name.to_owned(),
        content_type: media.to_owned(),
        bytes,
    };
    added(&wire.post_file(target, file, within).await?)
}

/// Jira answers with what it has kept. Nothing means that it did not see the file.
fn added(answer: &Response) -> Result<(), JiraError> {
    match answer.status().as_u16() {
        // A proxy may say it in Jira's place, as a web page; neither has kept the file then.
        413 => {
            let messages = vec!["The file is larger than this Jira takes.".to_owned()];
            return Err(JiraError::Rejected { messages, fields: [].into() });
        }
        403 if answer.body().starts_with(b"XSRF check failed") => return Err(JiraError::Forbidden),
        _ => answer::accepted(answer)?,
    }
    match answer.json::<Vec<Attachment>>()?.as_slice() {
        [] => Err(answer::unexpected(answer)),
        _ => Ok(()),
    }
}

pub(super) async fn of(wire: &Wire, key: &str) -> Result<Vec<Attachment>, JiraError> {
    let mut issue = issues::get(wire, key, &["attachment"]).await?;
    // Absent where attachments are switched off.
    let found = issue.fields.remove("attachment").unwrap_or(Value::Null);
    let found: Option<Vec<Attachment>> =
        serde_json::from_value(found).map_err(|_| JiraError::Unexpected { status: 200, html: false })?;
    Ok(found.unwrap_or_default())
}
