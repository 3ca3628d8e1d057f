//! Politeness: how many requests run at once, in all and a host, and how fast they follow each other.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// The limits of a run.
#[derive(Debug)]
pub(super) struct Limits {
    all: Arc<Semaphore>,
    per_host: usize,
    interval: Duration,
    hosts: Mutex<Hosts>,
}

/// The hosts that were asked lately: those of finished sites are forgotten, so that a run of a million sites stays
/// small.
#[derive(Debug)]
struct Hosts {
    known: HashMap<String, Host>,
    /// From how many on idle ones are looked for.
    sweep_at: usize,
}

/// So many hosts may be known before idle ones are looked for.
const FEW_HOSTS: usize = 1024;
/// A `Crawl-delay` is remembered this long after the host's last turn.
const DELAY_KEPT: Duration = Duration::from_mins(1);

impl Default for Hosts {
    fn default() -> Self {
        Self { known: HashMap::new(), sweep_at: FEW_HOSTS }
    }
}

impl Hosts {
    /// Forgets idle hosts where there are many. The mark moves with what is left: sweeps stay rare.
    fn sweep(&mut self) {
        if self.known.len() >= self.sweep_at {
            let now = Instant::now();
            self.known.retain(|_, host| !host.is_idle(now));
            self.sweep_at = FEW_HOSTS.max(self.known.len() * 2);
        }
    }
}

#[derive(Clone, Debug)]
struct Host {
    slots: Arc<Semaphore>,
    /// Asked for by robots.txt.
    delay: Duration,
    next: Option<Instant>,
}

impl Host {
    /// Whether nothing is lost by forgetting the host: no request is under way, and its next may come at once.
    fn is_idle(&self, now: Instant) -> bool {
        let kept = if self.delay.is_zero() { Duration::ZERO } else { DELAY_KEPT };
        Arc::strong_count(&self.slots) == 1 && self.next.is_some_and(|next| next + kept <= now)
    }
}

/// The right to have one request under way; returned when dropped.
#[derive(Debug)]
pub(super) struct Permit {
    _all: OwnedSemaphorePermit,
    _host: OwnedSemaphorePermit,
}

impl Limits {
    /// `rate` in requests a second and host, 0 = unlimited.
    pub(super) fn new(concurrency: usize, per_host: usize, rate: u32) -> Self {
        let slots = |count: usize| count.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            all: Arc::new(Semaphore::new(slots(concurrency))),
            per_host: slots(per_host),
            interval: if rate == 0 { Duration::ZERO } else { Duration::from_secs(1) / rate },
            hosts: Mutex::default(),
        }
    }

    /// Sets a `Crawl-delay` for a host.
    pub(super) fn slow_down(&self, host: &str, delay: Duration) {
        self.with_host(host, |entry| entry.delay = delay);
    }

    /// Waits for the host's turn, then for a place. A host that must wait holds no place of the run meanwhile.
    pub(super) async fn acquire(&self, host: &str, unlimited_rate: bool) -> Permit {
        let slots = self.with_host(host, |entry| Arc::clone(&entry.slots));
        let host_permit = take(slots).await;
        let base = if unlimited_rate { Duration::ZERO } else { self.interval };
        let turn = self.with_host(host, |entry| {
            let now = Instant::now();
            let turn = entry.next.map_or(now, |next| next.max(now));
            entry.next = Some(turn + base.max(entry.delay));
            turn
        });
        tokio::time::sleep_until(turn).await;
        Permit { _all: take(Arc::clone(&self.all)).await, _host: host_permit }
    }

    fn with_host<T>(&self, host: &str, act: impl FnOnce(&mut Host) -> T) -> T {
        let mut hosts: MutexGuard<'_, _> =
            self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = hosts.known.get_mut(host) {
            return act(entry);
        }
        hosts.sweep();
        let fresh = || Host {
            slots: Arc::new(Semaphore::new(self.per_host)),
            delay: Duration::ZERO,
            next: None,
        };
        act(hosts.known.entry(host.to_owned()).or_insert_with(fresh))
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
                drop(limits.acquire("a.cn", false).await);
            }
            assert!(start.elapsed() >= Duration::from_millis(100));
            let start = Instant::now();
            drop(limits.acquire("b.cn", false).await);
            assert!(start.elapsed() < Duration::from_millis(50));
        });
    }

    #[test]
    fn loopback_is_not_slowed_down_but_a_crawl_delay_holds() {
        run(async {
            let limits = Limits::new(8, 8, 1);
            let start = Instant::now();
            for _ in 0..5 {
                drop(limits.acquire("localhost", true).await);
            }
            assert!(start.elapsed() < Duration::from_millis(500));
            limits.slow_down("localhost", Duration::from_millis(60));
            for _ in 0..3 {
                drop(limits.acquire("localhost", true).await);
            }
            assert!(start.elapsed() >= Duration::from_millis(120));
        });
    }

    #[test]
    fn finished_hosts_are_forgotten_and_busy_ones_are_not() {
        run(async {
            let limits = Limits::new(8, 8, 0);
            let busy = limits.acquire("busy.cn", false).await;
            for host in 0..5 * FEW_HOSTS {
                drop(limits.acquire(&format!("{host}.cn"), false).await);
            }
            let hosts = limits.hosts.lock().unwrap();
            assert!(hosts.known.len() <= FEW_HOSTS && hosts.known.contains_key("busy.cn"));
            drop((hosts, busy));
        });
    }

    #[test]
    fn a_host_has_no_more_than_its_places() {
        run(async {
            let limits = Limits::new(8, 1, 0);
            let first = limits.acquire("a.cn", false).await;
            let second =
                tokio::time::timeout(Duration::from_millis(30), limits.acquire("a.cn", false));
            assert!(second.await.is_err());
            drop(first);
            let third = tokio::time::timeout(Duration::from_secs(1), limits.acquire("a.cn", false));
            assert!(third.await.is_ok());
        });
    }
}
