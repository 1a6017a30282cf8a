use crate::jira::{JiraError, Myself, Wire, decode};
use serde::Deserialize;
use std::collections::HashMap;

/// Cloud has no `name`, `key` or `deleted`; the e-mail address may be hidden.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dto {
    account_id: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    email_address: Option<String>,
    active: bool,
    #[serde(default)]
    avatar_urls: HashMap<String, String>,
    #[serde(rename = "self")]
    self_url: String,
}

pub(in crate::jira) async fn myself(wire: &Wire) -> Result<Myself, JiraError> {
    let mut dto: Dto = decode(&wire.get(wire.rest("myself")?).await?)?;
    Ok(Myself {
        key: dto.account_id.clone(),
        name: dto.account_id,
        display_name: dto.display_name,
        email: dto.email_address.filter(|email| !email.trim().is_empty()),
        active: dto.active,
        deleted: false,
        avatar_48: dto.avatar_urls.remove("48x48"),
        self_url: dto.self_url,
    })
}
