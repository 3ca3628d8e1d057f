//! The address guard: decides which addresses a request may be sent to. Nothing else in this program turns a name into
//! an address or lets a request through.

pub(crate) mod dns;
pub(crate) mod lookup;
pub(crate) mod ranges;
pub(crate) mod resolver;

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use url::{Host, Url};

use crate::net::error::FetchError;
use crate::net::origin::{HostPort, Origin};
use crate::net::session::Session;

use resolver::{Resolution, Resolver};

/// Addresses that passed the guard.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) addresses: Arc<[SocketAddr]>,
    /// All of them are this machine: requests are not slowed down.
    pub(crate) loopback: bool,
    /// How long the look-up took; waiting for its turn does not count.
    pub(crate) elapsed: Duration,
}

impl Route {
    fn to(addresses: &[IpAddr], port: u16) -> Self {
        let loopback = addresses.iter().all(IpAddr::is_loopback);
        let addresses = addresses.iter().map(|address| SocketAddr::new(*address, port)).collect();
        Self { addresses, loopback, elapsed: Duration::ZERO }
    }
}

/// The guard of a run.
#[derive(Debug)]
pub(crate) struct AddressGuard {
    pub(crate) resolver: Resolver,
    /// Addresses given by hand (`--resolve`).
    pub(crate) pins: HashMap<HostPort, IpAddr>,
    /// The proxy that everything is sent through; it may be anywhere.
    pub(crate) proxy: Option<Url>,
}

impl AddressGuard {
    /// Judges an address before every request. Literals and names of this machine never reach the resolver. The look-up
    /// may take `left`.
    pub(crate) async fn route(
        &self,
        url: &Url,
        origin: &Origin,
        session: &Session,
        left: Duration,
    ) -> Result<Route, FetchError> {
        let name = origin.host_and_port();
        let pinned = self.pins.get(&name).copied();
        let literal = if pinned.is_some() { None } else { local_addresses(url) };
        let open = self.resolver.allow_private || session.opened.as_ref() == Some(&name);
        if let Some(address) = pinned
            && !(open || session.may_be_pinned(&origin.host))
        {
            self.judge(origin, address)?;
        }
        if let Some(&address) = literal.as_deref().and_then(<[IpAddr]>::first)
            && !open
        {
            self.judge(origin, address)?;
        }
        if let Some(proxy) = &self.proxy {
            return self.route_to_proxy(proxy, session, left).await;
        }
        if let Some(address) = pinned {
            return Ok(Route::to(&[address], origin.port));
        }
        if let Some(list) = literal {
            return Ok(Route::to(&list, origin.port));
        }
        if let Some(addresses) = session.addresses(&name) {
            return Ok(Route { addresses, loopback: false, elapsed: Duration::ZERO });
        }
        let resolution = self.resolver.resolve(&origin.host, origin.port, left).await;
        let route = resolved(resolution, session)?;
        session.remember_addresses(name, &route.addresses);
        Ok(route)
    }

    fn judge(&self, origin: &Origin, address: IpAddr) -> Result<(), FetchError> {
        match (self.resolver.special_range)(address) {
            Some(range) => Err(FetchError::Refused { host: origin.host.clone(), address, range }),
            None => Ok(()),
        }
    }

    /// The user named the proxy, so that its address is not judged.
    async fn route_to_proxy(
        &self,
        proxy: &Url,
        session: &Session,
        left: Duration,
    ) -> Result<Route, FetchError> {
        let origin = Origin::of(proxy)?;
        if let Some(list) = local_addresses(proxy) {
            // The sites behind it are not on this machine: the rate holds for them.
            return Ok(Route { loopback: false, ..Route::to(&list, origin.port) });
        }
        let resolver = Resolver { allow_private: true, ..self.resolver.clone() };
        resolved(resolver.resolve(&origin.host, origin.port, left).await, session)
    }
}

/// Charges the session for a look-up and takes its addresses.
fn resolved(resolution: Resolution, session: &Session) -> Result<Route, FetchError> {
    let Resolution { addresses, elapsed } = resolution;
    session.spend(elapsed);
    Ok(Route { addresses: addresses?.into(), loopback: false, elapsed })
}

/// The addresses of a URL whose host needs no look-up: a literal, or a name of this machine.
fn local_addresses(url: &Url) -> Option<Vec<IpAddr>> {
    match url.host()? {
        Host::Ipv4(address) => Some(vec![address.into()]),
        Host::Ipv6(address) => Some(vec![address.into()]),
        Host::Domain(name) if is_localhost(name) => {
            Some(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()])
        }
        Host::Domain(_) => None,
    }
}

/// Whether a name is one of this machine (RFC 6761 §6.3).
pub(crate) fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}
