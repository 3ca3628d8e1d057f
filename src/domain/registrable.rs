//! Which part of a host's name is registered: `example.com.cn` of `www.example.com.cn`.

use super::cn;

/// Outside of .cn, names of two parts below which domains are registered: a kind of name, and the countries that have it.
const BELOW_OTHERS: [(&str, &[&str]); 6] = [
    ("com", &["hk", "tw", "mo", "sg", "au", "br", "my", "tr", "vn", "ph", "mx", "ar"]),
    ("org", &["hk", "tw", "uk", "au", "nz"]),
    ("net", &["hk", "tw", "au", "nz"]),
    ("co", &["uk", "jp", "kr", "nz", "in", "za", "th", "id", "il"]),
    ("or", &["jp", "kr"]),
    ("ne", &["jp", "kr"]),
];

/// Whether domains are registered below a name of two parts, as below `com.cn` and `co.uk`.
pub fn is_shared_suffix(second: &str, top: &str) -> bool {
    cn::is_suffix(&format!("{second}.{top}"))
        || BELOW_OTHERS.iter().any(|(kind, tops)| *kind == second && tops.contains(&top))
}

/// The registered domain that a host belongs to, or a wider one: hosts of one owner are never told apart. An address in
/// digits, and a name without a dot, are their own. `host` is in lower case, ASCII.
pub fn registrable(host: &str) -> &str {
    let host = host.trim_end_matches('.');
    if host.starts_with('[') || host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return host;
    }
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    let (Some(last), second) = (dots.next(), dots.next()) else { return host };
    let Some(second) = second else { return host };
    let (Some(kind), Some(top)) = (host.get(second + 1..last), host.get(last + 1..)) else {
        return host;
    };
    if !is_shared_suffix(kind, top) {
        return host.get(second + 1..).unwrap_or(host);
    }
    match dots.next() {
        Some(third) => host.get(third + 1..).unwrap_or(host),
        None => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_registered_part_is_found() {
        for (host, expected) in [
            ("example.cn", "example.cn"),
            ("www.example.cn", "example.cn"),
            ("a.b.example.cn", "example.cn"),
            ("example.com.cn", "example.com.cn"),
            ("www.example.com.cn", "example.com.cn"),
            ("a.b.example.zj.cn", "example.zj.cn"),
            ("shop.example.co.uk", "example.co.uk"),
            ("s1.localhost", "s1.localhost"),
            ("a.s1.localhost", "s1.localhost"),
            ("localhost", "localhost"),
            ("192.0.2.7", "192.0.2.7"),
            ("[2001:db8::1]", "[2001:db8::1]"),
            ("example.cn.", "example.cn"),
            ("", ""),
        ] {
            assert_eq!(registrable(host), expected, "{host}");
        }
    }

    proptest! {
        #[test]
        fn hosts_of_one_domain_stay_together(host in "[a-z0-9-]{1,5}(\\.[a-z-]{1,4}){1,4}", below in "[a-z]{1,5}") {
            let domain = registrable(&host);
            prop_assert!(host.ends_with(domain));
            if host != domain || registrable(&format!("{below}.{host}")) == domain {
                let deeper = format!("{below}.{host}");
                prop_assert_eq!(registrable(&deeper), domain);
            }
        }
    }
}
