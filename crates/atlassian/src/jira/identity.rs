//! Where a person's record really lives.

use outbound::Target;
use url::Url;

/// The answer points somewhere else than to the configured site: a false Jira, or a wrong configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this Jira says that it lives somewhere else than the configured site")]
pub struct NotThisSite;

/// The base of a Jira, cut out of the `self` link of `/myself`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelfUrl(Url);

impl SelfUrl {
    /// Cuts at `/rest/api/`; the context path stays.
    pub fn base_of(self_url: &str) -> Result<Self, NotThisSite> {
        let mut url = Url::parse(self_url).map_err(|_| NotThisSite)?;
        if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some()
        {
            return Err(NotThisSite);
        }
        let path = url.path().split_once("/rest/api/").ok_or(NotThisSite)?.0.to_owned();
        url.set_path(&path);
        url.set_query(None);
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// The base, without a slash at the end.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// An error unless scheme, host, port and context path are the configured ones.
    pub fn must_be(&self, site: &Target) -> Result<(), NotThisSite> {
        let configured = site.url();
        let same = self.0.origin() == configured.origin()
            && self.0.path().trim_end_matches('/') == configured.path().trim_end_matches('/');
        if same { Ok(()) } else { Err(NotThisSite) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use outbound::{Mode, OriginPolicy, Reach};

    fn site() -> Target {
        let mut policy = OriginPolicy::new(Mode::Production);
        policy.allow("https://jira.example.com/jira", Reach::Internal).unwrap();
        policy.check("https://jira.example.com/jira/").unwrap()
    }

    #[test]
    fn the_base_keeps_its_context_path_and_matches_the_site() {
        let base = SelfUrl::base_of("https://jira.example.com/jira/rest/api/2/user?username=jdoe").unwrap();
        assert_eq!(base.as_str(), "https://jira.example.com/jira");
        assert_eq!(base.must_be(&site()), Ok(()));
    }

    #[test]
    fn a_self_link_to_elsewhere_is_not_this_site() {
        for url in [
            "https://evil.example/jira/rest/api/2/user?username=jdoe",
            "http://jira.example.com/jira/rest/api/2/user?username=jdoe",
            "https://jira.example.com:8443/jira/rest/api/2/user",
            "https://jira.example.com/rest/api/2/user",
            "https://jira.example.com/other/rest/api/2/user",
            "https://jira.example.com@evil.example/jira/rest/api/2/user",
            "https://jira.example.com/jira/user",
            "javascript:alert(1)//rest/api/",
            "",
        ] {
            let outcome = SelfUrl::base_of(url).and_then(|base| base.must_be(&site()));
            assert_eq!(outcome, Err(NotThisSite), "{url}");
        }
    }
}
