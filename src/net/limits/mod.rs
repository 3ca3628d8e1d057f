//! Politeness: how many requests run at once (in total, per host, per address), how fast they follow each other, and how
//! long to wait for a server that says it is busy.

mod throttle;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

use crate::domain::registrable::registrable;

use throttle::{Throttle, Throttles, take};

/// Many sites may share an address. Together they get this many times the slots and the rate of one host.
const ADDRESS_FACTOR: u32 = 4;
/// A browser asks for the parts of a page (style sheets, scripts, images) this many times as fast as pages are asked for: one
/// that comes in slow pieces is not the page that visitors see.
const PART_FACTOR: u32 = 8;
/// Large bodies read at the same time: the bound on the memory of a run.
const LARGE_BODIES: usize = 8;
/// The longest wait for a busy server; one that asks for more is not waited for.
const MAX_WAIT: Duration = Duration::from_secs(5);
/// The first wait where a server names none; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// After this many busy responses in a row, a host is no longer waited for.
const MAX_BUSY: u32 = 5;

/// The limits of a run.
#[derive(Debug)]
pub(crate) struct Limits {
    all: Arc<Semaphore>,
    large: Arc<Semaphore>,
    interval: Duration,
    per_host: usize,
    hosts: Throttles<String>,
    addresses: AddressLimits,
    by_domain: bool,
}

/// The limits of addresses, which several runs may share. Clones are the same ones.
///
/// Several programs may read sites at once, of which no two read the same host, but several may read hosts of one address:
/// each takes its part of what an address gets.
#[derive(Clone, Debug, Default)]
pub struct AddressLimits(Arc<AddressTable>);

#[derive(Debug, Default)]
struct AddressTable {
    throttles: Throttles<IpAddr>,
    /// The programs beside this one.
    others: AtomicU32,
}

impl AddressLimits {
    /// Sets how many programs there are, this one included.
    pub fn set_programs(&self, programs: u32) {
        self.0.others.store(programs.saturating_sub(1), Ordering::Relaxed);
    }

    /// How many programs there are, at least one.
    pub fn programs(&self) -> u32 {
        self.0.others.load(Ordering::Relaxed).saturating_add(1)
    }
}

/// The right to have one request in progress; released when dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    _all: OwnedSemaphorePermit,
    _turns: PartPermit,
    large: Arc<Semaphore>,
}

/// The right to ask a host for a part of a page; released when dropped.
#[derive(Debug)]
pub struct PartPermit {
    _host: OwnedSemaphorePermit,
    _address: Option<OwnedSemaphorePermit>,
}

impl Permit {
    /// Waits for one of the few slots for large bodies.
    pub(crate) async fn large_body_slot(&self) -> OwnedSemaphorePermit {
        take(Arc::clone(&self.large)).await
    }
}

impl Limits {
    /// `rate` is in requests per second and host; 0 = unlimited.
    pub(crate) fn new(concurrency: usize, per_host: usize, rate: u32) -> Self {
        let slots = |count: usize| count.clamp(1, Semaphore::MAX_PERMITS);
        let per_host = slots(per_host);
        Self {
            all: Arc::new(Semaphore::new(slots(concurrency))),
            large: Arc::new(Semaphore::new(LARGE_BODIES)),
            interval: if rate == 0 { Duration::ZERO } else { Duration::from_secs(1) / rate },
            per_host,
            hosts: Throttles::default(),
            addresses: AddressLimits::default(),
            by_domain: false,
        }
    }

    /// The same, with these limits of addresses.
    pub(crate) fn sharing(self, addresses: AddressLimits) -> Self {
        Self { addresses, ..self }
    }

    /// The same, where all hosts of a registered domain together get what one host would.
    pub(crate) fn by_domain(self, by_domain: bool) -> Self {
        Self { by_domain, ..self }
    }

    /// By what hosts are counted.
    fn key<'a>(&self, host: &'a str) -> &'a str {
        if self.by_domain { registrable(host) } else { host }
    }

    fn with_host<T>(&self, host: &str, act: impl FnOnce(&mut Throttle) -> T) -> T {
        self.hosts.with(self.key(host), self.per_host, act)
    }

    /// Sets a `Crawl-delay` for a host. Of several hosts that count as one, the longest holds.
    pub(crate) fn slow_down(&self, host: &str, delay: Duration) {
        self.with_host(host, |throttle| {
            throttle.delay = if self.by_domain { throttle.delay.max(delay) } else { delay };
        });
    }

    /// Waits for the host's turn, then for the address's, then for one of the run's slots, which is thus never held
    /// while waiting. `free`: no rate, and no limit for the address.
    pub(crate) async fn acquire(&self, host: &str, address: Option<IpAddr>, free: bool) -> Permit {
        let interval = if free { Duration::ZERO } else { self.interval };
        let address = address.filter(|_| !free);
        let turns = self.turns(host, address, (interval, 1)).await;
        let all = take(Arc::clone(&self.all)).await;
        Permit { _all: all, _turns: turns, large: Arc::clone(&self.large) }
    }

    /// The same for a part of a page that a browser asks for: it shares the slots of the host, follows faster than a page
    /// would, and takes none of the run's slots, which it may need for long.
    pub(crate) async fn acquire_part(
        &self,
        host: &str,
        address: Option<IpAddr>,
        free: bool,
    ) -> PartPermit {
        let interval = if free { Duration::ZERO } else { self.interval };
        self.turns(host, address.filter(|_| !free), (interval, PART_FACTOR)).await
    }

    async fn turns(
        &self,
        host: &str,
        address: Option<IpAddr>,
        (interval, faster): (Duration, u32),
    ) -> PartPermit {
        let key = self.key(host);
        // Each request takes the slots of all programs, so that all of theirs together are no more.
        let programs = self.addresses.programs();
        let wide =
            self.per_host.saturating_mul(ADDRESS_FACTOR as usize).min(Semaphore::MAX_PERMITS);
        let addresses = &self.addresses.0.throttles;
        let slot = self.hosts.slots(key, self.per_host, 1).await;
        let address_slots = match &address {
            Some(address) => Some(addresses.slots(address, wide, programs).await),
            None => None,
        };
        // One turn for both: requests that waited for their address do not follow each other faster than their host may be
        // asked.
        let (turn, distance) = self.hosts.with(key, self.per_host, |host| {
            let mut turn = host.turn(Instant::now());
            if let Some(address) = &address {
                turn = addresses.with(address, wide, |address| {
                    let turn = address.turn(turn);
                    address.next = Some(turn + interval / ADDRESS_FACTOR * programs / faster);
                    turn
                });
            }
            // a `Crawl-delay` is for pages
            let delay = if faster == 1 { host.delay } else { Duration::ZERO };
            let distance = interval.max(delay) / faster;
            host.next = Some(turn + distance);
            (turn, distance)
        });
        if turn > Instant::now() {
            sleep_until(turn).await;
        }
        while let Err(soonest) = self.with_host(host, |it| it.take_turn(Instant::now(), distance)) {
            sleep_until(soonest).await;
        }
        PartPermit { _host: slot, _address: address_slots }
    }

    /// Notes a busy response. Returns how long to wait before the request is repeated, given what the server asked for
    /// (`wanted`); `None` where that is too long, or where the host was waited for several times in a row.
    pub(crate) fn busy(&self, host: &str, wanted: Option<Duration>) -> Option<Duration> {
        if wanted.is_some_and(|wanted| wanted > MAX_WAIT) {
            return None;
        }
        self.with_host(host, |throttle| {
            if throttle.busy_count == MAX_BUSY {
                return None;
            }
            let doubled = FIRST_WAIT * 2_u32.pow(throttle.busy_count);
            throttle.busy_count += 1;
            let wait = spread(wanted.unwrap_or(doubled).min(MAX_WAIT), host, throttle.busy_count);
            // Other requests to this host wait, too.
            throttle.next = throttle.next.max(Some(Instant::now() + wait));
            Some(wait)
        })
    }

    /// Notes a response that was not a busy one.
    pub(crate) fn succeeded(&self, host: &str) {
        self.with_host(host, |throttle| throttle.busy_count = 0);
    }
}

/// Between three quarters and all of a wait, so that hosts fall out of step. Derived from host and count rather than
/// drawn at random: a run can be repeated.
fn spread(wait: Duration, host: &str, count: u32) -> Duration {
    let mut hasher = DefaultHasher::new();
    (host, count).hash(&mut hasher);
    let share = u32::from(hasher.finish().to_le_bytes()[0]);
    wait * (4 * 255 - share) / (4 * 255)
}

#[cfg(test)]
mod tests;
