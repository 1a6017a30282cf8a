//! Whose address a request comes from, as far as proxies we trust tell it.

use crate::serve::Peer;
use axum::http::{Extensions, HeaderMap};
use settings::Network;
use std::net::{IpAddr, Ipv4Addr};

/// The proxies in front of us; nobody else's `X-Forwarded-For` counts.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<Network>);

impl TrustedProxies {
    /// These and no others.
    pub const fn new(networks: Vec<Network>) -> Self {
        Self(networks)
    }

    /// Whether the other end of a connection is one of our proxies.
    pub(super) fn include(&self, peer: Option<Peer>) -> bool {
        peer.is_some_and(|peer| self.trust(peer.0.ip().to_canonical()))
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }

    /// The nearest address that is not one of our proxies. The header is read from its end, because everything
    /// before what our own proxies wrote can be invented.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lines: Vec<&str> =
            headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
        for entry in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            if !self.trust(client) {
                break;
            }
            match entry.trim().parse::<IpAddr>() {
                Ok(address) => client = address.to_canonical(),
                Err(_) => break,
            }
        }
        client
    }
}

/// The client's address. Requests that did not come over a connection (tests) count as local.
pub(super) fn client_address(
    proxies: &TrustedProxies,
    extensions: &Extensions,
    headers: &HeaderMap,
) -> IpAddr {
    let peer = extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0.ip());
    proxies.client(peer, headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(proxies: &[&str], peer: &str, forwarded: &[&'static str]) -> String {
        let proxies = TrustedProxies::new(proxies.iter().map(|text| text.parse().unwrap()).collect());
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        proxies.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn a_stranger_cannot_invent_an_address() {
        assert_eq!(client(&[], "203.0.113.9", &["10.1.1.1"]), "203.0.113.9");
        assert_eq!(client(&["10.0.0.0/8"], "203.0.113.9", &["10.1.1.1"]), "203.0.113.9");
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", &["1.1.1.1, 203.0.113.9"]), "203.0.113.9");
    }

    #[test]
    fn a_chain_of_our_proxies_is_followed_over_several_lines() {
        assert_eq!(
            client(&["10.0.0.0/8", "fd00::/8"], "10.0.0.1", &["6.6.6.6, 203.0.113.9", "fd00::2, 10.0.0.2"]),
            "203.0.113.9"
        );
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", &["garbage"]), "10.0.0.1");
        assert_eq!(client(&["10.0.0.0/8"], "::ffff:10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
    }
}
