//! Name look-up behind the guard: the addresses that pass are the addresses that are connected to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::guard::{Range, Verdict, judge};

/// Why a name gave no address to connect to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum DnsFault {
    /// It has none.
    #[error("{host}: {detail}")]
    Unresolved { host: String, detail: String },
    /// All of its addresses are special.
    #[error("{host}: {address} is refused")]
    Refused { host: String, address: IpAddr, range: &'static Range },
}

/// The system's look-up, filtered.
#[derive(Clone, Debug)]
pub(super) struct Guarded {
    /// Let every address pass.
    pub(super) allow_private: bool,
    /// The host of the proxy that the user named: it may be anywhere.
    pub(super) proxy_host: Option<String>,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let open = self.allow_private || self.proxy_host.as_deref() == Some(name.as_str());
        Box::pin(async move {
            let host = name.as_str();
            let found: Vec<SocketAddr> = match tokio::net::lookup_host((host, 0)).await {
                Ok(found) => found.collect(),
                Err(error) => {
                    let fault =
                        DnsFault::Unresolved { host: host.to_owned(), detail: error.to_string() };
                    return Err(fault.into());
                }
            };
            let passed = if open { found } else { filter(host, &found)? };
            Ok(Box::new(passed.into_iter()) as Addrs)
        })
    }
}

/// The addresses that may be connected to; an error where there is none.
fn filter(host: &str, found: &[SocketAddr]) -> Result<Vec<SocketAddr>, DnsFault> {
    let allowed = |address: &&SocketAddr| judge(address.ip()) == Verdict::Allowed;
    let passed: Vec<SocketAddr> = found.iter().filter(allowed).copied().collect();
    if !passed.is_empty() {
        return Ok(passed);
    }
    match found.first().map(|first| (first.ip(), judge(first.ip()))) {
        Some((address, Verdict::Refused(range))) => {
            Err(DnsFault::Refused { host: host.to_owned(), address, range })
        }
        Some((_, Verdict::Allowed)) | None => {
            Err(DnsFault::Unresolved { host: host.to_owned(), detail: "no address".to_owned() })
        }
    }
}

/// `localhost` and `*.localhost` without a look-up (RFC 6761 §6.3).
#[derive(Clone, Debug)]
pub(super) struct Loopback;

impl Resolve for Loopback {
    fn resolve(&self, _name: Name) -> Resolving {
        let both = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        Box::pin(
            async move { Ok(Box::new(both.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs) },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(list: &[&str]) -> Vec<SocketAddr> {
        list.iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), 0)).collect()
    }

    #[test]
    fn only_public_answers_pass() {
        let found = addresses(&["10.0.0.1", "1.1.1.1", "::1"]);
        assert_eq!(filter("a.cn", &found).unwrap(), addresses(&["1.1.1.1"]));
    }

    #[test]
    fn a_name_without_a_public_answer_is_refused_with_the_range() {
        let Err(DnsFault::Refused { address, range, .. }) =
            filter("a.cn", &addresses(&["127.0.0.1", "::1"]))
        else {
            panic!("not refused");
        };
        assert_eq!((address.to_string().as_str(), range.name), ("127.0.0.1", "loopback"));
        assert!(matches!(filter("a.cn", &[]), Err(DnsFault::Unresolved { .. })));
    }

    #[test]
    fn fake_addresses_name_the_proxy_and_the_option() {
        let fault = filter("a.cn", &addresses(&["198.18.0.5"])).unwrap_err();
        let text = super::super::FetchError::from(fault).to_string();
        assert!(text.contains("fake-ip") && text.contains("--allow-private"), "{text}");
    }
}
