use crate::jira::{JiraError, Myself, Person, Wire, decode};
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Candidate {
    account_id: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    email_address: Option<String>,
    /// Absent means yes.
    #[serde(default)]
    active: Option<bool>,
    /// `atlassian`, `app` or `customer`; only the first is a person who works on issues.
    #[serde(default)]
    account_type: Option<String>,
}

/// For an issue that does not exist yet Jira takes the project's key. The words are looked for in the name and in an
/// address that is shown; there are no user names (Jira Cloud, REST v3).
pub(in crate::jira) async fn assignable(
    wire: &Wire,
    project_key: &str,
    words: &str,
    max: u32,
) -> Result<Vec<Person>, JiraError> {
    let most = max.to_string();
    let pairs = [("project", project_key), ("query", words), ("maxResults", most.as_str())];
    let target = wire.rest("user/assignable/search")?.query(pairs);
    let found: Vec<Candidate> = decode(&wire.get(target).await?)?;
    let person = |candidate: Candidate| Person {
        name: candidate.account_id,
        display_name: candidate.display_name,
        email: candidate.email_address.filter(|email| !email.trim().is_empty()),
    };
    let works = |candidate: &Candidate| {
        candidate.active != Some(false)
            && candidate.account_type.as_deref().is_none_or(|kind| kind == "atlassian")
    };
    let found = found.into_iter().filter(works);
    Ok(found.map(person).take(usize::try_from(max).unwrap_or(usize::MAX)).collect())
}
