//! Which network addresses a name may lead to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where an origin's name may lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Addresses of the open Internet only.
    Public,
    /// The company's own network too; never this machine, link-local or cloud metadata addresses.
    Internal,
    /// This machine only: an origin configured as literal loopback, in development.
    Loopback,
}

impl Reach {
    /// Whether a connection to `ip` is acceptable.
    pub fn permits(self, ip: IpAddr) -> bool {
        let kind = kind(ip);
        match self {
            Self::Public => kind == Kind::Public,
            Self::Internal => matches!(kind, Kind::Public | Kind::Private),
            Self::Loopback => kind == Kind::Loopback,
        }
    }
}

#[derive(PartialEq, Eq)]
enum Kind {
    Public,
    Private,
    Loopback,
    /// Never a place to send to: unspecified, link-local, multicast, reserved.
    Special,
}

fn kind(ip: IpAddr) -> Kind {
    match ip {
        IpAddr::V4(v4) => kind_v4(v4),
        IpAddr::V6(v6) => embedded_v4(v6).map_or_else(|| kind_v6(v6), kind_v4),
    }
}

fn kind_v4(ip: Ipv4Addr) -> Kind {
    let [a, b, c, _] = ip.octets();
    if ip.is_loopback() {
        Kind::Loopback
    } else if a == 0 || ip.is_link_local() || a >= 224 || (a == 192 && b == 0 && c == 0) {
        Kind::Special
    } else if ip.is_private() || (a == 100 && (64..128).contains(&b)) || (a == 198 && (18..20).contains(&b)) {
        // Carrier-grade NAT (RFC 6598) and benchmarking (RFC 2544) networks are used inside companies.
        Kind::Private
    } else if ip.is_documentation() {
        Kind::Special
    } else {
        Kind::Public
    }
}

fn kind_v6(ip: Ipv6Addr) -> Kind {
    let first = ip.segments()[0];
    if ip.is_loopback() {
        Kind::Loopback
    } else if ip.is_unspecified() || ip.is_multicast() || ip.is_unicast_link_local() {
        Kind::Special
    } else if ip.is_unique_local() {
        Kind::Private
    } else if first & 0xe000 == 0x2000 && !(first == 0x2001 && ip.segments()[1] == 0xdb8) {
        Kind::Public
    } else {
        Kind::Special
    }
}

/// An IPv4 address travelling inside an IPv6 one: mapped, compatible, NAT64 (RFC 6052) or 6to4 (RFC 3056).
fn embedded_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let s = ip.segments();
    let from = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match s {
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(from(high, low)),
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => Some(from(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reach_permits_only_its_own_addresses() {
        let cases = [
            ("93.184.216.34", [true, true, false]),
            ("2606:2800:220:1::1", [true, true, false]),
            ("10.1.2.3", [false, true, false]),
            ("172.16.0.1", [false, true, false]),
            ("192.168.1.1", [false, true, false]),
            ("100.64.0.1", [false, true, false]),
            ("fd00::1", [false, true, false]),
            ("127.0.0.1", [false, false, true]),
            ("127.8.8.8", [false, false, true]),
            ("::1", [false, false, true]),
            ("::ffff:127.0.0.1", [false, false, true]),
            ("::ffff:10.0.0.1", [false, true, false]),
            ("64:ff9b::7f00:1", [false, false, true]),
            ("2002:7f00:1::", [false, false, true]),
            ("169.254.169.254", [false, false, false]),
            ("fe80::1", [false, false, false]),
            ("0.0.0.0", [false, false, false]),
            ("::", [false, false, false]),
            ("224.0.0.1", [false, false, false]),
            ("255.255.255.255", [false, false, false]),
        ];
        for (ip, expected) in cases {
            let ip: IpAddr = ip.parse().unwrap();
            let seen = [Reach::Public, Reach::Internal, Reach::Loopback].map(|reach| reach.permits(ip));
            assert_eq!(seen, expected, "{ip}");
        }
    }
}
