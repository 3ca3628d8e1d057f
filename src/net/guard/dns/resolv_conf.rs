//! The files that configure look-ups. What is not understood is skipped, as the system's own look-up does.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV6};
use std::time::Duration;

const PORT: u16 = 53;
/// The bounds of resolv.conf(5).
const MAX_SERVERS: usize = 3;
const MAX_DOTS: usize = 15;
const MAX_TIMEOUT: u64 = 30;
const MAX_ATTEMPTS: u64 = 5;

/// The settings of `resolv.conf`.
#[derive(Clone, Debug)]
pub(crate) struct ResolvConf {
    pub(crate) servers: Vec<SocketAddr>,
    pub(crate) search: Vec<String>,
    /// A name with at least this many dots is first looked up as it is (`ndots`).
    pub(crate) dots: usize,
    /// How long the servers are asked for one name.
    pub(crate) patience: Duration,
    /// Ask over TCP only.
    pub(crate) tcp: bool,
}

impl ResolvConf {
    /// These servers, with the usual settings.
    pub(crate) fn new(servers: Vec<SocketAddr>) -> Self {
        Self { servers, search: Vec::new(), dots: 1, patience: Duration::from_secs(10), tcp: false }
    }

    pub(crate) fn read(text: &str) -> Self {
        let mut conf = Self::new(Vec::new());
        let (mut timeout, mut attempts) = (5, 2);
        for line in text.lines() {
            let line = line.split(['#', ';']).next().unwrap_or_default();
            let mut words = line.split_whitespace();
            match words.next() {
                Some("nameserver") if conf.servers.len() < MAX_SERVERS => {
                    conf.servers.extend(words.next().and_then(server));
                }
                Some("search" | "domain") => {
                    let domain = |word: &str| word.trim_matches('.').to_ascii_lowercase();
                    conf.search = words.map(domain).filter(|word| !word.is_empty()).collect();
                }
                Some("options") => {
                    for option in words {
                        let (name, value) = option.split_once(':').unwrap_or((option, ""));
                        match (name, value.parse::<u64>()) {
                            ("ndots", Ok(dots)) => {
                                conf.dots =
                                    usize::try_from(dots).map_or(MAX_DOTS, |it| it.min(MAX_DOTS));
                            }
                            ("timeout", Ok(seconds)) => timeout = seconds.clamp(1, MAX_TIMEOUT),
                            ("attempts", Ok(count)) => attempts = count.clamp(1, MAX_ATTEMPTS),
                            ("use-vc", _) => conf.tcp = true,
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        if conf.servers.is_empty() {
            conf.servers.push((Ipv4Addr::LOCALHOST, PORT).into());
        }
        conf.patience = Duration::from_secs(timeout * attempts);
        conf
    }

    /// The full names that a name may stand for, in the order in which they are asked for.
    pub(crate) fn candidates(&self, host: &str) -> Vec<String> {
        let mut names: Vec<String> =
            self.search.iter().map(|domain| format!("{host}.{domain}")).collect();
        let dots = host.bytes().filter(|byte| *byte == b'.').count();
        names.insert(if dots >= self.dots { 0 } else { names.len() }, host.to_owned());
        names
    }
}

/// The address of a server; that of a link has the link's name or number behind a `%`.
fn server(text: &str) -> Option<SocketAddr> {
    if let Some((address, link)) = text.split_once('%') {
        let number = link.parse().ok().or_else(|| {
            let known = !link.contains(['/', '.']);
            let path = format!("/sys/class/net/{link}/ifindex");
            std::fs::read_to_string(path).ok().filter(|_| known)?.trim().parse().ok()
        })?;
        return Some(SocketAddrV6::new(address.parse().ok()?, PORT, 0, number).into());
    }
    Some(SocketAddr::new(text.parse().ok()?, PORT))
}

/// The addresses of each name of a `hosts` file.
pub(crate) fn hosts(text: &str) -> HashMap<String, Vec<IpAddr>> {
    let mut hosts: HashMap<String, Vec<IpAddr>> = HashMap::new();
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default();
        let mut words = line.split_whitespace();
        let Some(address) = words.next().and_then(|word| word.parse::<IpAddr>().ok()) else {
            continue;
        };
        for name in words {
            let known = hosts.entry(name.trim_end_matches('.').to_ascii_lowercase()).or_default();
            if !known.contains(&address) {
                known.push(address);
            }
        }
    }
    hosts
}

/// Whether `nsswitch.conf` names sources of hosts that are neither the `hosts` file nor name servers.
pub(crate) fn has_other_sources(text: &str) -> bool {
    let hosts = text.lines().find_map(|line| line.trim_start().strip_prefix("hosts:"));
    let sources = hosts.unwrap_or_default().split('#').next().unwrap_or_default();
    let mut in_action = false;
    sources.split_whitespace().any(|word| {
        let action = in_action || word.starts_with('[');
        in_action = action && !word.ends_with(']');
        !action && !matches!(word, "files" | "dns")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_search_domains_and_options_are_read() {
        let conf = ResolvConf::read(
            "# made by hand\nnameserver 192.0.2.1 # first\n nameserver 2001:db8::1\nnameserver fe80::1%7\n\
             nameserver 192.0.2.4\nnameserver nonsense\nsearch a.test b.test.\ndomain c.test\n\
             search Corp.test lan.\noptions ndots:2 timeout:3 attempts:9 rotate trust-ad use-vc x:\nsortlist x\n",
        );
        let servers: Vec<String> = conf.servers.iter().map(ToString::to_string).collect();
        assert_eq!(servers, ["192.0.2.1:53", "[2001:db8::1]:53", "[fe80::1%7]:53"]);
        assert_eq!((conf.dots, conf.patience.as_secs(), conf.tcp), (2, 15, true));
        assert_eq!(conf.candidates("a"), ["a.corp.test", "a.lan", "a"]);
        assert_eq!(conf.candidates("a.b"), ["a.b.corp.test", "a.b.lan", "a.b"]);
        assert_eq!(conf.candidates("www.a.b"), ["www.a.b", "www.a.b.corp.test", "www.a.b.lan"]);
    }

    #[test]
    fn without_servers_this_machine_is_asked() {
        for text in ["", "search a.test", "nameserver", "nameserver x%y", "\u{0}\u{fffd}"] {
            let conf = ResolvConf::read(text);
            assert_eq!(conf.servers, ["127.0.0.1:53".parse().unwrap()], "{text:?}");
            assert_eq!((conf.dots, conf.patience.as_secs()), (1, 10));
        }
    }

    #[test]
    fn hosts_have_all_their_addresses() {
        let hosts = hosts(
            "127.0.0.1 localhost\n::1 localhost ip6-localhost\n192.0.2.7\tShop.test shop # old\n\
             192.0.2.8 shop.test\n192.0.2.8 shop.test.\n#192.0.2.9 no.test\nx no.test\nfe80::1%lo0 no.test\n",
        );
        let of =
            |name: &str| hosts.get(name).map(|list| list.iter().map(ToString::to_string).collect());
        let list = |list: &[&str]| Some(list.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        assert_eq!(of("shop.test"), list(&["192.0.2.7", "192.0.2.8"]));
        assert_eq!(of("shop"), list(&["192.0.2.7"]));
        assert_eq!(of("localhost"), list(&["127.0.0.1", "::1"]));
        assert_eq!(of("no.test"), None);
    }

    #[test]
    fn other_sources_are_told_from_files_and_dns() {
        for (line, others) in [
            ("hosts: files dns", false),
            ("hosts:\tfiles dns # mdns4", false),
            ("passwd: sss\nhosts: dns [!UNAVAIL=return TRYAGAIN=continue] files", false),
            ("", false),
            ("hosts: files mdns4_minimal [NOTFOUND=return] dns", true),
            ("hosts: files myhostname resolve [!UNAVAIL=return] dns", true),
            ("hosts: files nis dns", true),
        ] {
            assert_eq!(has_other_sources(line), others, "{line}");
        }
    }
}
