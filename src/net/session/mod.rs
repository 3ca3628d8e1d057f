//! What the requests for one target share: its cookies, connections, addresses and time.

pub(crate) mod cookies;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::net::origin::{HostPort, Origin};
use crate::net::transport::pool::ConnectionPool;

use cookies::Jar;

/// Names whose addresses a session remembers.
const MAX_NAMES: usize = 64;

/// The session of one target.
#[derive(Debug, Default)]
pub(crate) struct Session {
    /// The one special host and port that may be connected to, because the user typed it as the target.
    pub(crate) opened: Option<HostPort>,
    /// Where the user's own headers go: nowhere else, and never from https down to http.
    headers_to: Option<Origin>,
    /// Hosts whose cookies are kept; `None` where no target was named.
    own: Option<Vec<String>>,
    pub(crate) jar: Jar,
    pub(crate) pool: ConnectionPool,
    /// Time that all requests together may take; `None` = no limit.
    allowance: Option<Duration>,
    spent: Mutex<Duration>,
    /// Addresses that passed the guard. All later connections of the session go to them: a name that changes its
    /// address after the check gains nothing.
    names: Mutex<HashMap<HostPort, Arc<[SocketAddr]>>>,
}

impl Session {
    pub(crate) fn new(
        opened: Option<HostPort>,
        headers_to: Option<Origin>,
        own: Vec<String>,
        allowance: Option<Duration>,
    ) -> Self {
        Self { opened, headers_to, own: Some(own), allowance, ..Self::default() }
    }

    /// Whether a host belongs to the target's site.
    pub(crate) fn owns(&self, host: &str) -> bool {
        self.own.iter().flatten().any(|own| own == host)
    }

    /// Whether an origin gets the user's own headers.
    pub(crate) fn trusts(&self, origin: &Origin) -> bool {
        self.headers_to.as_ref() == Some(origin)
    }

    /// Whether a special address that the user gave by hand for this host holds for this session: it was given for the
    /// site of that name, not for other sites that link or redirect to it.
    pub(crate) fn may_be_pinned(&self, host: &str) -> bool {
        self.own.is_none() || self.owns(host)
    }

    /// The time that is left; `None` where it is used up.
    pub(crate) fn left(&self) -> Option<Duration> {
        let Some(allowance) = self.allowance else { return Some(Duration::MAX) };
        let spent = *self.spent.lock();
        allowance.checked_sub(spent).filter(|left| !left.is_zero())
    }

    /// Takes time off the allowance.
    pub(crate) fn spend(&self, time: Duration) {
        *self.spent.lock() += time;
    }

    /// Starts to measure a request.
    pub(crate) fn meter(self: &Arc<Self>) -> Meter {
        Meter { session: Arc::clone(self), start: Instant::now(), idle: Duration::ZERO }
    }

    /// The addresses of a name that passed the guard before.
    pub(crate) fn addresses(&self, name: &HostPort) -> Option<Arc<[SocketAddr]>> {
        self.names.lock().get(name).cloned()
    }

    /// Remembers addresses that passed the guard.
    pub(crate) fn remember_addresses(&self, name: HostPort, addresses: &Arc<[SocketAddr]>) {
        let mut names = self.names.lock();
        if names.len() < MAX_NAMES {
            names.insert(name, Arc::clone(addresses));
        }
    }

    /// Has the name looked up again next time: none of its addresses could be connected to.
    pub(crate) fn forget_addresses(&self, name: &HostPort) {
        self.names.lock().remove(name);
    }
}

/// Takes the duration of a request off the session's allowance when dropped.
#[derive(Debug)]
pub(crate) struct Meter {
    session: Arc<Session>,
    pub(crate) start: Instant,
    idle: Duration,
}

impl Meter {
    /// Excludes `time` from the measured duration.
    pub(crate) fn exclude(&mut self, time: Duration) {
        self.idle += time;
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        let time = self.start.elapsed().saturating_sub(self.idle);
        self.session.spend(time);
    }
}
