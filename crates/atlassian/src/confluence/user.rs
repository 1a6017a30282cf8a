//! Whose token it is. Both kinds of Confluence answer at the same place below their base.

use super::ConfluenceError;
use crate::jira::{Wire, decode};
use serde::Deserialize;

/// The person a token belongs to. Compare `username` with the employee id in Jira: keys differ between the products.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfluenceUser {
    /// The login name; the account id on Cloud.
    pub username: String,
    /// Confluence's own key; empty on Cloud.
    pub user_key: String,
    /// The name people read.
    pub display_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserDto {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    account_id: String,
    #[serde(default)]
    user_key: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    public_name: String,
}

pub(super) async fn current(wire: &Wire) -> Result<ConfluenceUser, ConfluenceError> {
    let dto: UserDto = decode(&wire.get(wire.at("rest/api/user/current")?).await?)?;
    // Some Cloud sites still send an empty `username` beside the account id.
    let username = if dto.account_id.is_empty() { dto.username } else { dto.account_id };
    if dto.kind != "known" || username.is_empty() {
        return Err(ConfluenceError::Anonymous);
    }
    let display_name = if dto.display_name.is_empty() { dto.public_name } else { dto.display_name };
    Ok(ConfluenceUser { username, user_key: dto.user_key, display_name })
}
