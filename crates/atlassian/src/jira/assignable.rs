//! Who can be given an issue; both kinds of Jira answer this in nearly the same form.

use crate::jira::{JiraError, JiraKind, Person, Wire, decode};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Candidate {
    #[serde(alias = "accountId")]
    name: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    email_address: Option<String>,
    /// Absent means yes.
    #[serde(default)]
    active: Option<bool>,
    /// `atlassian`, `app` or `customer` on Cloud, absent on Data Center; only the first is a person who works on issues.
    #[serde(default)]
    account_type: Option<String>,
}

impl Candidate {
    fn works(&self) -> bool {
        self.active != Some(false) && self.account_type.as_deref().is_none_or(|kind| kind == "atlassian")
    }
}

impl From<Candidate> for Person {
    fn from(candidate: Candidate) -> Self {
        let email = candidate.email_address.filter(|email| !email.trim().is_empty());
        Self { name: candidate.name, display_name: candidate.display_name, email }
    }
}

/// For an issue that does not exist yet Jira takes the project's key (Jira DC 10.3 spec; Jira Cloud, REST v3). Cloud
/// looks for the words in the name and in an address that is shown; it has no user names. Who is not active is left out,
/// and what comes in spite of `maxResults`.
pub(super) async fn assignable(
    wire: &Wire,
    kind: JiraKind,
    project_key: &str,
    words: &str,
    max: u32,
) -> Result<Vec<Person>, JiraError> {
    let searched = match kind {
        JiraKind::DataCenter => "username",
        JiraKind::Cloud => "query",
    };
    let most = max.to_string();
    let pairs = [("project", project_key), (searched, words), ("maxResults", most.as_str())];
    let target = wire.rest("user/assignable/search")?.query(pairs);
    let found: Vec<Candidate> = decode(&wire.get(target).await?)?;
    let found = found.into_iter().filter(Candidate::works);
    Ok(found.map(Person::from).take(usize::try_from(max).unwrap_or(usize::MAX)).collect())
}

/// Who has this user name, or on Cloud this account id.
pub(super) async fn person(wire: &Wire, kind: JiraKind, name: &str) -> Result<Option<Person>, JiraError> {
    let named = match kind {
        JiraKind::DataCenter => "username",
        JiraKind::Cloud => "accountId",
    };
    match decode::<Candidate>(&wire.get(wire.rest("user")?.query([(named, name)])).await?) {
        Ok(found) => Ok(Some(found).filter(Candidate::works).map(Person::from)),
        Err(JiraError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
