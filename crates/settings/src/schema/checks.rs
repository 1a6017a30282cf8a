//! Checks of single values: addresses, file names, ranges.

use std::net::IpAddr;
use url::{Host, Url};

/// An http or https address of a server, without credentials, query or fragment.
pub(crate) fn web_address(text: &str) -> Result<Url, &'static str> {
    let expected = "an http or https address without user, password, query and fragment";
    let url = Url::parse(text).map_err(|_| expected)?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none();
    if plain { Ok(url) } else { Err(expected) }
}

/// Like [`web_address`], without a query and without a slash at the end, ready to have paths appended.
pub(crate) fn base_address(text: &str) -> Result<Url, &'static str> {
    let mut url = web_address(text)?;
    if url.query().is_some() {
        return Err("an http or https address without a query");
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// What production asks of the addresses that secrets are sent to.
pub(crate) fn safe_in_production(url: &Url) -> Result<(), &'static str> {
    if is_loopback(url) {
        Err("the address of another machine (loopback addresses are for development)")
    } else if url.scheme() == "https" {
        Ok(())
    } else {
        Err("an https address")
    }
}

/// Whether the host is this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_unspecified(),
        Some(Host::Ipv6(address)) => match address.to_canonical() {
            IpAddr::V4(address) => address.is_loopback() || address.is_unspecified(),
            IpAddr::V6(address) => address.is_loopback() || address.is_unspecified(),
        },
        None => false,
    }
}

/// The name of a file beside `config.json`.
pub(crate) fn file_name(text: &str) -> Result<(), &'static str> {
    let plain = !text.is_empty() && !text.starts_with('.') && !text.contains(['/', '\\', '\0']);
    if plain { Ok(()) } else { Err("the name of a file in the configuration directory") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_this_machine_are_recognised_in_every_spelling() {
        for text in [
            "http://localhost",
            "http://a.localhost.",
            "http://127.1",
            "http://2130706433",
            "http://0x7f.1",
            "http://[::1]",
            "http://[::ffff:127.0.0.1]",
            "http://0.0.0.0",
        ] {
            assert!(is_loopback(&web_address(text).unwrap()), "{text}");
        }
        assert!(!is_loopback(&web_address("https://jira.example.com").unwrap()));
    }

    #[test]
    fn addresses_that_carry_more_than_a_place_are_refused() {
        for text in [
            "jira.example.com",
            "ftp://a",
            "https://u@a",
            "https://u:p@a",
            "https://a#x",
            "file:///etc/passwd",
            "",
        ] {
            assert!(web_address(text).is_err(), "{text}");
        }
        assert!(base_address("https://a?x=1").is_err());
        assert_eq!(base_address("https://a/jira/").unwrap().as_str(), "https://a/jira");
    }
}
