use crate::jira::{JiraError, Myself, Wire, decode};
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dto {
    name: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    email_address: Option<String>,
    active: bool,
    #[serde(default)]
    deleted: bool,
    #[serde(default)]
    avatar_urls: HashMap<String, String>,
    #[serde(rename = "self")]
    self_url: String,
}

pub(in crate::jira) async fn myself(wire: &Wire) -> Result<Myself, JiraError> {
    let mut dto: Dto = decode(&wire.get(wire.rest("myself")?).await?)?;
    Ok(Myself {
        name: dto.name,
        key: dto.key,
        display_name: dto.display_name,
        email: dto.email_address.filter(|email| !email.trim().is_empty()),
        active: dto.active,
        deleted: dto.deleted,
        avatar_48: dto.avatar_urls.remove("48x48"),
        self_url: dto.self_url,
    })
}
