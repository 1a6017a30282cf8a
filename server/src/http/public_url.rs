//! The one address people reach us at.

use std::{fmt, str::FromStr};

/// `scheme://host[:port]`, as browsers write an origin: lower case, no default port, no path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    secure: bool,
    host: String,
    port: Option<u16>,
}

/// The text is not an address we could be reached at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the public address looks like https://agent.example.com or http://127.0.0.1:3000, without a path")]
pub struct NotAPublicUrl;

impl FromStr for PublicUrl {
    type Err = NotAPublicUrl;
    fn from_str(text: &str) -> Result<Self, NotAPublicUrl> {
        let text = text.trim().to_ascii_lowercase();
        let (scheme, rest) = text.split_once("://").ok_or(NotAPublicUrl)?;
        let secure = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(NotAPublicUrl),
        };
        let (host, port) = split_authority(rest.strip_suffix('/').unwrap_or(rest)).ok_or(NotAPublicUrl)?;
        let default = if secure { 443 } else { 80 };
        Ok(Self { secure, host: host.to_owned(), port: port.filter(|port| *port != default) })
    }
}

/// Host and port of `host`, `host:1`, `[::1]`, `[::1]:1`; anything else is refused.
fn split_authority(text: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port.parse().ok()?)),
        _ => (text, None),
    };
    let inside = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let fits = match inside {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            !host.is_empty()
                && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
        }
    };
    fits.then_some((host, port))
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.secure { "https" } else { "http" }, self.host)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

impl PublicUrl {
    /// Whether people come over TLS.
    pub const fn is_secure(&self) -> bool {
        self.secure
    }
    /// Whether it is this machine only: `localhost`, `127.0.0.1` or `[::1]`.
    pub fn is_loopback(&self) -> bool {
        matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "[::1]")
    }
    /// Whether a `Host` header names us. On this machine its three names are the same.
    pub fn is_host(&self, authority: &str) -> bool {
        let authority = authority.to_ascii_lowercase();
        let Some((host, port)) = split_authority(&authority) else { return false };
        let default = if self.secure { 443 } else { 80 };
        let same_host =
            host == self.host || (self.is_loopback() && matches!(host, "localhost" | "127.0.0.1" | "[::1]"));
        same_host && port.unwrap_or(default) == self.port.unwrap_or(default)
    }
    /// Whether an `Origin` header is ours: our scheme, and a host as in [`Self::is_host`].
    pub fn is_origin(&self, origin: &str) -> bool {
        let prefix = if self.secure { "https://" } else { "http://" };
        origin.strip_prefix(prefix).is_some_and(|authority| self.is_host(authority))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_as_browsers_write_origins() {
        for (text, origin) in [
            ("https://Agent.Example.com/", "https://agent.example.com"),
            ("https://agent.example.com:443", "https://agent.example.com"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("http://[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(text.parse::<PublicUrl>().unwrap().to_string(), origin);
        }
        for text in
            ["", "agent.example.com", "ftp://a", "https://a/b", "https://u@a", "https://a:b", "https://"]
        {
            assert!(text.parse::<PublicUrl>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_our_own_host_and_origin_are_ours() {
        let ours: PublicUrl = "https://agent.example.com".parse().unwrap();
        assert!(ours.is_host("agent.example.com") && ours.is_host("AGENT.example.com:443"));
        assert!(ours.is_origin("https://agent.example.com"));
        for foreign in
            ["evil.example", "agent.example.com:8443", "agent.example.com.", "localhost", "a@b", ""]
        {
            assert!(!ours.is_host(foreign), "{foreign}");
        }
        for foreign in ["http://agent.example.com", "null", "https://agent.example.com.evil.example"] {
            assert!(!ours.is_origin(foreign), "{foreign}");
        }
    }

    #[test]
    fn on_this_machine_its_names_are_the_same() {
        let ours: PublicUrl = "http://127.0.0.1:3000".parse().unwrap();
        assert!(ours.is_host("localhost:3000") && ours.is_origin("http://localhost:3000"));
        assert!(!ours.is_host("localhost:3001") && !ours.is_host("192.168.0.1:3000"));
    }
}
