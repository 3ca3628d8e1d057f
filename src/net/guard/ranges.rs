//! Addresses that are not for the public internet: the IANA special-purpose registries as tables.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A range of addresses that is not for the public internet.
#[derive(Debug, PartialEq, Eq)]
pub struct SpecialRange {
    /// In CIDR notation.
    pub prefix: &'static str,
    /// What the range is for.
    pub name: &'static str,
}

impl SpecialRange {
    /// Whether local proxies in fake-ip mode use its addresses.
    pub(crate) fn is_fake_ip(&self) -> bool {
        self.prefix == FAKE_IP
    }
}

impl fmt::Display for SpecialRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.name, self.prefix)
    }
}

struct V4 {
    net: Ipv4Addr,
    bits: u32,
    range: SpecialRange,
}

struct V6 {
    net: Ipv6Addr,
    bits: u32,
    range: SpecialRange,
}

const fn v4(a: u8, b: u8, c: u8, bits: u32, prefix: &'static str, name: &'static str) -> V4 {
    V4 { net: Ipv4Addr::new(a, b, c, 0), bits, range: SpecialRange { prefix, name } }
}

/// A single address.
const fn one(a: u8, b: u8, c: u8, d: u8, prefix: &'static str, name: &'static str) -> V4 {
    V4 { net: Ipv4Addr::new(a, b, c, d), bits: 32, range: SpecialRange { prefix, name } }
}

const fn v6(a: u16, b: u16, c: u16, d: u16, prefix: &'static str, name: &'static str) -> V6 {
    let bits = prefix_bits(prefix);
    V6 { net: Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0), bits, range: SpecialRange { prefix, name } }
}

/// The number behind the slash of a prefix.
const fn prefix_bits(prefix: &str) -> u32 {
    let bytes = prefix.as_bytes();
    let (mut bits, mut seen, mut i) = (0, false, 0);
    while i < bytes.len() {
        if seen {
            bits = bits * 10 + (bytes[i] - b'0') as u32;
        }
        seen = seen || bytes[i] == b'/';
        i += 1;
    }
    bits
}

/// Proxies with fake addresses (fake-ip mode) answer every name from this range.
pub(crate) const FAKE_IP: &str = "198.18.0.0/15";

/// IANA IPv4 Special-Purpose Address Registry, whole blocks, without those for public services (AS112, AMT);
/// multicast; and addresses outside of these blocks at which clouds serve metadata to their machines.
const V4_TABLE: &[V4] = &[
    v4(0, 0, 0, 8, "0.0.0.0/8", "this network"),
    v4(10, 0, 0, 8, "10.0.0.0/8", "private network"),
    v4(100, 64, 0, 10, "100.64.0.0/10", "shared address space, cloud metadata"),
    v4(127, 0, 0, 8, "127.0.0.0/8", "loopback"),
    // Azure's: a public address that reaches only the host of a virtual machine
    one(168, 63, 129, 16, "168.63.129.16/32", "cloud metadata"),
    v4(169, 254, 0, 16, "169.254.0.0/16", "link-local, cloud metadata"),
    v4(172, 16, 0, 12, "172.16.0.0/12", "private network"),
    v4(192, 0, 0, 24, "192.0.0.0/24", "IETF protocol assignments"),
    v4(192, 0, 2, 24, "192.0.2.0/24", "documentation"),
    v4(192, 88, 99, 24, "192.88.99.0/24", "deprecated 6to4 relay"),
    v4(192, 168, 0, 16, "192.168.0.0/16", "private network"),
    v4(198, 18, 0, 15, FAKE_IP, "benchmarking"),
    v4(198, 51, 100, 24, "198.51.100.0/24", "documentation"),
    v4(203, 0, 113, 24, "203.0.113.0/24", "documentation"),
    v4(224, 0, 0, 4, "224.0.0.0/4", "multicast"),
    v4(240, 0, 0, 4, "240.0.0.0/4", "reserved"),
];

/// IANA IPv6 Special-Purpose Address Registry, likewise; addresses that carry an IPv4 address are judged by it first.
const V6_TABLE: &[V6] = &[
    v6(0x64, 0xff9b, 1, 0, "64:ff9b:1::/48", "local NAT64"),
    v6(0x100, 0, 0, 0, "100::/64", "discard"),
    v6(0x100, 0, 0, 1, "100:0:0:1::/64", "dummy prefix"),
    v6(0x2001, 0, 0, 0, "2001::/23", "IETF protocol assignments"),
    v6(0x2001, 0xdb8, 0, 0, "2001:db8::/32", "documentation"),
    v6(0x3fff, 0, 0, 0, "3fff::/20", "documentation"),
    v6(0x5f00, 0, 0, 0, "5f00::/16", "segment routing"),
    v6(0xfc00, 0, 0, 0, "fc00::/7", "private network"),
    v6(0xfe80, 0, 0, 0, "fe80::/10", "link-local"),
    v6(0xfec0, 0, 0, 0, "fec0::/10", "deprecated site-local"),
    v6(0xff00, 0, 0, 0, "ff00::/8", "multicast"),
];

static V6_LOOPBACK: SpecialRange = SpecialRange { prefix: "::1/128", name: "loopback" };
static V6_UNSPECIFIED: SpecialRange =
    SpecialRange { prefix: "::/128", name: "unspecified address" };
/// Only `2000::/3` is given out for unicast on the internet.
static V6_UNALLOCATED: SpecialRange =
    SpecialRange { prefix: "not in 2000::/3", name: "not a global address" };

/// The range with this notation.
pub(crate) fn range(prefix: &str) -> Option<&'static SpecialRange> {
    let tables = V4_TABLE.iter().map(|row| &row.range).chain(V6_TABLE.iter().map(|row| &row.range));
    tables
        .chain([&V6_LOOPBACK, &V6_UNSPECIFIED, &V6_UNALLOCATED])
        .find(|range| range.prefix == prefix)
}

/// The special range that an address lies in; `None` for a public address. An IPv6 address that carries an IPv4 address
/// (mapped, compatible, `NAT64`, 6to4, Teredo) is judged by that.
pub fn special_range(address: IpAddr) -> Option<&'static SpecialRange> {
    match address {
        IpAddr::V4(address) => special_range_v4(address),
        IpAddr::V6(address) => special_range_v6(address),
    }
}

fn special_range_v4(address: Ipv4Addr) -> Option<&'static SpecialRange> {
    let bits = address.to_bits();
    V4_TABLE
        .iter()
        .find(|row| (bits ^ row.net.to_bits()) >> (32 - row.bits) == 0)
        .map(|row| &row.range)
}

fn special_range_v6(address: Ipv6Addr) -> Option<&'static SpecialRange> {
    if address.is_loopback() {
        return Some(&V6_LOOPBACK);
    }
    if address.is_unspecified() {
        return Some(&V6_UNSPECIFIED);
    }
    if let Some(inner) = embedded_v4(address) {
        return inner.into_iter().flatten().find_map(special_range_v4);
    }
    let bits = address.to_bits();
    if let Some(row) =
        V6_TABLE.iter().find(|row| (bits ^ row.net.to_bits()) >> (128 - row.bits) == 0)
    {
        return Some(&row.range);
    }
    if bits >> 125 == 1 { None } else { Some(&V6_UNALLOCATED) }
}

/// The IPv4 addresses that packets to this one end at; `None` for addresses that carry none.
fn embedded_v4(address: Ipv6Addr) -> Option<[Option<Ipv4Addr>; 2]> {
    let s = address.segments();
    let low = v4_of(s[6], s[7]);
    match s {
        // ::/96 compatible, ::ffff:0:0/96 mapped, ::ffff:0:0:0/96 translated (RFC 2765 §2.1)
        [0, 0, 0, 0, 0, 0 | 0xffff, ..]
        | [0, 0, 0, 0, 0xffff, 0, ..]
        | [0x64, 0xff9b, 0, 0, 0, 0, ..] => Some([Some(low), None]),
        [0x2002, ..] => Some([Some(v4_of(s[1], s[2])), None]),
        // Teredo: the server, and the client with its bits inverted (RFC 4380 §4).
        [0x2001, 0, ..] => Some([Some(v4_of(s[2], s[3])), Some(v4_of(!s[6], !s[7]))]),
        _ => None,
    }
}

fn v4_of(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(address: &str) -> Option<&'static str> {
        special_range(address.parse().unwrap()).map(|range| range.name)
    }

    #[test]
    fn public_addresses_are_allowed() {
        let public = [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.1",
            "168.63.129.15",
            "168.63.129.17",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2400:3200::1",
            "2606:4700::1111",
            "2001:200::1",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
            "2002:101:101::1",
        ];
        for address in public {
            assert_eq!(range(address), None, "{address}");
        }
    }

    #[test]
    fn special_ranges_are_refused_to_their_last_address() {
        let special = [
            ("0.0.0.0", "this network"),
            ("10.255.255.255", "private network"),
            ("100.64.0.0", "shared address space, cloud metadata"),
            ("100.100.100.200", "shared address space, cloud metadata"),
            ("100.127.255.255", "shared address space, cloud metadata"),
            ("127.255.255.254", "loopback"),
            ("168.63.129.16", "cloud metadata"),
            ("169.254.169.254", "link-local, cloud metadata"),
            ("192.0.0.192", "IETF protocol assignments"),
            ("100.96.0.96", "shared address space, cloud metadata"),
            ("fd00:ec2::254", "private network"),
            ("fd20:ce::254", "private network"),
            ("172.31.255.255", "private network"),
            ("192.0.0.9", "IETF protocol assignments"),
            ("192.0.2.1", "documentation"),
            ("192.88.99.1", "deprecated 6to4 relay"),
            ("192.168.0.1", "private network"),
            ("198.18.0.1", "benchmarking"),
            ("198.19.255.255", "benchmarking"),
            ("198.51.100.7", "documentation"),
            ("203.0.113.7", "documentation"),
            ("224.0.0.1", "multicast"),
            ("239.255.255.255", "multicast"),
            ("240.0.0.1", "reserved"),
            ("255.255.255.255", "reserved"),
            ("::", "unspecified address"),
            ("::1", "loopback"),
            ("64:ff9b:1::1", "local NAT64"),
            ("100::1", "discard"),
            ("2001:1::1", "IETF protocol assignments"),
            ("2001:db8::1", "documentation"),
            ("3fff::1", "documentation"),
            ("5f00::1", "segment routing"),
            ("fd00::1", "private network"),
            ("fe80::1", "link-local"),
            ("fec0::1", "deprecated site-local"),
            ("ff02::1", "multicast"),
            ("4000::1", "not a global address"),
        ];
        for (address, name) in special {
            assert_eq!(range(address), Some(name), "{address}");
        }
    }

    #[test]
    fn addresses_inside_addresses_are_judged() {
        let inside = [
            ("::ffff:127.0.0.1", "loopback"),
            ("::127.0.0.1", "loopback"),
            ("::ffff:0:10.0.0.1", "private network"),
            ("64:ff9b::169.254.169.254", "link-local, cloud metadata"),
            ("::ffff:168.63.129.16", "cloud metadata"),
            ("64:ff9b::168.63.129.16", "cloud metadata"),
            ("2002:a83f:8110::1", "cloud metadata"),
            ("2002:7f00:1::", "loopback"),
            ("2002:a00:1::1", "private network"),
            // Teredo: server 10.0.0.1; then a public server with the client 127.0.0.1
            ("2001:0:a00:1::fefe:fefe", "private network"),
            ("2001:0:101:101::80ff:fffe", "loopback"),
        ];
        for (address, name) in inside {
            assert_eq!(range(address), Some(name), "{address}");
        }
        assert_eq!(range("2001:0:101:101::fefe:fefe"), None, "a public Teredo client");
    }

    #[test]
    fn the_prefix_and_the_length_of_each_row_agree() {
        for row in V4_TABLE {
            assert_eq!(format!("{}/{}", row.net, row.bits), row.range.prefix);
        }
        for row in V6_TABLE {
            assert_eq!(format!("{}/{}", row.net, row.bits), row.range.prefix);
        }
    }

    #[test]
    fn odd_spellings_of_a_literal_are_one_address_after_url_parsing() {
        for host in
            ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "１２７。０。０。１", "127.0.0.1."]
        {
            let url = url::Url::parse(&format!("http://{host}/")).unwrap();
            assert_eq!(url.host_str(), Some("127.0.0.1"), "{host}");
        }
    }
}
