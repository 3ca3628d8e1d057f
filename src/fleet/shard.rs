//! Shards: which sites one worker reads at a time, and which worker that is.

use std::collections::BTreeMap;
use std::fmt;

use ring::digest::{SHA256, digest};
use url::{Host, Url};

use crate::domain::registrable::registrable;

/// How many shards there are.
pub(super) const SHARDS: usize = 256;

/// A part of all registered domains. Sites of one domain are in one shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shard(u8);

impl Shard {
    /// The shard with a number.
    pub const fn new(number: u8) -> Self {
        Self(number)
    }

    /// All of them, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=u8::MAX).map(Self)
    }

    /// The shard of a site: by the registered domain of its host, or by its address.
    pub fn of_url(url: &Url) -> Self {
        let domain = match url.host() {
            Some(Host::Domain(name)) => registrable(name).to_owned(),
            Some(host) => host.to_string(),
            None => String::new(),
        };
        Self(first_byte(domain.as_bytes()))
    }
}

fn first_byte(text: &[u8]) -> u8 {
    digest(&SHA256, text).as_ref().first().copied().unwrap_or_default()
}

impl fmt::Display for Shard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl std::str::FromStr for Shard {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// Which worker serves each shard, of workers with an identity and a number of places: every worker that knows the same
/// workers finds the same, and each gets shards by its places. Where a worker comes or goes, few of the other shards
/// change hands. Nothing relies on this being the same everywhere: who serves a shard holds its lease.
pub(super) fn owners<'a>(workers: &BTreeMap<&'a str, usize>) -> BTreeMap<Shard, &'a str> {
    let places: usize = workers.values().sum::<usize>().max(1);
    let mut left: BTreeMap<&str, usize> = workers
        .iter()
        .map(|(worker, own)| (*worker, (SHARDS * (*own).max(1)).div_ceil(places)))
        .collect();
    let mut owners = BTreeMap::new();
    for shard in Shard::all() {
        let free =
            || workers.keys().filter(|worker| left.get(*worker).is_some_and(|left| *left > 0));
        let Some(best) = free().max_by_key(|worker| weight(worker, shard)) else { continue };
        owners.insert(shard, *best);
        if let Some(left) = left.get_mut(best) {
            *left -= 1;
        }
    }
    owners
}

/// Rendezvous hashing: the worker with the highest weight has the shard.
fn weight(worker: &str, shard: Shard) -> [u8; 8] {
    let hash = digest(&SHA256, format!("{worker} {shard}").as_bytes());
    hash.as_ref().first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shard(url: &str) -> Shard {
        Shard::of_url(&Url::parse(url).unwrap())
    }

    #[test]
    fn sites_of_a_domain_are_in_one_shard_on_every_machine() {
        assert_eq!(shard("https://www.example.cn/a"), shard("http://shop.example.cn:8080/"));
        assert_eq!(shard("https://a.example.com.cn/"), shard("https://example.com.cn/"));
        // Workers of different versions and machines must agree.
        assert_eq!(shard("https://example.cn/").to_string(), "11");
        assert_eq!(shard("http://192.0.2.7/").to_string(), "55");
    }

    #[test]
    fn shards_are_used_evenly() {
        let mut counts = [0_u32; SHARDS];
        for site in 0..25_600 {
            counts[usize::from(shard(&format!("https://site-{site}.cn/")).0)] += 1;
        }
        assert!(counts.iter().all(|count| (50..160).contains(count)), "{counts:?}");
    }

    proptest! {
        #[test]
        fn every_shard_has_one_owner_and_each_worker_its_part(
            names in proptest::collection::btree_map("[a-z]{1,6}", 1_usize..200, 1..12)
        ) {
            let workers: BTreeMap<&str, usize> =
                names.iter().map(|(name, places)| (name.as_str(), *places)).collect();
            let owners = owners(&workers);
            prop_assert_eq!(owners.len(), SHARDS);
            let places: usize = workers.values().sum();
            for (worker, own) in &workers {
                let has = owners.values().filter(|owner| *owner == worker).count();
                prop_assert!(has <= (SHARDS * own).div_ceil(places));
            }
        }

        #[test]
        fn few_shards_change_hands_when_a_worker_goes(count in 2_usize..9, gone in 0_usize..9) {
            let names: Vec<String> = (0..count).map(|number| format!("w{number}")).collect();
            let mut workers: BTreeMap<&str, usize> = names.iter().map(|name| (name.as_str(), 64)).collect();
            let before = owners(&workers);
            let gone = names[gone % count].as_str();
            workers.remove(gone);
            let after = owners(&workers);
            let moved = before.iter().filter(|(shard, owner)| **owner != gone && after[shard] != **owner);
            prop_assert!(moved.count() <= SHARDS / 2);
        }
    }

    #[test]
    fn without_workers_no_shard_has_an_owner() {
        assert!(owners(&BTreeMap::new()).is_empty());
    }
}
