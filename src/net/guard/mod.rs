//! Where a request goes: the one place that says yes to an address.

pub(crate) mod dns;
pub(crate) mod ranges;
pub(crate) mod resolver;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use url::{Host, Url};

use crate::net::client::Client;
use crate::net::error::FetchError;
use crate::net::guard::ranges::Verdict;
use crate::net::guard::resolver::{Resolution, Resolver};
use crate::net::origin::Origin;

/// Where a request goes: addresses that passed the guard.
pub(crate) struct Route {
    pub(crate) addresses: Arc<[SocketAddr]>,
    /// Loopback is never slowed down.
    pub(crate) loopback: bool,
    /// How long the look-up took, the wait for its turn not counted.
    pub(crate) took: Duration,
}

impl Client {
    /// Judges the address before every request: literals never reach the resolver, and names of this machine need
    /// none. The look-up may take `left`.
    pub(crate) async fn way(
        &self,
        url: &Url,
        place: &Origin,
        left: Duration,
    ) -> Result<Route, FetchError> {
        let shared = &*self.shared;
        let name = (place.host.clone(), place.port);
        let to = |list: &[IpAddr]| {
            let addresses = list.iter().map(|address| SocketAddr::new(*address, place.port));
            let loopback = list.iter().all(IpAddr::is_loopback);
            Route { addresses: addresses.collect(), loopback, took: Duration::ZERO }
        };
        let pinned = shared.pinned.get(&name).copied();
        let literal = match url.host() {
            _ if pinned.is_some() => None,
            Some(Host::Ipv4(address)) => Some(vec![address.into()]),
            Some(Host::Ipv6(address)) => Some(vec![address.into()]),
            Some(Host::Domain(host)) if is_localhost(host) => {
                Some(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()])
            }
            Some(Host::Domain(_)) | None => None,
        };
        let open = shared.options.allow_private || self.site.opened.as_ref() == Some(&name);
        if let Some(address) = pinned
            && let Verdict::Refused(range) = (shared.guard.judge)(address)
            && !(open || self.site.may_be_pinned(&place.host))
        {
            return Err(FetchError::Refused { host: place.host.clone(), address, range });
        }
        if let Some(&address) = literal.as_deref().and_then(<[IpAddr]>::first)
            && let Verdict::Refused(range) = (shared.guard.judge)(address)
            && !open
        {
            return Err(FetchError::Refused { host: place.host.clone(), address, range });
        }
        if let Some(proxy) = &shared.options.proxy {
            return self.way_to_proxy(proxy, left).await;
        }
        if let Some(address) = pinned {
            return Ok(to(&[address]));
        }
        if let Some(list) = literal {
            return Ok(to(&list));
        }
        if let Some(addresses) = self.site.known(&name) {
            return Ok(Route { addresses, loopback: false, took: Duration::ZERO });
        }
        let Resolution { found, took } =
            shared.guard.addresses(&place.host, place.port, left).await;
        self.site.spend(took);
        let addresses: Arc<[SocketAddr]> = found?.into();
        self.site.learn(name, &addresses);
        Ok(Route { addresses, loopback: false, took })
    }

    /// The proxy that the user named may be anywhere.
    async fn way_to_proxy(&self, proxy: &Url, left: Duration) -> Result<Route, FetchError> {
        let place = Origin::of(proxy)?;
        let here = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        let at = |list: &[IpAddr]| {
            let addresses = list.iter().map(|address| SocketAddr::new(*address, place.port));
            Route { addresses: addresses.collect(), loopback: false, took: Duration::ZERO }
        };
        match proxy.host() {
            Some(Host::Ipv4(address)) => return Ok(at(&[address.into()])),
            Some(Host::Ipv6(address)) => return Ok(at(&[address.into()])),
            Some(Host::Domain(name)) if is_localhost(name) => return Ok(at(&here)),
            Some(Host::Domain(_)) | None => {}
        }
        let guard = Resolver { allow_private: true, ..self.shared.guard.clone() };
        let Resolution { found, took } = guard.addresses(&place.host, place.port, left).await;
        self.site.spend(took);
        Ok(Route { addresses: found?.into(), loopback: false, took })
    }
}

/// Names of this machine (RFC 6761 §6.3).
pub(crate) fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}
