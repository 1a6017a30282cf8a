use crate::jira::{JiraError, Myself, Person, Wire, decode};
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Candidate {
    name: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    email_address: Option<String>,
    /// Absent means yes.
    #[serde(default)]
    active: Option<bool>,
}

/// For an issue that does not exist yet Jira takes the project's key (Jira DC 10.3 spec). Who is not active is left out,
/// and what comes in spite of `maxResults`.
pub(in crate::jira) async fn assignable(
    wire: &Wire,
    project_key: &str,
    words: &str,
    max: u32,
) -> Result<Vec<Person>, JiraError> {
    let most = max.to_string();
    let pairs = [("project", project_key), ("username", words), ("maxResults", most.as_str())];
    let target = wire.rest("user/assignable/search")?.query(pairs);
    let found: Vec<Candidate> = decode(&wire.get(target).await?)?;
    let person = |candidate: Candidate| Person {
        name: candidate.name,
        display_name: candidate.display_name,
        email: candidate.email_address.filter(|email| !email.trim().is_empty()),
    };
    let active = found.into_iter().filter(|candidate| candidate.active != Some(false));
    Ok(active.map(person).take(usize::try_from(max).unwrap_or(usize::MAX)).collect())
}
