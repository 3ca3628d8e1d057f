//! Links met before. The pages of a site repeat each other's links, and finding one here costs far less than making it
//! an address first.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, BuildHasherDefault, Hash as _, Hasher};

use parking_lot::RwLock;
use url::{Position, Url};

/// The links of a site that were met, by a hash of 64 bits under a key of this process. That two of the links of a site
/// share one, and the second is passed over, is less likely than one in a thousand million.
#[derive(Debug)]
pub(super) struct KnownLinks {
    key: RandomState,
    met: RwLock<HashSet<LinkFingerprint, BuildHasherDefault<IdentityHasher>>>,
    /// Upper bound on fingerprints that are kept; links beyond it are parsed each time.
    most: usize,
}

/// Fingerprint of an `href` and of the part of the base URL that it is resolved against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct LinkFingerprint(u64);

/// A link to a page that no page before led to.
#[derive(Debug)]
pub(super) struct DiscoveredLink {
    /// To be kept once the page is in the queue.
    pub(super) met: LinkFingerprint,
    pub(super) page: Url,
}

impl KnownLinks {
    /// Keeps at most `most` fingerprints.
    pub(super) fn new(most: usize) -> Self {
        Self { key: RandomState::new(), met: RwLock::default(), most }
    }

    /// The pages that links lead to, of those that are new; `page_of` says what page a link leads to, if it leads to
    /// one of the site. All start from `base`.
    pub(super) fn new_pages<'h>(
        &self,
        base: &Url,
        hrefs: impl Iterator<Item = &'h str>,
        page_of: impl Fn(&str) -> Option<Url>,
    ) -> Vec<DiscoveredLink> {
        let mut root = self.key.build_hasher();
        base[..Position::BeforePath].hash(&mut root);
        let (mut folder, mut page) = (root.clone(), root.clone());
        let path = base.path();
        path.rsplit_once('/').map_or(path, |(folder, _)| folder).hash(&mut folder);
        base[Position::BeforePath..].hash(&mut page);
        let met = |href: &str| {
            let mut hasher = match href.as_bytes() {
                [b'/', ..] => root.clone(),
                [b'?' | b'#', ..] => page.clone(),
                _ if href.starts_with("http://") || href.starts_with("https://") => root.clone(),
                _ => folder.clone(),
            };
            href.hash(&mut hasher);
            LinkFingerprint(hasher.finish())
        };
        let unknown: Vec<(LinkFingerprint, &str)> = {
            let known = self.met.read();
            hrefs.map(|href| (met(href), href)).filter(|(met, _)| !known.contains(met)).collect()
        };
        let mut leads = Vec::new();
        for (met, href) in unknown {
            match page_of(href) {
                Some(page) => leads.push(DiscoveredLink { met, page }),
                // It leads nowhere from anywhere.
                None => self.keep(met),
            }
        }
        leads
    }

    /// Notes a link whose page is taken care of.
    pub(super) fn keep(&self, met: LinkFingerprint) {
        let mut known = self.met.write();
        if known.len() < self.most {
            known.insert(met);
        }
    }
}

/// Identity hasher for keys that are already hashes.
#[derive(Debug, Default)]
struct IdentityHasher(u64);

impl Hasher for IdentityHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_known_where_its_words_mean_the_same_address() {
        let known = KnownLinks::new(100);
        let leads = |base: &str, hrefs: &[&str]| -> Vec<String> {
            let base = Url::parse(base).unwrap();
            let page_of = |href: &str| base.join(href).ok().filter(|url| url.scheme() == "http");
            let leads = known.new_pages(&base, hrefs.iter().copied(), page_of);
            leads
                .into_iter()
                .inspect(|lead| known.keep(lead.met))
                .map(|it| it.page.into())
                .collect()
        };
        let links = ["/x", "y", "?z", "http://b.cn/", "mailto:a@b.cn"];
        assert_eq!(
            leads("http://a.cn/p/1?q", &links),
            ["http://a.cn/x", "http://a.cn/p/y", "http://a.cn/p/1?z", "http://b.cn/"]
        );
        assert_eq!(leads("http://a.cn/p/1?q", &links), [""; 0]);
        assert_eq!(leads("http://a.cn/p/2", &links), ["http://a.cn/p/2?z"]);
        assert_eq!(leads("http://a.cn/r/", &links), ["http://a.cn/r/y", "http://a.cn/r/?z"]);
        assert_eq!(leads("http://a.cn/", &["p1"]), ["http://a.cn/p1"]);
        assert_eq!(leads("http://a.cn/p", &["/p1"]), ["http://a.cn/p1"], "not the words alone");
        assert_eq!(leads("http://a.cn:81/p/1", &["/x"]), ["http://a.cn:81/x"]);
    }
}
