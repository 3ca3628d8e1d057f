//! Politeness: how many requests run at once, in all, for a host and for an address, how fast they follow each other,
//! and how long to stay away from a server that has too much to do.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// Many sites may share an address: together they get so many times what one host gets.
const ADDRESS_FACTOR: u32 = 4;
/// Large bodies under way at once: what bounds the memory of a run.
const LARGE_BODIES: usize = 8;
/// The longest wait that a server is granted.
const MAX_WAIT: Duration = Duration::from_secs(5);
/// The first wait where a server names none; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// A server that is still too busy after so many waits is not asked twice any more.
const MAX_STRIKES: u32 = 5;
/// A `Crawl-delay`, and that a host was busy, are remembered for so long after its last turn.
const FORGET_AFTER: Duration = Duration::from_mins(1);
/// So many hosts may be known before idle ones are looked for.
const MANY: usize = 1024;

/// The limits of a run.
#[derive(Debug)]
pub(crate) struct Limits {
    all: Arc<Semaphore>,
    large: Arc<Semaphore>,
    interval: Duration,
    hosts: Throttles<String>,
    addresses: Throttles<IpAddr>,
}

/// The right to have one request under way; returned when dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    _all: OwnedSemaphorePermit,
    _host: OwnedSemaphorePermit,
    _address: Option<OwnedSemaphorePermit>,
    large: Arc<Semaphore>,
}

impl Permit {
    /// Waits for one of the few places for large bodies.
    pub(crate) async fn large(&self) -> OwnedSemaphorePermit {
        take(Arc::clone(&self.large)).await
    }
}

impl Limits {
    /// `rate` in requests a second and host, 0 = unlimited.
    pub(crate) fn new(concurrency: usize, per_host: usize, rate: u32) -> Self {
        let slots = |count: usize| count.clamp(1, Semaphore::MAX_PERMITS);
        let per_host = slots(per_host);
        Self {
            all: Arc::new(Semaphore::new(slots(concurrency))),
            large: Arc::new(Semaphore::new(LARGE_BODIES)),
            interval: if rate == 0 { Duration::ZERO } else { Duration::from_secs(1) / rate },
            hosts: Throttles::new(per_host),
            addresses: Throttles::new(slots(per_host.saturating_mul(ADDRESS_FACTOR as usize))),
        }
    }

    /// Sets a `Crawl-delay` for a host.
    pub(crate) fn slow_down(&self, host: &str, delay: Duration) {
        self.hosts.with(host, |lane| lane.delay = delay);
    }

    /// Waits for the host's turn, then for the address's, then for a place. Who must wait holds no place of the run
    /// meanwhile. `free`: no rate, and no limit for the address.
    pub(crate) async fn acquire(&self, host: &str, address: Option<IpAddr>, free: bool) -> Permit {
        let interval = if free { Duration::ZERO } else { self.interval };
        let host = self.hosts.turn(host, interval).await;
        let address = match address.filter(|_| !free) {
            Some(address) => Some(self.addresses.turn(&address, interval / ADDRESS_FACTOR).await),
            None => None,
        };
        let all = take(Arc::clone(&self.all)).await;
        Permit { _all: all, _host: host, _address: address, large: Arc::clone(&self.large) }
    }

    /// Notes that a host has too much to do. Returns how long to stay away before asking once more, `wanted` being what
    /// it asked for; `None` where that is too long, or where it was granted several waits before.
    pub(crate) fn busy(&self, host: &str, wanted: Option<Duration>) -> Option<Duration> {
        if wanted.is_some_and(|wanted| wanted > MAX_WAIT) {
            return None;
        }
        self.hosts.with(host, |lane| {
            if lane.strikes == MAX_STRIKES {
                return None;
            }
            let doubled = FIRST_WAIT * 2_u32.pow(lane.strikes);
            lane.strikes += 1;
            let wait = spread(wanted.unwrap_or(doubled).min(MAX_WAIT), host, lane.strikes);
            // The others for this host wait as well.
            lane.next = lane.next.max(Some(Instant::now() + wait));
            Some(wait)
        })
    }

    /// Notes that a host answered as it should.
    pub(crate) fn well(&self, host: &str) {
        self.hosts.with(host, |lane| lane.strikes = 0);
    }
}

/// Between three quarters and all of a wait: hosts fall out of step. The host and the count decide, no dice, so that a
/// run can be repeated.
fn spread(wait: Duration, host: &str, count: u32) -> Duration {
    let mut hasher = DefaultHasher::new();
    (host, count).hash(&mut hasher);
    let share = u32::from(hasher.finish().to_le_bytes()[0]);
    wait * (4 * 255 - share) / (4 * 255)
}

/// Turns and places by host or by address.
#[derive(Debug)]
struct Throttles<K> {
    width: usize,
    lanes: Mutex<Table<K>>,
}

#[derive(Debug)]
struct Table<K> {
    rows: HashMap<K, Throttle>,
    /// The size at which lanes that are not used any more are looked for.
    sweep_at: usize,
}

#[derive(Clone, Debug)]
struct Throttle {
    slots: Arc<Semaphore>,
    /// Asked for by robots.txt.
    delay: Duration,
    next: Option<Instant>,
    /// Busy answers in a row.
    strikes: u32,
}

impl Throttle {
    /// Whether next to nothing is lost by forgetting it: no request is under way, and its next may come at once.
    fn is_idle(&self, now: Instant) -> bool {
        let plain = self.delay.is_zero() && self.strikes == 0;
        let kept = if plain { Duration::ZERO } else { FORGET_AFTER };
        Arc::strong_count(&self.slots) == 1 && self.next.is_none_or(|next| next + kept <= now)
    }
}

impl<K: Eq + Hash> Throttles<K> {
    fn new(width: usize) -> Self {
        Self { width, lanes: Mutex::new(Table { rows: HashMap::new(), sweep_at: MANY }) }
    }

    /// Waits for a place, then for the turn.
    async fn turn<Q>(&self, key: &Q, interval: Duration) -> OwnedSemaphorePermit
    where
        K: std::borrow::Borrow<Q>,
        Q: ToOwned<Owned = K> + Eq + Hash + ?Sized,
    {
        let slots = self.with(key, |lane| Arc::clone(&lane.slots));
        let place = take(slots).await;
        let turn = self.with(key, |lane| {
            let now = Instant::now();
            let turn = lane.next.map_or(now, |next| next.max(now));
            lane.next = Some(turn + interval.max(lane.delay));
            turn
        });
        if turn > Instant::now() {
            tokio::time::sleep_until(turn).await;
        }
        place
    }

    fn with<Q, T>(&self, key: &Q, act: impl FnOnce(&mut Throttle) -> T) -> T
    where
        K: std::borrow::Borrow<Q>,
        Q: ToOwned<Owned = K> + Eq + Hash + ?Sized,
    {
        let mut table: MutexGuard<'_, _> =
            self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = table.rows.get_mut(key) {
            return act(lane);
        }
        table.sweep();
        let slots = Arc::new(Semaphore::new(self.width));
        let fresh = Throttle { slots, delay: Duration::ZERO, next: None, strikes: 0 };
        act(table.rows.entry(key.to_owned()).or_insert(fresh))
    }
}

impl<K: Eq + Hash> Table<K> {
    /// Forgets what is not used any more, so that a run over many hosts stays small.
    fn sweep(&mut self) {
        if self.rows.len() < self.sweep_at {
            return;
        }
        let now = Instant::now();
        self.rows.retain(|_, lane| !lane.is_idle(now));
        self.sweep_at = MANY.max(2 * self.rows.len());
    }
}

async fn take(slots: Arc<Semaphore>) -> OwnedSemaphorePermit {
    slots.acquire_owned().await.expect("these semaphores are never closed")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run<T>(future: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(future)
    }

    #[test]
    fn requests_to_a_host_keep_their_distance_and_other_hosts_do_not_wait() {
        run(async {
            let limits = Limits::new(8, 8, 20);
            let start = Instant::now();
            for _ in 0..3 {
                drop(limits.acquire("a.cn", None, false).await);
            }
            assert!(start.elapsed() >= Duration::from_millis(100));
            let start = Instant::now();
            drop(limits.acquire("b.cn", None, false).await);
            assert!(start.elapsed() < Duration::from_millis(50));
        });
    }

    #[test]
    fn loopback_is_not_slowed_down_but_a_crawl_delay_holds() {
        run(async {
            let limits = Limits::new(8, 8, 1);
            let start = Instant::now();
            for _ in 0..5 {
                drop(limits.acquire("localhost", None, true).await);
            }
            assert!(start.elapsed() < Duration::from_millis(500));
            limits.slow_down("localhost", Duration::from_millis(60));
            for _ in 0..3 {
                drop(limits.acquire("localhost", None, true).await);
            }
            assert!(start.elapsed() >= Duration::from_millis(120));
        });
    }

    #[test]
    fn a_host_has_no_more_than_its_places() {
        run(async {
            let limits = Limits::new(8, 1, 0);
            let first = limits.acquire("a.cn", None, false).await;
            let second = tokio::time::timeout(
                Duration::from_millis(30),
                limits.acquire("a.cn", None, false),
            );
            assert!(second.await.is_err());
            drop(first);
            let third =
                tokio::time::timeout(Duration::from_secs(1), limits.acquire("a.cn", None, false));
            assert!(third.await.is_ok());
        });
    }

    #[test]
    fn hosts_of_one_address_share_its_places_and_its_rate() {
        run(async {
            let limits = Limits::new(64, 1, 20);
            let shared = Some(IpAddr::from([192, 0, 2, 1]));
            let start = Instant::now();
            let mut held = Vec::new();
            for host in ["a.cn", "b.cn", "c.cn", "d.cn"] {
                held.push(limits.acquire(host, shared, false).await);
            }
            assert!(
                start.elapsed() >= Duration::from_millis(3 * 50 / 4),
                "four times the rate of a host"
            );
            let fifth = limits.acquire("e.cn", shared, false);
            assert!(tokio::time::timeout(Duration::from_millis(30), fifth).await.is_err());
            let other = limits.acquire("f.cn", Some(IpAddr::from([192, 0, 2, 2])), false);
            assert!(tokio::time::timeout(Duration::from_secs(1), other).await.is_ok());
        });
    }

    #[test]
    fn waits_grow_are_bounded_and_end() {
        let limits = Limits::new(8, 8, 0);
        let seconds = |wait: Option<Duration>| wait.map(|wait| wait.as_secs_f64());
        let mut last = 0.0;
        for most in [1.0, 2.0, 4.0, 5.0, 5.0] {
            let wait = seconds(limits.busy("a.cn", None)).unwrap();
            assert!(
                wait <= most && wait >= most * 0.74 && (wait > last || most > 4.0),
                "{wait} {most}"
            );
            last = wait;
        }
        assert_eq!(limits.busy("a.cn", None), None, "enough");
        limits.well("a.cn");
        assert!(limits.busy("a.cn", None).is_some());
        let asked = limits.busy("b.cn", Some(Duration::from_secs(3))).unwrap();
        assert!(asked <= Duration::from_secs(3) && asked > Duration::from_secs(2));
        assert_eq!(
            limits.busy("b.cn", Some(Duration::from_secs(6))),
            None,
            "longer than anyone waits"
        );
        assert_eq!(spread(asked, "a.cn", 1), spread(asked, "a.cn", 1), "repeatable");
        assert_ne!(spread(asked, "a.cn", 1), spread(asked, "b.cn", 1));
    }

    #[test]
    fn finished_hosts_are_forgotten_and_busy_ones_are_not() {
        run(async {
            let limits = Limits::new(8, 8, 0);
            let busy = limits.acquire("busy.cn", None, false).await;
            limits.slow_down("slow.cn", Duration::from_secs(1));
            drop(limits.acquire("slow.cn", None, false).await);
            for host in 0..5 * MANY {
                drop(limits.acquire(&format!("{host}.cn"), None, false).await);
            }
            let table = limits.hosts.lanes.lock().unwrap();
            assert!(table.rows.len() <= MANY);
            assert!(table.rows.contains_key("busy.cn") && table.rows.contains_key("slow.cn"));
            drop((table, busy));
        });
    }
}
