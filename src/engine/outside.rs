//! What can be seen of a filing's hosts from outside. Nothing is asked but the hosts that the dossier names, each through
//! the guard and the limits of an audit, and the registry where that is wanted.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::thread;
use std::time::Duration;

use tokio::runtime::Handle;
use url::Url;

use crate::crawl::CacheFolder;
use crate::domain::date::Date;
use crate::domain::failure::Failure;
use crate::domain::lang::{Bilingual as _, Lang};
use crate::net::{self, Client};
use crate::preflight::dossier::{Dossier, bare};
use crate::preflight::live::{HostSight, OtherName, Reach, Registry};
use crate::preflight::registry;
use crate::preflight::rules::is_registered;
use crate::report::model::{SiteReport, Status};

use super::job::Job;
use super::options::{Control, EngineOptions};
use super::run::Engine;
use super::stop::Stop;
use super::targets::recognise;

/// The wait between two questions to a registry: its limits are not published.
const REGISTRY_PAUSE: Duration = Duration::from_secs(1);

/// How hosts are looked at.
#[derive(Debug)]
pub struct HostLook<'a> {
    /// How sites are reached.
    pub net: net::ClientOptions,
    /// The day by which pages are judged.
    pub today: Date,
    /// The language of what could not be read.
    pub lang: Lang,
    /// What relative targets are joined to, as [`recognise`] takes it.
    pub base: &'a Path,
}

/// How a registry is asked.
#[derive(Clone, Copy, Debug)]
pub struct RegistryQuestion<'a> {
    /// The server, `HOST:PORT`.
    pub server: &'a str,
    /// Time for an answer.
    pub timeout: Duration,
    /// Keeps answers for a day.
    pub cache: Option<&'a CacheFolder>,
}

/// A name that is visited.
struct OutsideVisit {
    name: String,
    /// Its home page; where nothing says which that is, both addresses, tried in order as an audit does.
    pages: Vec<String>,
}

impl OutsideVisit {
    fn new(name: String, page: String, said: bool) -> Self {
        let plain = page.strip_prefix("https://").filter(|_| !said);
        let plain = plain.map(|rest| format!("http://{rest}"));
        Self { name, pages: [Some(page), plain].into_iter().flatten().collect() }
    }
}

/// The dossier's own domains that no registry is asked about.
pub fn unasked_domains(dossier: &Dossier) -> Vec<String> {
    let own = dossier.domains.iter().filter_map(|it| it.name.text()).map(bare);
    own.filter(|host| !registry::has(host)).collect()
}

/// The domains of the dossier's sites, new and filed, each with its home page where the dossier says one.
fn hosts(dossier: &Dossier) -> BTreeMap<String, Option<&str>> {
    let new = dossier.sites.iter().flat_map(|site| {
        site.domains.iter().filter_map(move |domain| Some((domain.text()?, site.url.text())))
    });
    let filed =
        dossier.filed_sites.iter().filter_map(|site| Some((site.domain.text()?, site.url.text())));
    let mut pages: BTreeMap<String, Option<&str>> = BTreeMap::new();
    for (name, url) in new.chain(filed).filter(|(name, _)| name.contains('.')) {
        let page = pages.entry(bare(name)).or_default();
        *page = page.or(url);
    }
    pages
}

/// The hosts of a dossier that are not looked at.
pub fn unseen_hosts(dossier: &Dossier) -> Vec<HostSight> {
    hosts(dossier).into_keys().map(HostSight::unseen).collect()
}

/// The addresses of all hosts by the guard, then an audit of each home page; nothing if a stop is requested.
pub fn see_hosts(
    dossier: &Dossier,
    look: HostLook<'_>,
    control: &Control,
) -> Result<Option<Vec<HostSight>>, Failure> {
    let pages = hosts(dossier);
    if pages.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let looker = Looker {
        client: Client::new(look.net.clone())?,
        engine: Engine::new(EngineOptions::home_pages(look.net, look.today, look.lang))?,
        control,
        base: look.base,
    };
    let mut sights = Vec::with_capacity(pages.len());
    for (host, page) in pages {
        let (home, other) = visits(&host, page);
        let Some(home) = looker.see(home)? else { return Ok(None) };
        let OtherName { reach, addresses, shows_number, .. } = home;
        let mut sight = HostSight { reach, addresses, shows_number, ..HostSight::unseen(host) };
        if let Some(other) = other {
            let Some(other) = looker.see(other)? else { return Ok(None) };
            sight.other = Some(other);
        }
        sights.push(sight);
    }
    Ok(Some(sights))
}

/// The visits to a host: its home page, and the one under its other name, with or without `www.`, where it has one.
fn visits(host: &str, page: Option<&str>) -> (OutsideVisit, Option<OutsideVisit>) {
    let said = page.is_some();
    let page = page.map_or_else(|| format!("https://{host}/"), str::to_owned);
    let other = Url::parse(&page).ok().and_then(|mut url| {
        let name = url.host_str()?.to_owned();
        let apex = idna::domain_to_ascii(host).ok().filter(|_| is_registered(host))?;
        let other = match name.strip_prefix("www.") {
            Some(rest) if rest == apex => apex,
            None if name == apex => format!("www.{apex}"),
            _ => return None,
        };
        url.set_host(Some(&other)).ok()?;
        Some(OutsideVisit::new(other, url.into(), said))
    });
    (OutsideVisit::new(host.to_owned(), page, said), other)
}

struct Looker<'a> {
    client: Client,
    engine: Engine,
    control: &'a Control,
    base: &'a Path,
}

impl Looker<'_> {
    /// What is seen of a name; nothing if a stop is requested.
    fn see(&self, visit: OutsideVisit) -> Result<Option<OtherName>, Failure> {
        let OutsideVisit { name, pages } = visit;
        let mut seen = None;
        for page in pages {
            let addresses = self.addresses(&self.control.runtime, &name, &page);
            let target = recognise(&page, self.base)?;
            let Some(report) = self.engine.audit(self.control, Job::new(target)) else {
                return Ok(None);
            };
            let (reach, shows_number) = reach(&report, &addresses);
            let answers = reach == Reach::Answers;
            let name = name.clone();
            let next = OtherName { name, reach, addresses, shows_number };
            if answers {
                return Ok(Some(next));
            }
            seen.get_or_insert(next);
        }
        Ok(seen)
    }

    /// The addresses of a page that the guard lets it connect to; none where its name has none.
    fn addresses(&self, runtime: &Handle, name: &String, page: &str) -> Vec<IpAddr> {
        let Ok(url) = Url::parse(page) else { return Vec::new() };
        let client = self.client.for_target(&url, std::slice::from_ref(name), None);
        let addresses = runtime.block_on(client.allowed_addresses(&url)).unwrap_or_default();
        addresses.iter().map(SocketAddr::ip).collect()
    }
}

fn reach(report: &SiteReport, addresses: &[IpAddr]) -> (Reach, Option<bool>) {
    if report.status != Status::Error {
        let mut filings = report.filings.icp.iter();
        return (Reach::Answers, Some(filings.any(|filing| filing.visible && filing.linked)));
    }
    let why = report.findings.first().map(|finding| finding.message.to_string());
    let closed = if addresses.is_empty() {
        Reach::NoAddress
    } else {
        Reach::NoAnswer(why.unwrap_or_default())
    };
    (closed, None)
}

/// Asks the registry of each of the dossier's own domains that are below its suffixes, or takes its answer of the last day.
/// False if a stop is requested.
pub fn ask_registries(
    dossier: &Dossier,
    sights: &mut [HostSight],
    question: RegistryQuestion<'_>,
    stop: &Stop,
) -> bool {
    let own: BTreeSet<String> =
        dossier.domains.iter().filter_map(|it| it.name.text()).map(bare).collect();
    let mut first = true;
    let asked = |sight: &&mut HostSight| own.contains(&sight.host) && registry::has(&sight.host);
    for sight in sights.iter_mut().filter(asked) {
        if stop.is_requested() {
            return false;
        }
        sight.registry = Some(question.ask(&sight.host, &mut first));
    }
    true
}

impl RegistryQuestion<'_> {
    fn ask(&self, host: &str, first: &mut bool) -> Registry {
        let key = registry::cache_key(self.server, host);
        let kept = self.cache.and_then(|cache| cache.text(&key, registry::CACHED));
        let answer = kept.map_or_else(
            || {
                if !std::mem::take(first) && !self.is_local() {
                    thread::sleep(REGISTRY_PAUSE);
                }
                net::whois::ask(self.server, host, self.timeout, registry::LARGEST)
            },
            Ok,
        );
        let read = answer.as_ref().map(|answer| registry::read(answer, host));
        if let (Some(cache), Ok(answer), Ok(Registry::Found(_) | Registry::NotFound)) =
            (self.cache, &answer, &read)
        {
            cache.keep_text(&key, answer);
        }
        read.unwrap_or_else(|error| Registry::Unknown(error.text()))
    }

    /// Whether the registry is this machine: it needs no rest.
    fn is_local(&self) -> bool {
        ["127.0.0.1:", "[::1]:"].iter().any(|local| self.server.starts_with(local))
    }
}

#[cfg(test)]
mod tests {
    use super::visits;

    #[test]
    fn a_host_is_visited_under_both_of_its_names() {
        for (host, page, name, other) in [
            ("example.cn", None, "example.cn", "https://www.example.cn/ http://www.example.cn/"),
            (
                "example.cn",
                Some("http://www.example.cn:8080/a"),
                "example.cn",
                "http://example.cn:8080/a",
            ),
            ("example.cn", Some("https://example.cn/"), "example.cn", "https://www.example.cn/"),
            (
                "例子.中国",
                None,
                "例子.中国",
                "https://www.xn--fsqu00a.xn--fiqs8s/ http://www.xn--fsqu00a.xn--fiqs8s/",
            ),
            ("old.example.cn", None, "old.example.cn", ""),
            ("example.cn", Some("http://127.0.0.1:80/"), "example.cn", ""),
        ] {
            let (home, twin) = visits(host, page);
            assert_eq!(home.name, name);
            assert_eq!(home.pages.len(), if page.is_some() { 1 } else { 2 });
            let twin = twin.map(|it| it.pages).unwrap_or_default().join(" ");
            assert_eq!(twin, other, "{host} {page:?}");
        }
    }
}
