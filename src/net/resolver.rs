//! Name look-up behind the guard: the addresses that pass are the addresses that are connected to.

use std::fmt::Debug;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use super::guard::{Range, Verdict, judge};

/// Addresses of a name that are kept; an answer may hold thousands.
const MAX_ADDRESSES: usize = 16;

/// Why a name gave no address to connect to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum DnsFault {
    /// It has none.
    #[error("{host}: {detail}")]
    Unresolved { host: String, detail: String },
    /// All of its addresses are special.
    #[error("{host}: {address} is refused")]
    Refused { host: String, address: IpAddr, range: &'static Range },
}

/// Answer of a look-up.
pub(super) type Found<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;

/// Where addresses come from.
pub(super) trait Lookup: Debug + Send + Sync {
    /// All addresses of a name.
    fn lookup<'a>(&'a self, host: &'a str) -> Found<'a>;
}

/// The system's look-up.
#[derive(Debug)]
struct System;

impl Lookup for System {
    fn lookup<'a>(&'a self, host: &'a str) -> Found<'a> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Look-up and judgement in one: nothing else in this program turns a name into an address.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    pub(super) lookup: Arc<dyn Lookup>,
    pub(super) judge: fn(IpAddr) -> Verdict,
    /// Let every address pass.
    pub(super) allow_private: bool,
}

impl Guard {
    /// The system's look-up, judged by the registries.
    pub(super) fn system(allow_private: bool) -> Self {
        Self { lookup: Arc::new(System), judge, allow_private }
    }

    /// The addresses of a name that may be connected to; an error where there is none.
    pub(super) async fn addresses(
        &self,
        host: &str,
        port: u16,
    ) -> Result<Vec<SocketAddr>, DnsFault> {
        let found = self.lookup.lookup(host).await.map_err(|error| DnsFault::Unresolved {
            host: host.to_owned(),
            detail: error.to_string(),
        })?;
        let passed = if self.allow_private { found } else { self.filter(host, &found)? };
        let unknown =
            || DnsFault::Unresolved { host: host.to_owned(), detail: "no address".to_owned() };
        if passed.is_empty() {
            return Err(unknown());
        }
        let passed = passed.into_iter().take(MAX_ADDRESSES);
        Ok(passed.map(|address| SocketAddr::new(address, port)).collect())
    }

    fn filter(&self, host: &str, found: &[IpAddr]) -> Result<Vec<IpAddr>, DnsFault> {
        let allowed = |address: &&IpAddr| (self.judge)(**address) == Verdict::Allowed;
        let passed: Vec<IpAddr> = found.iter().filter(allowed).copied().collect();
        match found.first().map(|first| (*first, (self.judge)(*first))) {
            Some((address, Verdict::Refused(range))) if passed.is_empty() => {
                Err(DnsFault::Refused { host: host.to_owned(), address, range })
            }
            _ => Ok(passed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(list: &[&str]) -> Vec<IpAddr> {
        list.iter().map(|ip| ip.parse().unwrap()).collect()
    }

    fn filter(list: &[&str]) -> Result<Vec<IpAddr>, DnsFault> {
        Guard::system(false).filter("a.cn", &addresses(list))
    }

    #[test]
    fn only_public_answers_pass() {
        assert_eq!(filter(&["10.0.0.1", "1.1.1.1", "::1"]), Ok(addresses(&["1.1.1.1"])));
    }

    #[test]
    fn a_name_without_a_public_answer_is_refused_with_the_range() {
        let Err(DnsFault::Refused { address, range, .. }) = filter(&["127.0.0.1", "::1"]) else {
            panic!("not refused");
        };
        assert_eq!((address.to_string().as_str(), range.name), ("127.0.0.1", "loopback"));
        assert_eq!(filter(&[]), Ok(Vec::new()));
    }

    #[test]
    fn fake_addresses_name_the_proxy_and_the_option() {
        let fault = filter(&["198.18.0.5"]).unwrap_err();
        let text = super::super::FetchError::from(fault).to_string();
        assert!(text.contains("fake-ip") && text.contains("--allow-private"), "{text}");
    }
}
