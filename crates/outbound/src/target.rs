//! An address that passed the check.

use crate::{Reach, Refused, policy::Origin};
use std::{fmt, sync::Arc};
use url::Url;

/// An address on the operator's list. Made by [`crate::OriginPolicy::check`] only; everything derived from it
/// stays on the same origin and below the same path.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    url: Url,
    origin: Arc<Origin>,
}

impl Target {
    pub(crate) fn checked(url: Url, origin: Arc<Origin>) -> Self {
        Self { url, origin }
    }

    /// The address below this one: `path` is relative, written by us, already encoded, and drops any query.
    /// Refuses `..`, backslashes, queries and other ways of leading elsewhere.
    pub fn at(&self, path: &str) -> Result<Self, Refused> {
        let path = path.trim_start_matches('/');
        let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\\' | '?' | '#' | '%' | ':');
        if path.contains(odd) {
            return Err(Refused::Characters);
        }
        path.split('/').try_fold(self.without_query(), |target, segment| target.segment(segment))
    }

    /// The address one step below, for text that comes from elsewhere (an issue key, an id): it is encoded as
    /// one segment. Refuses `.` and `..`.
    pub fn segment(&self, segment: &str) -> Result<Self, Refused> {
        if matches!(segment, "." | "..") || segment.chars().any(char::is_control) {
            return Err(Refused::Characters);
        }
        let mut url = self.url.clone();
        url.path_segments_mut().map_err(|()| Refused::NotAUrl)?.pop_if_empty().push(segment);
        if !self.origin.covers(&url) {
            return Err(Refused::NotAllowed);
        }
        Ok(Self { url, origin: Arc::clone(&self.origin) })
    }

    /// The same address with query parameters added, encoded.
    #[must_use]
    pub fn query<K: AsRef<str>, V: AsRef<str>>(&self, pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        let mut url = self.url.clone();
        url.query_pairs_mut().extend_pairs(pairs);
        Self { url, origin: Arc::clone(&self.origin) }
    }

    /// The same address with this query string, which is already encoded.
    #[must_use]
    pub fn raw_query(&self, query: &str) -> Self {
        let mut url = self.url.clone();
        url.set_query(Some(query));
        Self { url, origin: Arc::clone(&self.origin) }
    }

    fn without_query(&self) -> Self {
        let mut url = self.url.clone();
        url.set_query(None);
        Self { url, origin: Arc::clone(&self.origin) }
    }

    /// The address, for comparing and showing.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Where its name may lead.
    pub fn reach(&self) -> Reach {
        self.origin.reach
    }
}

/// Without the query, which may carry what people typed.
impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.url.origin().ascii_serialization(), self.url.path())
    }
}

#[cfg(test)]
mod tests {
    use crate::{Mode, OriginPolicy, Reach, Refused, Target};

    fn base() -> Target {
        let mut policy = OriginPolicy::new(Mode::Production);
        policy.allow("https://jira.example.com/jira", Reach::Internal).unwrap();
        policy.check("https://jira.example.com/jira/").unwrap()
    }

    #[test]
    fn paths_and_queries_are_added_below_the_base() {
        let target = base()
            .at("rest/api/2/issue")
            .unwrap()
            .segment("A B/1?x#")
            .unwrap()
            .query([("jql", "a = \"b&c\"")]);
        assert_eq!(
            target.url().as_str(),
            "https://jira.example.com/jira/rest/api/2/issue/A%20B%2F1%3Fx%23?jql=a+%3D+%22b%26c%22"
        );
    }

    #[test]
    fn nothing_leads_out_of_the_base() {
        for path in ["../admin", "rest/../../admin", "a\\b", "x?y", "https://evil.example"] {
            assert_eq!(base().at(path).err(), Some(Refused::Characters), "{path}");
        }
        assert_eq!(base().segment("..").err(), Some(Refused::Characters));
        // Encoded dots pushed as one segment have their percent sign encoded and stay a plain name.
        let encoded = base().segment("%2e%2e").unwrap();
        assert_eq!(encoded.url().path(), "/jira/%252e%252e");
    }

    #[test]
    fn debug_output_leaves_the_query_out() {
        assert_eq!(format!("{:?}", base().query([("token", "secret")])), "https://jira.example.com/jira/");
    }
}
