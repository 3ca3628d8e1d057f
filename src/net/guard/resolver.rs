//! Names → addresses that may be connected to.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use crate::net::error::{FetchError, Phase};
use crate::net::guard::dns;
use crate::net::guard::lookup::Lookup;
use crate::net::guard::ranges::{SpecialRange, special_range};

/// Addresses kept of a name; an answer may hold thousands.
const MAX_ADDRESSES: usize = 16;

/// Names that a run looks up at the same time: politeness to name servers, and a bound on threads where the system's own
/// blocking look-up is used.
const MAX_IN_FLIGHT: usize = 128;

/// Tells the special range of an address; `None` for a public one.
pub(crate) type SpecialRangeOf = fn(IpAddr) -> Option<&'static SpecialRange>;

/// Looks names up and drops the addresses that the guard refuses.
#[derive(Clone, Debug)]
pub(crate) struct Resolver {
    pub(crate) lookup: Arc<dyn Lookup>,
    pub(crate) special_range: SpecialRangeOf,
    /// Let special addresses pass.
    pub(crate) allow_private: bool,
    pub(crate) permits: Arc<Semaphore>,
}

/// The outcome of a look-up.
pub(crate) struct Resolution {
    /// The addresses that may be connected to; an error where there is none.
    pub(crate) addresses: Result<Vec<SocketAddr>, FetchError>,
    /// How long it took; waiting for a permit does not count.
    pub(crate) elapsed: Duration,
}

impl Resolver {
    /// The system's look-up, judged by the IANA registries.
    pub(crate) fn system(allow_private: bool) -> Self {
        Self::new(Arc::new(dns::SystemLookup::default()), special_range, allow_private)
    }

    pub(crate) fn new(
        lookup: Arc<dyn Lookup>,
        special_range: SpecialRangeOf,
        allow_private: bool,
    ) -> Self {
        let permits = Arc::new(Semaphore::new(MAX_IN_FLIGHT));
        Self { lookup, special_range, allow_private, permits }
    }

    /// The same with another number of simultaneous look-ups.
    #[cfg(test)]
    pub(crate) fn with_permits(self, permits: usize) -> Self {
        Self { permits: Arc::new(Semaphore::new(permits)), ..self }
    }

    /// Looks a name up, first come first served. `left` bounds the look-up, not the wait for its turn.
    pub(crate) async fn resolve(&self, host: &str, port: u16, left: Duration) -> Resolution {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.expect("these semaphores are never closed");
        let start = Instant::now();
        let found = timeout(left, self.lookup.lookup(host, permit)).await;
        let elapsed = start.elapsed();
        let addresses = match found {
            Ok(Ok(found)) => self.passed(host, port, found),
            Ok(Err(error)) if error.kind() == io::ErrorKind::TimedOut => {
                Err(FetchError::Timeout(Phase::Name))
            }
            Ok(Err(error)) => Err(unresolvable(host, error.to_string())),
            Err(_) => Err(FetchError::Timeout(Phase::Name)),
        };
        Resolution { addresses, elapsed }
    }

    fn passed(
        &self,
        host: &str,
        port: u16,
        found: Vec<IpAddr>,
    ) -> Result<Vec<SocketAddr>, FetchError> {
        let passed = if self.allow_private { found } else { self.filter(host, &found)? };
        if passed.is_empty() {
            return Err(unresolvable(host, "no address".to_owned()));
        }
        let passed = passed.into_iter().take(MAX_ADDRESSES);
        Ok(passed.map(|address| SocketAddr::new(address, port)).collect())
    }

    fn filter(&self, host: &str, found: &[IpAddr]) -> Result<Vec<IpAddr>, FetchError> {
        let allowed = |address: &&IpAddr| (self.special_range)(**address).is_none();
        let passed: Vec<IpAddr> = found.iter().filter(allowed).copied().collect();
        match found.first().and_then(|first| Some((*first, (self.special_range)(*first)?))) {
            Some((address, range)) if passed.is_empty() => {
                Err(FetchError::Refused { host: host.to_owned(), address, range })
            }
            _ => Ok(passed),
        }
    }
}

fn unresolvable(host: &str, detail: String) -> FetchError {
    FetchError::Unresolvable { host: host.to_owned(), detail }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::net::guard::lookup::{LookupFuture, LookupPermit};

    fn addresses(list: &[&str]) -> Vec<IpAddr> {
        list.iter().map(|ip| ip.parse().unwrap()).collect()
    }

    fn filter(list: &[&str]) -> Result<Vec<IpAddr>, FetchError> {
        Resolver::system(false).filter("a.cn", &addresses(list))
    }

    #[test]
    fn only_public_answers_pass() {
        assert_eq!(filter(&["10.0.0.1", "1.1.1.1", "::1"]), Ok(addresses(&["1.1.1.1"])));
    }

    #[test]
    fn a_name_without_a_public_answer_is_refused_with_the_range() {
        let Err(FetchError::Refused { address, range, .. }) = filter(&["127.0.0.1", "::1"]) else {
            panic!("not refused");
        };
        assert_eq!((address.to_string().as_str(), range.name), ("127.0.0.1", "loopback"));
        assert_eq!(filter(&[]), Ok(Vec::new()));
    }

    #[test]
    fn fake_addresses_name_the_proxy_and_the_option() {
        let fault = filter(&["198.18.0.5"]).unwrap_err();
        let text = fault.to_string();
        assert!(text.contains("fake-ip") && text.contains("--allow-private"), "{text}");
    }

    /// Says how many names are in flight; `silent.` names are never answered.
    #[derive(Debug, Default)]
    struct Counting {
        now: Arc<AtomicUsize>,
        most: AtomicUsize,
    }

    struct InFlight(Arc<AtomicUsize>, #[expect(dead_code, reason = "it is held")] LookupPermit);

    impl Drop for InFlight {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::SeqCst);
        }
    }

    impl Lookup for Counting {
        fn lookup<'a>(&'a self, host: &'a str, permit: LookupPermit) -> LookupFuture<'a> {
            let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(now, Ordering::SeqCst);
            let in_flight = InFlight(Arc::clone(&self.now), permit);
            Box::pin(async move {
                if host.starts_with("silent.") {
                    std::future::pending::<()>().await;
                }
                drop(in_flight);
                Ok(vec![IpAddr::from([192, 0, 2, 1])])
            })
        }
    }

    #[test]
    fn silent_names_are_bounded_and_those_behind_them_lose_no_time() {
        let counting = Arc::new(Counting::default());
        let guard =
            Resolver::new(Arc::clone(&counting) as Arc<_>, special_range, true).with_permits(3);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let left = Duration::from_millis(100);
        let results = runtime.block_on(async {
            let mut tasks = tokio::task::JoinSet::new();
            for number in 0..30 {
                let guard = guard.clone();
                tasks.spawn(async move {
                    let kind = if number < 20 { "silent" } else { "well" };
                    let looked = guard.resolve(&format!("{kind}.{number}.test"), 80, left).await;
                    (kind, looked.addresses.is_ok(), looked.elapsed)
                });
            }
            tasks.join_all().await
        });
        // Seven rounds of silence went before.
        for (kind, found, took) in results {
            assert_eq!(found, kind == "well");
            assert!(found || took >= left);
        }
        assert_eq!(counting.most.load(Ordering::SeqCst), 3);
        assert_eq!(counting.now.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn a_thread_that_hangs_keeps_its_turn() {
        let (hangs, wait) = std::sync::mpsc::channel::<()>();
        let guard = Resolver::new(Arc::new(Hanging(Mutex::new(Some(wait)))), special_range, true)
            .with_permits(1);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let looked = guard.resolve("a.test", 80, Duration::from_millis(10)).await;
            assert_eq!(looked.addresses, Err(FetchError::Timeout(Phase::Name)));
            assert_eq!(guard.permits.available_permits(), 0);
            drop(hangs);
            let looked = guard.resolve("b.test", 80, Duration::from_mins(1)).await;
            assert!(looked.addresses.is_ok());
        });
    }

    /// Blocks a thread, as the system's look-up does, until its other end is gone.
    #[derive(Debug)]
    struct Hanging(Mutex<Option<std::sync::mpsc::Receiver<()>>>);

    impl Lookup for Hanging {
        fn lookup<'a>(&'a self, _: &'a str, permit: LookupPermit) -> LookupFuture<'a> {
            let wait = self.0.lock().unwrap().take();
            Box::pin(async move {
                let work = move || {
                    let _ = wait.map(|wait| wait.recv());
                    drop(permit);
                };
                tokio::task::spawn_blocking(work).await.unwrap();
                Ok(vec![IpAddr::from([192, 0, 2, 1])])
            })
        }
    }
}
