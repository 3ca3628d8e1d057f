//! Whether this program ran all the time. Where it was stopped, or its machine stood still, the deadlines of requests went by
//! meanwhile, and sites that are well look as if they had timed out.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// How often it is looked.
const BEAT: Duration = Duration::from_secs(1);
/// The time without a look after which the program was held up.
const HELD_UP: Duration = Duration::from_secs(5);

/// The pulse of a program.
#[derive(Debug)]
pub(super) struct Pulse {
    last: Mutex<Instant>,
    gaps: AtomicU64,
}

impl Pulse {
    pub(super) fn new() -> Self {
        Self::since(Instant::now())
    }

    fn since(now: Instant) -> Self {
        Self { last: Mutex::new(now), gaps: AtomicU64::default() }
    }

    /// Beats for ever.
    pub(super) async fn go(&self) {
        let mut next = interval(BEAT);
        next.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            next.tick().await;
            self.gaps();
        }
    }

    /// How often the program was held up so far. Equal before and after something, it was not held up meanwhile.
    pub(super) fn gaps(&self) -> u64 {
        self.beat(Instant::now())
    }

    fn beat(&self, now: Instant) -> u64 {
        let before = std::mem::replace(&mut *self.last.lock(), now);
        if now.duration_since(before) >= HELD_UP {
            self.gaps.fetch_add(1, Ordering::Relaxed);
        }
        self.gaps.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_was_held_up_knows_it_whoever_looks_first() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let pulse = Pulse::since(start);
        assert!((1..60).all(|second| pulse.beat(at(second)) == 0));
        assert_eq!(pulse.beat(at(75)), 1);
        assert_eq!((pulse.beat(at(76)), pulse.beat(at(80))), (1, 1));
        assert_eq!(pulse.beat(at(86)), 2);
    }
}
