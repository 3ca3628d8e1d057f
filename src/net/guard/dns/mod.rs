//! Asynchronous look-up of names: giving up on a name whose servers are silent frees everything that it held.
//!
//! `/etc/hosts` first, then the servers, the search domains and the times of `/etc/resolv.conf`. A name that these do
//! not know is looked up by the system where that has further sources (`nsswitch.conf`: NIS, mDNS and so on). Where
//! there is no `resolv.conf`, or the system has other rules (Apple's), only the system's own look-up is used.

mod blocking;
mod message;
mod query;
mod resolv_conf;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::sync::OnceLock;

use tokio::time::timeout;

use crate::net::guard::lookup::{Lookup, LookupFuture, LookupPermit};

use query::QueryResult;
use resolv_conf::ResolvConf;

const RESOLV_CONF: &str = "/etc/resolv.conf";
const HOSTS: &str = "/etc/hosts";
const NSSWITCH: &str = "/etc/nsswitch.conf";

/// Looks names up as this system is configured. Its files are read for the first name.
#[derive(Debug, Default)]
pub(crate) struct SystemLookup(OnceLock<Option<DnsLookup>>);

impl Lookup for SystemLookup {
    fn lookup<'a>(&'a self, host: &'a str, permit: LookupPermit) -> LookupFuture<'a> {
        match self.0.get_or_init(DnsLookup::of_this_system) {
            Some(dns) => dns.lookup(host, permit),
            None => Box::pin(blocking::lookup(host, permit)),
        }
    }
}

/// Look-up by name servers and the hosts file.
#[derive(Debug)]
pub(crate) struct DnsLookup {
    conf: ResolvConf,
    hosts: HashMap<String, Vec<IpAddr>>,
    /// Whether the system's own look-up has further sources.
    others: bool,
    /// Whether this machine has a route to IPv6 addresses: they then come first.
    ipv6_first: bool,
}

impl DnsLookup {
    fn of_this_system() -> Option<Self> {
        if cfg!(target_vendor = "apple") {
            return None;
        }
        let read = |path| std::fs::read(Path::new(path)).ok();
        let text = |path| read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        Some(Self {
            conf: ResolvConf::read(&text(RESOLV_CONF)?),
            hosts: resolv_conf::hosts(&text(HOSTS).unwrap_or_default()),
            others: text(NSSWITCH).is_some_and(|text| resolv_conf::has_other_sources(&text)),
            ipv6_first: query::has_ipv6(),
        })
    }

    async fn find(&self, host: &str, permit: LookupPermit) -> io::Result<Vec<IpAddr>> {
        if let Some(addresses) = self.hosts.get(&host.to_ascii_lowercase()) {
            return Ok(addresses.clone());
        }
        let mut known = false;
        let mut fault = None;
        for name in self.conf.candidates(host) {
            match timeout(self.conf.patience, query::all(&self.conf, &name)).await {
                Ok(Ok(QueryResult::Addresses(found))) if !found.is_empty() => {
                    return Ok(query::interleave(found, self.ipv6_first));
                }
                Ok(Ok(QueryResult::Addresses(_))) => known = true,
                Ok(Ok(QueryResult::NoSuchName)) => {}
                Ok(Err(error)) => fault = Some(error),
                // The others would be silent as well.
                Err(_) => return Err(io::ErrorKind::TimedOut.into()),
            }
        }
        let fault = match fault {
            Some(fault) => fault,
            None if known => io::Error::new(io::ErrorKind::NotFound, "the name has no address"),
            None => io::Error::new(io::ErrorKind::NotFound, "no such name"),
        };
        if !self.others {
            return Err(fault);
        }
        blocking::lookup(host, permit).await.map_err(|_| fault)
    }
}

impl Lookup for DnsLookup {
    fn lookup<'a>(&'a self, host: &'a str, permit: LookupPermit) -> LookupFuture<'a> {
        Box::pin(self.find(host, permit))
    }
}
