//! How requests to one host, or to one address, follow each other.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// Hosts that are tracked before idle ones are removed.
pub(super) const SWEEP_AT: usize = 1024;
/// How long a `Crawl-delay`, and that a host was busy, are remembered after its last request.
const FORGET_AFTER: Duration = Duration::from_mins(1);

/// Throttles by host or by address.
#[derive(Debug)]
pub(super) struct Throttles<K> {
    pub(super) throttles: Mutex<ThrottleTable<K>>,
}

#[derive(Debug)]
pub(super) struct ThrottleTable<K> {
    pub(super) rows: HashMap<K, Throttle>,
    /// The number of rows at which idle throttles are removed.
    sweep_at: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Throttle {
    slots: Arc<Semaphore>,
    width: usize,
    /// The `Crawl-delay` of robots.txt.
    pub(super) delay: Duration,
    pub(super) next: Option<Instant>,
    /// When the last request was sent.
    sent: Option<Instant>,
    /// Busy responses in a row.
    pub(super) busy_count: u32,
}

impl Throttle {
    /// The turn of a request that may be sent from a moment on.
    pub(super) fn turn(&self, from: Instant) -> Instant {
        self.next.map_or(from, |next| next.max(from))
    }

    /// Takes the turn that has come; where the last request was sent less than a distance ago, the moment to wait for. A
    /// program that stood still wakes up with several turns that have come meanwhile.
    pub(super) fn take_turn(&mut self, now: Instant, distance: Duration) -> Result<(), Instant> {
        // Timers are not exact.
        let least = distance * 9 / 10;
        if let Some(soonest) = self.sent.map(|sent| sent + least).filter(|at| *at > now) {
            return Err(soonest);
        }
        self.sent = Some(now);
        self.next = self.next.max(Some(now + least));
        Ok(())
    }

    /// Whether it can be removed: no request is in progress, and the next one would not have to wait.
    fn is_idle(&self, now: Instant) -> bool {
        let plain = self.delay.is_zero() && self.busy_count == 0;
        let kept = if plain { Duration::ZERO } else { FORGET_AFTER };
        Arc::strong_count(&self.slots) == 1 && self.next.is_none_or(|next| next + kept <= now)
    }
}

impl<K> Default for Throttles<K> {
    fn default() -> Self {
        Self { throttles: Mutex::new(ThrottleTable { rows: HashMap::new(), sweep_at: SWEEP_AT }) }
    }
}

impl<K: Eq + Hash> Throttles<K> {
    /// Waits for this number of slots, or for all where there are fewer. A host or address that is new has `width` slots.
    pub(super) async fn slots<Q>(&self, key: &Q, width: usize, count: u32) -> OwnedSemaphorePermit
    where
        K: std::borrow::Borrow<Q>,
        Q: ToOwned<Owned = K> + Eq + Hash + ?Sized,
    {
        let (slots, width) =
            self.with(key, width, |throttle| (Arc::clone(&throttle.slots), throttle.width));
        take_many(slots, count.min(u32::try_from(width).unwrap_or(u32::MAX))).await
    }

    /// Acts on the throttle of a host or address. A new one has `width` slots.
    pub(super) fn with<Q, T>(
        &self,
        key: &Q,
        width: usize,
        act: impl FnOnce(&mut Throttle) -> T,
    ) -> T
    where
        K: std::borrow::Borrow<Q>,
        Q: ToOwned<Owned = K> + Eq + Hash + ?Sized,
    {
        let mut table = self.throttles.lock();
        if let Some(throttle) = table.rows.get_mut(key) {
            return act(throttle);
        }
        table.sweep();
        let slots = Arc::new(Semaphore::new(width));
        let fresh =
            Throttle { slots, width, delay: Duration::ZERO, next: None, sent: None, busy_count: 0 };
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

pub(super) async fn take(slots: Arc<Semaphore>) -> OwnedSemaphorePermit {
    take_many(slots, 1).await
}

async fn take_many(slots: Arc<Semaphore>, count: u32) -> OwnedSemaphorePermit {
    slots.acquire_many_owned(count).await.expect("these semaphores are never closed")
}
