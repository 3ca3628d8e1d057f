//! Tests of the limits, on a clock that stands still but for what is waited for.

use super::throttle::SWEEP_AT;
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
        assert_eq!(limits.with_host("b.cn", |throttle| throttle.next), None, "free at once");
    });
}

#[test]
fn loopback_is_not_slowed_down_but_a_crawl_delay_holds() {
    run(async {
        let limits = Limits::new(8, 8, 1);
        for _ in 0..5 {
            drop(limits.acquire("localhost", None, true).await);
        }
        let next = limits.with_host("localhost", |throttle| throttle.next).unwrap();
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
        let second =
            tokio::time::timeout(Duration::from_millis(30), limits.acquire("a.cn", None, false));
        assert!(second.await.is_err());
        drop(first);
        let third =
            tokio::time::timeout(Duration::from_secs(1), limits.acquire("a.cn", None, false));
        assert!(third.await.is_ok());
    });
}

#[test]
fn parts_of_a_page_share_the_places_of_their_host_and_are_asked_for_faster() {
    run(async {
        let limits = Limits::new(1, 2, 1);
        let shared = Some(IpAddr::from([192, 0, 2, 1]));
        let start = Instant::now();
        for _ in 0..9 {
            drop(limits.acquire_part("a.cn", shared, false).await);
        }
        let spent = start.elapsed();
        assert!(spent >= Duration::from_secs(1), "eight a second: {spent:?}");
        assert!(spent < Duration::from_millis(1100), "and not one a second: {spent:?}");
        limits.slow_down("b.cn", Duration::from_secs(5));
        let start = Instant::now();
        for _ in 0..9 {
            drop(limits.acquire_part("b.cn", None, false).await);
        }
        assert!(start.elapsed() < Duration::from_millis(1100), "a crawl's delay is for pages");
        let page = limits.acquire("a.cn", shared, false).await;
        let part = limits.acquire_part("a.cn", shared, false).await;
        let third = limits.acquire_part("a.cn", shared, false);
        let third = tokio::time::timeout(Duration::from_secs(5), third);
        assert!(third.await.is_err(), "both places are taken");
        drop((page, part));
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
fn hosts_of_a_domain_count_as_one_where_that_is_asked_for() {
    run(async {
        for (by_domain, seconds) in [(false, 0), (true, 2)] {
            let limits = Limits::new(8, 8, 1).by_domain(by_domain);
            let start = Instant::now();
            for host in ["www.a.com.cn", "a.com.cn", "blog.a.com.cn"] {
                drop(limits.acquire(host, None, false).await);
            }
            assert_eq!(start.elapsed().as_secs(), seconds);
            drop(limits.acquire("b.com.cn", None, false).await);
            assert_eq!(start.elapsed().as_secs(), seconds, "another domain does not wait");
        }
    });
}

#[test]
fn programs_that_share_an_address_together_get_what_one_would() {
    run(async {
        let shared = Some(IpAddr::from([192, 0, 2, 1]));
        for programs in [1_u32, 2, 3, 4, 9] {
            let addresses = AddressLimits::default();
            addresses.set_programs(programs);
            let limits = Limits::new(64, 1, 20).sharing(addresses);
            let mut held = Vec::new();
            for host in 0..(4 / programs).max(1) {
                held.push(limits.acquire(&format!("{host}.cn"), shared, false).await);
            }
            let more = limits.acquire("more.cn", shared, false);
            assert!(tokio::time::timeout(Duration::from_secs(1), more).await.is_err());
            held.clear();
            let start = Instant::now();
            for host in 0..5 {
                drop(limits.acquire(&format!("again{host}.cn"), shared, false).await);
            }
            // 20 requests a second and host, 80 an address, of which this program has its part
            let least = 4 * Duration::from_secs(1) / 80 * programs;
            assert!(start.elapsed() >= least, "{programs}: {:?}", start.elapsed());
        }
    });
}

#[test]
fn what_waited_for_a_shared_address_keeps_the_distance_of_its_host() {
    run(async {
        let address = IpAddr::from([192, 0, 2, 1]);
        let limits = Limits::new(64, 4, 4).by_domain(true);
        let start = Instant::now();
        // Other hosts of the address are before them.
        let busy = start + Duration::from_secs(2);
        limits.addresses.0.throttles.with(&address, 16, |it| it.next = Some(busy));
        let ask = async |host| {
            drop(limits.acquire(host, Some(address), false).await);
            start.elapsed()
        };
        let (a, b, c, d) = tokio::join!(ask("a.x.cn"), ask("b.x.cn"), ask("c.x.cn"), ask("x.cn"));
        let mut times = [a, b, c, d];
        times.sort_unstable();
        assert!(times[0] >= Duration::from_secs(2), "{times:?}");
        for pair in times.windows(2) {
            assert!(pair[1] >= pair[0] + Duration::from_millis(250), "{times:?}");
        }
    });
}

#[test]
fn turns_that_came_while_the_program_stood_still_keep_their_distance() {
    run(async {
        let limits = Limits::new(64, 8, 4);
        drop(limits.acquire("a.cn", None, false).await);
        let ask = async || {
            drop(limits.acquire("a.cn", None, false).await);
            Instant::now()
        };
        // The clock runs on without anybody being asked.
        let stands_still = async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            tokio::time::advance(Duration::from_secs(5)).await;
        };
        let (a, b, c, ()) = tokio::join!(ask(), ask(), ask(), stands_still);
        let mut times = [a, b, c];
        times.sort_unstable();
        for pair in times.windows(2) {
            assert!(pair[1] >= pair[0] + Duration::from_millis(225), "{times:?}");
        }
    });
}

#[test]
fn runs_of_one_program_share_what_an_address_gets() {
    run(async {
        let address = Some(IpAddr::from([192, 0, 2, 1]));
        let shared = AddressLimits::default();
        let runs = [(); 2].map(|()| Limits::new(64, 2, 0).sharing(shared.clone()));
        let mut held = Vec::new();
        for host in 0..8 {
            held.push(runs[host % 2].acquire(&format!("{host}.cn"), address, false).await);
        }
        for limits in &runs {
            let ninth = limits.acquire("ninth.cn", address, false);
            assert!(tokio::time::timeout(Duration::from_secs(1), ninth).await.is_err());
        }
        held.pop();
        let next = runs[0].acquire("ninth.cn", address, false);
        assert!(tokio::time::timeout(Duration::from_secs(1), next).await.is_ok());
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
    assert_eq!(limits.busy("b.cn", Some(Duration::from_secs(6))), None, "longer than anyone waits");
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
