//! Bounds on work that hold however busy the machine is.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// How many times larger the large input is.
const TIMES: usize = 8;

/// Fails where work grows much faster than its input: eight times the input may take 24 times as long; were the work
/// quadratic, it would take 64 times as long. Only the processor time of this thread counts, so that other processes
/// do not. `make` builds the input of a size, uncounted.
#[track_caller]
pub(crate) fn assert_linear<T>(
    name: &str,
    size: usize,
    make: impl Fn(usize) -> T,
    work: impl Fn(&T),
) {
    let (small, large) = (make(size), make(size * TIMES));
    let mut seen = Vec::new();
    // Caches and interrupts can triple a single measurement, but hardly three in a row.
    for _ in 0..3 {
        let short = (0..3).map(|_| cpu_time(|| work(&small))).min().unwrap_or_default();
        let long = cpu_time(|| work(&large));
        if is_linear(short, long) {
            return;
        }
        seen.push((short, long));
    }
    panic!("{name}: {TIMES} times the input takes more than 24 times the work: {seen:?}");
}

/// Whether the large input takes not much more than its share of the small one's time. What an almost empty work
/// takes is noise, and allowed for.
fn is_linear(small: Duration, large: Duration) -> bool {
    large <= small * 24 + Duration::from_millis(50)
}

fn cpu_time(work: impl FnOnce()) -> Duration {
    let now = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
    };
    let start = now();
    work();
    now().saturating_sub(start)
}

#[test]
fn quadratic_work_is_found() {
    let millis = Duration::from_millis;
    assert!(is_linear(millis(10), millis(80)) && is_linear(millis(10), millis(290)));
    assert!(!is_linear(millis(10), millis(640)) && !is_linear(millis(3), millis(192)));
    assert!(is_linear(Duration::ZERO, millis(40)));
}
