//! What the requests of one site share: its cookies, connections, addresses and time.

pub(crate) mod cookies;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::net::origin::Origin;
use crate::net::session::cookies::Jar;
use crate::net::transport::pool::ConnectionPool;

/// Names whose addresses are kept.
const MAX_NAMES: usize = 64;

/// A host and a port.
type Name = (String, u16);

/// One site of a run.
#[derive(Debug, Default)]
pub(crate) struct Session {
    /// The one special `host:port` that may be spoken to, because the user typed it as the target.
    pub(crate) opened: Option<(String, u16)>,
    /// Where the user's own headers go: to nobody else, and never from https down to http.
    headers_to: Option<Origin>,
    /// Hosts whose cookies are kept; `None` where no target was named.
    own: Option<Vec<String>>,
    pub(crate) jar: Jar,
    pub(crate) pool: ConnectionPool,
    /// Time that all requests together may take; `None` = no limit.
    allowance: Option<Duration>,
    spent: Mutex<Duration>,
    /// Addresses that passed the guard: what was checked is what every later connection of the site goes to.
    names: Mutex<HashMap<Name, Arc<[SocketAddr]>>>,
}

impl Session {
    pub(crate) fn new(
        opened: Option<(String, u16)>,
        headers_to: Option<Origin>,
        own: Vec<String>,
        allowance: Option<Duration>,
    ) -> Self {
        Self { opened, headers_to, own: Some(own), allowance, ..Self::default() }
    }

    /// Whether a host is one of the site's own.
    pub(crate) fn owns(&self, host: &str) -> bool {
        self.own.iter().flatten().any(|own| own == host)
    }

    /// Whether a place gets the user's own headers.
    pub(crate) fn trusts(&self, place: &Origin) -> bool {
        self.headers_to.as_ref() == Some(place)
    }

    /// Whether a special address that the user gave by hand for this host holds for this site: it was given for the site
    /// of that name, and not to whoever leads there.
    pub(crate) fn may_be_pinned(&self, host: &str) -> bool {
        self.own.is_none() || self.owns(host)
    }

    /// The time that is left; `None` where it is used up.
    pub(crate) fn left(&self) -> Option<Duration> {
        let Some(allowance) = self.allowance else { return Some(Duration::MAX) };
        let spent = *self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        allowance.checked_sub(spent).filter(|left| !left.is_zero())
    }

    /// Charges the site for a step that is no request.
    pub(crate) fn spend(&self, time: Duration) {
        *self.spent.lock().unwrap_or_else(PoisonError::into_inner) += time;
    }

    /// Starts to measure a request.
    pub(crate) fn meter(self: &Arc<Self>) -> Meter {
        Meter { site: Arc::clone(self), start: Instant::now(), idle: Duration::ZERO }
    }

    /// The addresses of a name that were checked before.
    pub(crate) fn known(&self, name: &Name) -> Option<Arc<[SocketAddr]>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// Keeps checked addresses.
    pub(crate) fn learn(&self, name: Name, addresses: &Arc<[SocketAddr]>) {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if names.len() < MAX_NAMES {
            names.insert(name, Arc::clone(addresses));
        }
    }

    /// Looks the name up again next time: nothing answered at its addresses.
    pub(crate) fn unlearn(&self, name: &Name) {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

/// Charges the site for a request when dropped.
#[derive(Debug)]
pub(crate) struct Meter {
    site: Arc<Session>,
    pub(crate) start: Instant,
    idle: Duration,
}

impl Meter {
    /// Time that does not count.
    pub(crate) fn leave_out(&mut self, time: Duration) {
        self.idle += time;
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        let time = self.start.elapsed().saturating_sub(self.idle);
        self.site.spend(time);
    }
}
