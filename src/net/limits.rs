//! Politeness: how many requests run at once (in total, per host, per address), how fast they follow each other, and how
//! long to wait for a server that says it is busy.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// Many sites may share an address. Together they get this many times the slots and the rate of one host.
const ADDRESS_FACTOR: u32 = 4;
/// Large bodies read at the same time: the bound on the memory of a run.
const LARGE_BODIES: usize = 8;
/// The longest wait for a busy server; one that asks for more is not waited for.
const MAX_WAIT: Duration = Duration::from_secs(5);
/// The first wait where a server names none; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// After this many busy responses in a row, a host is no longer waited for.
const MAX_BUSY: u32 = 5;
/// How long a `Crawl-delay`, and that a host was busy, are remembered after its last request.
const FORGET_AFTER: Duration = Duration::from_mins(1);
/// Hosts that are tracked before idle ones are removed.
const SWEEP_AT: usize = 1024;

/// The limits of a run.
#[derive(Debug)]
pub(crate) struct Limits {
    all: Arc<Semaphore>,
    large: Arc<Semaphore>,
    interval: Duration,
    hosts: Throttles<String>,
    addresses: Throttles<IpAddr>,
}

/// The right to have one request in progress; released when dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    _all: OwnedSemaphorePermit,
    _host: OwnedSemaphorePermit,
    _address: Option<OwnedSemaphorePermit>,
    large: Arc<Semaphore>,
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
            hosts: Throttles::new(per_host),
            addresses: Throttles::new(slots(per_host.saturating_mul(ADDRESS_FACTOR as usize))),
        }
    }

    /// Sets a `Crawl-delay` for a host.
    pub(crate) fn slow_down(&self, host: &str, delay: Duration) {
        self.hosts.with(host, |throttle| throttle.delay = delay);
    }

    /// Waits for the host's turn, then for the address's, then for one of the run's slots, which is thus never held
    /// while waiting. `free`: no rate, and no limit for the address.
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

    /// Notes a busy response. Returns how long to wait before the request is repeated, given what the server asked for
    /// (`wanted`); `None` where that is too long, or where the host was waited for several times in a row.
    pub(crate) fn busy(&self, host: &str, wanted: Option<Duration>) -> Option<Duration> {
        if wanted.is_some_and(|wanted| wanted > MAX_WAIT) {
            return None;
        }
        self.hosts.with(host, |throttle| {
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
        self.hosts.with(host, |throttle| throttle.busy_count = 0);
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

/// Throttles by host or by address.
#[derive(Debug)]
struct Throttles<K> {
    width: usize,
    throttles: Mutex<ThrottleTable<K>>,
}

#[derive(Debug)]
struct ThrottleTable<K> {
    rows: HashMap<K, Throttle>,
    /// The number of rows at which idle throttles are removed.
    sweep_at: usize,
}

#[derive(Clone, Debug)]
struct Throttle {
    slots: Arc<Semaphore>,
    /// The `Crawl-delay` of robots.txt.
    delay: Duration,
    next: Option<Instant>,
    /// Busy responses in a row.
    busy_count: u32,
}

impl Throttle {
    /// Whether it can be removed: no request is in progress, and the next one would not have to wait.
    fn is_idle(&self, now: Instant) -> bool {
        let plain = self.delay.is_zero() && self.busy_count == 0;
        let kept = if plain { Duration::ZERO } else { FORGET_AFTER };
        Arc::strong_count(&self.slots) == 1 && self.next.is_none_or(|next| next + kept <= now)
    }
}

impl<K: Eq + Hash> Throttles<K> {
    fn new(width: usize) -> Self {
        Self {
            width,
            throttles: Mutex::new(ThrottleTable { rows: HashMap::new(), sweep_at: SWEEP_AT }),
        }
    }

    /// Waits for a slot, then for the turn.
    async fn turn<Q>(&self, key: &Q, interval: Duration) -> OwnedSemaphorePermit
    where
        K: std::borrow::Borrow<Q>,
        Q: ToOwned<Owned = K> + Eq + Hash + ?Sized,
    {
        let slots = self.with(key, |throttle| Arc::clone(&throttle.slots));
        let place = take(slots).await;
        let turn = self.with(key, |throttle| {
            let now = Instant::now();
            let turn = throttle.next.map_or(now, |next| next.max(now));
            throttle.next = Some(turn + interval.max(throttle.delay));
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
        let mut table = self.throttles.lock();
        if let Some(throttle) = table.rows.get_mut(key) {
            return act(throttle);
        }
        table.sweep();
        let slots = Arc::new(Semaphore::new(self.width));
        let fresh = Throttle { slots, delay: Duration::ZERO, next: None, busy_count: 0 };
        act(table.rows.entry(key.to_owned()).or_insert(fresh))
    }
}

impl<K: Eq + Hash> ThrottleTable<K> {
    /// Removes idle throttles, so that a run over many hosts stays small.
    fn sweep(&mut self) {
        if self.rows.len() < self.sweep_at {
            return;
        }
        let now = Instant::now();
        self.rows.retain(|_, throttle| !throttle.is_idle(now));
        self.sweep_at = SWEEP_AT.max(2 * self.rows.len());
    }
}

async fn take(slots: Arc<Semaphore>) -> OwnedSemaphorePermit {
    slots.acquire_owned().await.expect("these semaphores are never closed")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a future on a clock that stands still but for what is waited for.
    fn run<T>(future: impl Future<Output = T>) -> T {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_time().start_paused(true).build().unwrap().block_on(future)
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
            assert_eq!(limits.hosts.with("b.cn", |throttle| throttle.next), None, "free at once");
        });
    }

    #[test]
    fn loopback_is_not_slowed_down_but_a_crawl_delay_holds() {
        run(async {
            let limits = Limits::new(8, 8, 1);
            for _ in 0..5 {
                drop(limits.acquire("localhost", None, true).await);
            }
            let next = limits.hosts.with("localhost", |throttle| throttle.next).unwrap();
            assert!(next <= Instant::now(), "the next one is free at once");
            let start = Instant::now();
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
        limits.succeeded("a.cn");
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
            for host in 0..5 * SWEEP_AT {
                drop(limits.acquire(&format!("{host}.cn"), None, false).await);
            }
            let table = limits.hosts.throttles.lock();
            assert!(table.rows.len() <= SWEEP_AT);
            assert!(table.rows.contains_key("busy.cn") && table.rows.contains_key("slow.cn"));
            drop((table, busy));
        });
    }
}
