//! Who has an Atlassian account here. They are other people than those of the Data Center products.

use serde::Serialize;

use crate::people::Person;

/// One Atlassian account with a well-known API token, good for Jira and Confluence Cloud.
#[derive(Debug, Clone, Serialize)]
pub struct CloudPerson {
    /// Atlassian's id of the account: the employee id.
    pub account_id: &'static str,
    /// Name as shown to people.
    pub display_name: &'static str,
    /// What the account is called at signing in; half of every request's credentials.
    pub email: &'static str,
    /// Whether Jira and Confluence show the address to others, and in `/myself`.
    pub shows_email: bool,
    /// Jira's `active`.
    pub active: bool,
    /// API token, as Atlassian makes them: `ATATT3…`, 192 characters.
    pub api_token: &'static str,
    /// Whether the token has expired.
    pub expired: bool,
    /// What this account is there for.
    pub note: &'static str,
}

impl CloudPerson {
    /// The same person where they are known by a name, as in Data Center.
    pub fn as_person(&self) -> Person {
        Person {
            login: self.account_id,
            key: self.account_id,
            display_name: self.display_name,
            email: self.shows_email.then_some(self.email),
            active: self.active,
            deleted: None,
            jira_token: "",
            confluence_token: "",
            llm_cookie: "",
            openai_key: "",
            anthropic_key: "",
            llm_user_id: "",
            expired: self.expired,
            note: self.note,
        }
    }
}

macro_rules! token {
    ($start:literal) => {
        concat!(
            "ATATT3xFfGF0",
            $start,
            "_kYvHq3nWbT8sLr2JdXcM7pZgUe5AoBi9RtNfQwEyDmVjKxPuCz6h4GaSl1OIv0e8W2bTnYqRkJdXcM7pZgUe5AoBi9RtNfQ",
            "wEyDmVjKxPuCz6h4GaSl1OIv0e8W2bTnYqRkJdXcM7pZgUe5AoBi9RtNfQwEyDmVxPuC=7A1C",
        )
    };
}

/// Everybody, in the state a reset brings back.
pub(crate) fn everybody() -> Vec<CloudPerson> {
    let katherine = CloudPerson {
        account_id: "712020:5d1f8a3e-0c41-4b7a-9f57-7b1f7c0f9a01",
        display_name: "Katherine Johnson",
        email: "katherine.johnson@example.org",
        shows_email: true,
        active: true,
        api_token: token!("katherine01"),
        expired: false,
        note: "may create in CLINIC, PORTAL and NOLABEL",
    };
    vec![
        katherine.clone(),
        CloudPerson {
            account_id: "712020:5d1f8a3e-0c41-4b7a-9f57-7b1f7c0f9a02",
            display_name: "Dorothy Vaughan",
            email: "dorothy.vaughan@example.org",
            shows_email: false,
            api_token: token!("dorothy0002"),
            note: "hides her e-mail address",
            ..katherine.clone()
        },
        CloudPerson {
            account_id: "712020:5d1f8a3e-0c41-4b7a-9f57-7b1f7c0f9a03",
            display_name: "Mary Jackson",
            email: "mary.jackson@example.org",
            active: false,
            api_token: token!("mary0000003"),
            note: "inactive",
            ..katherine.clone()
        },
        CloudPerson {
            account_id: "712020:5d1f8a3e-0c41-4b7a-9f57-7b1f7c0f9a04",
            display_name: "Annie Easley",
            email: "annie.easley@example.org",
            api_token: token!("annie000004"),
            expired: true,
            note: "the token has expired",
            ..katherine
        },
    ]
}

/// Whose credentials these are: `email:token`, as Basic authentication carries them.
pub(crate) fn by_credentials<'a>(people: &'a [CloudPerson], pair: &str) -> Option<&'a CloudPerson> {
    let (email, token) = pair.split_once(':')?;
    people.iter().find(|person| {
        person.email.eq_ignore_ascii_case(email) && person.api_token == token && !person.expired
    })
}

#[cfg(test)]
mod tests {
    use super::everybody;

    #[test]
    fn tokens_have_atlassians_shape_and_are_all_different() {
        let mut tokens: Vec<_> = everybody().iter().map(|person| person.api_token).collect();
        assert!(
            tokens.iter().all(|token| token.len() == 192),
            "{:?}",
            tokens.iter().map(|t| t.len()).collect::<Vec<_>>()
        );
        tokens.sort_unstable();
        tokens.dedup();
        assert_eq!(tokens.len(), everybody().len());
    }
}
