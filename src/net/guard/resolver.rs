//! Name look-up behind the guard: the addresses that pass are the addresses that are connected to.

use std::fmt::Debug;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use crate::net::error::{FetchError, Phase};
use crate::net::guard::dns;
use crate::net::guard::ranges::{Verdict, judge};

/// Addresses of a name that are kept; an answer may hold thousands.
const MAX_ADDRESSES: usize = 16;

/// Names that a run looks up at once. A name that is waited for takes no more than a socket, but each of its servers is
/// somebody's, and where only the system's own look-up knows, each takes a thread.
const MAX_IN_FLIGHT: usize = 128;

/// The right to have one name in flight; it ends when dropped.
pub(crate) type LookupPermit = OwnedSemaphorePermit;

/// Response of a look-up.
pub(crate) type LookupFuture<'a> =
    Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;

/// Where addresses come from.
pub(crate) trait Lookup: Debug + Send + Sync {
    /// All addresses of a name. The turn is kept as long as anything is at work for the name, whether or not somebody
    /// still waits for it.
    fn lookup<'a>(&'a self, host: &'a str, turn: LookupPermit) -> LookupFuture<'a>;
}

/// Look-up and judgement in one: nothing else in this program turns a name into an address.
#[derive(Clone, Debug)]
pub(crate) struct Resolver {
    pub(crate) lookup: Arc<dyn Lookup>,
    pub(crate) judge: fn(IpAddr) -> Verdict,
    /// Let every address pass.
    pub(crate) allow_private: bool,
    pub(crate) turns: Arc<Semaphore>,
}

/// What came of a look-up.
pub(crate) struct Resolution {
    /// The addresses of the name that may be connected to; an error where there is none.
    pub(crate) found: Result<Vec<SocketAddr>, FetchError>,
    /// How long it took, the wait for its turn not counted.
    pub(crate) took: Duration,
}

impl Resolver {
    /// The system's look-up, judged by the registries.
    pub(crate) fn system(allow_private: bool) -> Self {
        Self::new(Arc::new(dns::SystemLookup::default()), judge, allow_private)
    }

    pub(crate) fn new(
        lookup: Arc<dyn Lookup>,
        judge: fn(IpAddr) -> Verdict,
        allow_private: bool,
    ) -> Self {
        let turns = Arc::new(Semaphore::new(MAX_IN_FLIGHT));
        Self { lookup, judge, allow_private, turns }
    }

    /// The same with another number of names in flight.
    #[cfg(test)]
    pub(crate) fn with_turns(self, turns: usize) -> Self {
        Self { turns: Arc::new(Semaphore::new(turns)), ..self }
    }

    /// Looks a name up, in its turn: those who came first go first. From then on it may take `left`.
    pub(crate) async fn addresses(&self, host: &str, port: u16, left: Duration) -> Resolution {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.expect("these semaphores are never closed");
        let start = Instant::now();
        let found = timeout(left, self.lookup.lookup(host, turn)).await;
        let took = start.elapsed();
        let found = match found {
            Ok(Ok(found)) => self.passed(host, port, found),
            Ok(Err(error)) if error.kind() == io::ErrorKind::TimedOut => {
                Err(FetchError::Timeout(Phase::Name))
            }
            Ok(Err(error)) => Err(unresolvable(host, error.to_string())),
            Err(_) => Err(FetchError::Timeout(Phase::Name)),
        };
        Resolution { found, took }
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
        let allowed = |address: &&IpAddr| (self.judge)(**address) == Verdict::Allowed;
        let passed: Vec<IpAddr> = found.iter().filter(allowed).copied().collect();
        match found.first().map(|first| (*first, (self.judge)(*first))) {
            Some((address, Verdict::Refused(range))) if passed.is_empty() => {
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
        fn lookup<'a>(&'a self, host: &'a str, turn: LookupPermit) -> LookupFuture<'a> {
            let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(now, Ordering::SeqCst);
            let in_flight = InFlight(Arc::clone(&self.now), turn);
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
        let guard = Resolver::new(Arc::clone(&counting) as Arc<_>, judge, true).with_turns(3);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let left = Duration::from_millis(100);
        let results = runtime.block_on(async {
            let mut tasks = tokio::task::JoinSet::new();
            for number in 0..30 {
                let guard = guard.clone();
                tasks.spawn(async move {
                    let kind = if number < 20 { "silent" } else { "well" };
                    let looked = guard.addresses(&format!("{kind}.{number}.test"), 80, left).await;
                    (kind, looked.found.is_ok(), looked.took)
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
        let guard =
            Resolver::new(Arc::new(Hanging(Mutex::new(Some(wait)))), judge, true).with_turns(1);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let looked = guard.addresses("a.test", 80, Duration::from_millis(10)).await;
            assert_eq!(looked.found, Err(FetchError::Timeout(Phase::Name)));
            assert_eq!(guard.turns.available_permits(), 0);
            drop(hangs);
            let looked = guard.addresses("b.test", 80, Duration::from_mins(1)).await;
            assert!(looked.found.is_ok());
        });
    }

    /// Blocks a thread, as the system's look-up does, until its other end is gone.
    #[derive(Debug)]
    struct Hanging(Mutex<Option<std::sync::mpsc::Receiver<()>>>);

    impl Lookup for Hanging {
        fn lookup<'a>(&'a self, _: &'a str, turn: LookupPermit) -> LookupFuture<'a> {
            let wait = self.0.lock().unwrap().take();
            Box::pin(async move {
                let work = move || {
                    let _ = wait.map(|wait| wait.recv());
                    drop(turn);
                };
                tokio::task::spawn_blocking(work).await.unwrap();
                Ok(vec![IpAddr::from([192, 0, 2, 1])])
            })
        }
    }
}
