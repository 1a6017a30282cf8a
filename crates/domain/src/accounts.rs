//! What an account says about a person.

use serde::{Deserialize, Serialize};

/// A person as their Jira site describes them, proved by a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Jira's `name` (Data Center) or `accountId` (Cloud).
    pub employee_id: String,
    /// Jira's `displayName`.
    pub name: String,
    /// Hidden or missing on some sites.
    pub email: Option<String>,
    /// Address of the 48-pixel avatar on the site.
    pub avatar_url: Option<String>,
    /// Base address of the site, without `/rest/api/…`, context path kept.
    pub jira_url: String,
}

/// Two letters for an avatar without a picture.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_first_and_last() {
        assert_eq!(initials("Maja Helene Keller"), "MK");
        assert_eq!(initials("Prince"), "P");
        assert_eq!(initials(" "), "");
    }
}
