//! The operator's list of places, and the one check between a string and a request.

use crate::{Reach, Refused, Target};
use std::{net::IpAddr, sync::Arc};
use url::{Host, Url};

/// How strict the list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// `https` only, loopback never.
    Production,
    /// Plain `http` and literal loopback origins may be configured.
    Development,
}

/// One configured origin, or the part of one below a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    https: bool,
    host: String,
    port: u16,
    /// Empty, or `/jira`: without a slash at the end.
    prefix: String,
    pub(crate) reach: Reach,
}

impl Origin {
    pub(crate) fn covers(&self, url: &Url) -> bool {
        let below = url.path().strip_prefix(self.prefix.as_str());
        self.https == (url.scheme() == "https")
            && url.host_str() == Some(self.host.as_str())
            && url.port_or_known_default() == Some(self.port)
            && below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// The configured origins. Build one from each settings snapshot; targets made from an older one stay usable.
#[derive(Debug, Clone)]
pub struct OriginPolicy {
    mode: Mode,
    origins: Vec<Arc<Origin>>,
}

impl OriginPolicy {
    /// An empty list: everything is refused.
    pub const fn new(mode: Mode) -> Self {
        Self { mode, origins: Vec::new() }
    }

    /// Adds what the operator configured. A path in `url` limits the origin to what lies below it. Literal
    /// loopback hosts get [`Reach::Loopback`] whatever `reach` says, and only in development.
    pub fn allow(&mut self, url: &str, reach: Reach) -> Result<(), Refused> {
        let url = parse(url)?;
        let https = url.scheme() == "https";
        if !https && self.mode == Mode::Production {
            return Err(Refused::Scheme);
        }
        let reach = match (is_literal_loopback(&url), self.mode) {
            (true, Mode::Development) => Reach::Loopback,
            (true, Mode::Production) => return Err(Refused::Address),
            (false, _) if reach == Reach::Loopback => return Err(Refused::Address),
            (false, _) => reach,
        };
        if literal_ip(&url).is_some_and(|ip| !reach.permits(ip)) {
            return Err(Refused::Address);
        }
        self.origins.push(Arc::new(Origin {
            https,
            host: url.host_str().ok_or(Refused::NotAUrl)?.to_owned(),
            port: url.port_or_known_default().ok_or(Refused::NotAUrl)?,
            prefix: url.path().trim_end_matches('/').to_owned(),
            reach,
        }));
        Ok(())
    }

    /// Turns an address into something that may be requested, or says why not. A fragment is dropped.
    pub fn check(&self, url: &str) -> Result<Target, Refused> {
        let mut url = parse(url)?;
        url.set_fragment(None);
        let origin = self.origins.iter().find(|origin| origin.covers(&url)).ok_or(Refused::NotAllowed)?;
        Ok(Target::checked(url, Arc::clone(origin)))
    }
}

/// Parses strictly: browsers' forgiveness about hosts and slashes is what disguises live on.
fn parse(text: &str) -> Result<Url, Refused> {
    if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
        return Err(Refused::Characters);
    }
    let url = Url::parse(text).map_err(|_| Refused::NotAUrl)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Refused::Scheme);
    }
    let (_, rest) = text.split_once("://").ok_or(Refused::NotAUrl)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') || !url.username().is_empty() || url.password().is_some() {
        return Err(Refused::UserInfo);
    }
    let host = url.host_str().ok_or(Refused::NotAUrl)?;
    let written = match authority.rfind(':') {
        Some(colon) if !authority[colon..].contains(']') => &authority[..colon],
        _ => authority,
    };
    let mapped = matches!(url.host(), Some(Host::Ipv6(v6)) if v6.to_ipv4_mapped().is_some());
    if !written.eq_ignore_ascii_case(host) || host.ends_with('.') || mapped {
        return Err(Refused::DisguisedHost);
    }
    let path = url.path().to_ascii_lowercase();
    if ["%2e", "%2f", "%5c", "%00"].iter().any(|encoded| path.contains(encoded)) {
        return Err(Refused::Characters);
    }
    Ok(url)
}

fn literal_ip(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(v4) => Some(v4.into()),
        Host::Ipv6(v6) => Some(v6.into()),
        Host::Domain(_) => None,
    }
}

fn is_literal_loopback(url: &Url) -> bool {
    literal_ip(url).is_some_and(|ip| ip.is_loopback()) || url.host_str() == Some("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> OriginPolicy {
        let mut policy = OriginPolicy::new(Mode::Production);
        policy.allow("https://jira.example.com/jira", Reach::Internal).unwrap();
        policy.allow("https://api.example.com", Reach::Public).unwrap();
        policy
    }

    #[test]
    fn configured_addresses_and_what_lies_below_them_are_allowed() {
        for url in [
            "https://jira.example.com/jira",
            "https://JIRA.example.com/jira/rest/api/2/myself",
            "https://jira.example.com:443/jira/",
            "https://api.example.com/anything?x=1#y",
        ] {
            assert!(policy().check(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn everything_else_is_refused_with_its_reason() {
        let cases = [
            ("https://jira.example.com/", Refused::NotAllowed),
            ("https://jira.example.com/jirax", Refused::NotAllowed),
            ("https://jira.example.com/jira/../admin", Refused::NotAllowed),
            ("https://jira.example.com/jira/%2e%2e/admin", Refused::NotAllowed),
            ("https://jira.example.com/jira/..%2fadmin", Refused::Characters),
            ("http://jira.example.com/jira", Refused::NotAllowed),
            ("https://jira.example.com:8443/jira", Refused::NotAllowed),
            ("https://jira.example.com./jira", Refused::DisguisedHost),
            ("https://jira.example.com%2e/jira", Refused::DisguisedHost),
            ("https://jira%2eexample.com/jira", Refused::DisguisedHost),
            ("https://a@jira.example.com/jira", Refused::UserInfo),
            ("https://@jira.example.com/jira", Refused::UserInfo),
            ("https://jira.example.com@evil.example/jira", Refused::UserInfo),
            ("https://jira.example.com\\@evil.example/jira", Refused::Characters),
            ("https://jira.example.com/ji\tra", Refused::Characters),
            ("https://evil.example/jira", Refused::NotAllowed),
            ("ftp://jira.example.com/jira", Refused::Scheme),
            ("file:///etc/passwd", Refused::Scheme),
            ("https:jira.example.com/jira", Refused::NotAUrl),
            ("https:///jira.example.com/jira", Refused::DisguisedHost),
            ("//jira.example.com/jira", Refused::NotAUrl),
            ("https://ｊira.example.com/jira", Refused::DisguisedHost),
            ("", Refused::NotAUrl),
        ];
        for (url, why) in cases {
            assert_eq!(policy().check(url).err(), Some(why), "{url}");
        }
    }

    #[test]
    fn disguised_loopback_is_refused_even_where_loopback_is_configured() {
        let mut policy = OriginPolicy::new(Mode::Development);
        policy.allow("http://127.0.0.1:8080", Reach::Internal).unwrap();
        assert!(policy.check("http://127.0.0.1:8080/x").is_ok());
        for host in [
            "127.1",
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
            "127.0.0.1.",
            "127.000.0.1",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[::1]",
            "localhost",
            "①②⑦.0.0.1",
        ] {
            assert!(policy.check(&format!("http://{host}:8080/x")).is_err(), "{host}");
        }
    }

    #[test]
    fn production_takes_neither_plain_http_nor_loopback_nor_special_addresses() {
        let mut policy = OriginPolicy::new(Mode::Production);
        for url in
            ["http://jira.example.com", "https://127.0.0.1", "https://localhost", "https://169.254.169.254"]
        {
            assert!(policy.allow(url, Reach::Internal).is_err(), "{url}");
        }
        assert_eq!(policy.allow("https://10.0.0.1", Reach::Public), Err(Refused::Address));
        assert_eq!(policy.allow("https://10.0.0.1", Reach::Internal), Ok(()));
    }
}
