//! What makes a finding the same in two runs: baselines, comparisons and the formats of code hosts all ask here.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use ring::digest::{SHA256, digest};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::{Host, Url};

use crate::config::without_www;
use crate::rules::{self, RuleSubject};

use super::model::{Finding, SiteReport};

/// The name of this kind of fingerprint where several kinds are written side by side. A change of what a fingerprint is
/// made from, which makes a new one of every known finding, takes a new name.
pub const FINGERPRINT_KIND: &str = "beian/v1";

/// In bytes of a SHA-256: two findings of a portfolio never share one by chance.
const LENGTH: usize = 16;

/// What a finding is about: rule, site, page, and what the page shows there. In files 32 hexadecimal digits in lower case.
///
/// The same fault has the same fingerprint in each run and in both languages. Left out are the message and the fix, which
/// are translated and may count days; severity and line; and of the evidence punctuation and upper case, of all rules but
/// those on filing numbers also digits: years, dates, counters and ports change by themselves. What came in place of a site
/// that could not be judged is left out too: one day it is a time limit, the next day a refused connection.
///
/// A page is known by its path: `http` or `https`, `www.` or not, `/` or `/index.html` make no difference. A folder without
/// a declared domain is known by its path as typed (`./public/` is `public`), so that a build that runs elsewhere must name
/// it by the same relative path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; LENGTH]);

impl Fingerprint {
    /// The fingerprint of a finding of this site, or of something to look at.
    pub fn of(site: &SiteReport, finding: &Finding) -> Self {
        let name = site_name(site);
        let page = page_name(site, &name, &finding.page);
        let evidence = evidence(&finding.rule, &finding.evidence);
        let whole = [&*finding.rule, &name, &page, &evidence].join("\0");
        let hash = digest(&SHA256, whole.as_bytes());
        let mut bytes = [0; LENGTH];
        bytes.iter_mut().zip(hash.as_ref()).for_each(|(to, from)| *to = *from);
        Self(bytes)
    }
}

/// The domain of a site, else its host and port, else its path.
pub fn site_name(site: &SiteReport) -> String {
    if let Some(domain) = &site.declared.domain {
        let host = Host::parse(domain).map_or_else(|_| domain.clone(), |host| host.to_string());
        return without_www(&host).to_owned();
    }
    let typed = [site.home.as_deref().unwrap_or_default(), &site.target];
    match typed.into_iter().find_map(web_address) {
        Some(url) => host_name(&url),
        None => path_name(&site.target).to_owned(),
    }
}

/// A page below its site: path and query, after the host where that is another.
fn page_name(site: &SiteReport, name: &str, page: &str) -> String {
    let Some(url) = web_address(page) else {
        let path = path_name(page);
        return without_index(if path == path_name(&site.target) { "" } else { path }).to_owned();
    };
    let path = without_index(url.path().trim_start_matches('/'));
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    match host_name(&url) {
        host if host == name => format!("{path}{query}"),
        host => format!("//{host}/{path}{query}"),
    }
}

fn web_address(text: &str) -> Option<Url> {
    let web = text.starts_with("https://") || text.starts_with("http://");
    Url::parse(text).ok().filter(|_| web)
}

fn host_name(url: &Url) -> String {
    let host = without_www(url.host_str().unwrap_or_default());
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn path_name(path: &str) -> &str {
    path.trim_start_matches("./").trim_end_matches('/')
}

fn without_index(path: &str) -> &str {
    let folder = ["index.html", "index.htm"].iter().find_map(|name| path.strip_suffix(name));
    folder.filter(|rest| rest.is_empty() || rest.ends_with('/')).unwrap_or(path)
}

/// What the page shows, without what changes by itself. Punctuation goes because the marks between several things depend
/// on the language.
fn evidence(rule: &str, seen: &str) -> String {
    let rule = rules::by_id(rule);
    if rule.is_some_and(|rule| rule.blocking) {
        return String::new();
    }
    let of_numbers = rule.is_none_or(|rule| {
        matches!(rule.subject, RuleSubject::Icp | RuleSubject::Police | RuleSubject::Licence)
    });
    let counts = |char: &char| char.is_alphabetic() || (of_numbers && char.is_numeric());
    seen.chars().filter(counts).flat_map(char::to_lowercase).collect()
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

/// A text that is no fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint has 32 hexadecimal digits in lower case")]
pub struct FingerprintError;

impl FromStr for Fingerprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Self, FingerprintError> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| FingerprintError)?;
        bytes.try_into().map(Self).map_err(|_| FingerprintError)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    /// The fingerprint of a finding on a page of a site that is known by its target and home page.
    fn of(target: &str, home: &str, rule: &'static str, page: &str, evidence: &str) -> Fingerprint {
        let mut site = sample::all_well().sites.remove(0);
        (site.target, site.home) = (target.to_owned(), Some(home.to_owned()));
        let mut finding = sample::hostile().sites[0].findings[0].clone();
        (finding.rule, finding.page, finding.evidence) =
            (rule.into(), page.into(), evidence.into());
        let mut later = finding.clone();
        (later.line, later.message, later.fix) = (Some(7), "还剩 3 天".into(), "".into());
        later.severity = rules::Severity::Info;
        assert_eq!(Fingerprint::of(&site, &finding), Fingerprint::of(&site, &later));
        Fingerprint::of(&site, &finding)
    }

    const NUMBER: &str = "icp-not-linked";

    #[test]
    fn a_fingerprint_never_changes() {
        // Baselines in repositories of users hold them.
        let live = of("a.cn", "https://a.cn/", NUMBER, "https://a.cn/b?c=1", "京ICP备11000001号");
        assert_eq!(live.to_string(), "f528d929d61b8a25fefaa04514495056");
        let disk = of("public", "index.html", "copyright-missing", "b/index.html", "© 2019 某公司");
        assert_eq!(disk.to_string(), "7630110a2e7afa31bfe4fe589eac9e8c");
    }

    #[test]
    fn the_same_fault_is_known_again() {
        let known =
            of("a.cn", "https://a.cn/", NUMBER, "https://a.cn/b/", "京ICP备1号、京ICP备2号");
        for (target, home, page) in [
            ("https://www.a.cn/", "https://www.a.cn/", "https://www.a.cn/b/index.html"),
            ("http://a.cn/x", "http://a.cn/x", "http://a.cn/b/"),
        ] {
            assert_eq!(of(target, home, NUMBER, page, "京icp备1号, 京ICP备 2号"), known, "{page}");
        }
        let folder = of("public", "index.html", NUMBER, "index.html", "");
        assert_eq!(of("./public/", "index.html", NUMBER, "index.html", ""), folder);
        let file = of("a/b.html", "a/b.html", NUMBER, "a/b.html", "");
        assert_eq!(of("./a/b.html", "./a/b.html", NUMBER, "./a/b.html", ""), file);
        for (rule, before, after) in [
            ("copyright-owner-mismatch", "© 2025 甲公司 运行 99 天", "© 2026 甲公司 运行 464 天"),
            ("site-unreachable", "timed out", "connection refused"),
            ("site-tls-invalid", "expired (86400 seconds ago)", "expired (172800 seconds ago)"),
        ] {
            let seen = |text| of("a.cn", "https://a.cn/", rule, "https://a.cn/", text);
            assert_eq!(seen(before), seen(after), "{rule}");
        }
    }

    #[test]
    fn another_fault_is_another() {
        let base = ["a.cn", "https://a.cn/", "https://a.cn/b", "京ICP备1号"];
        let with = |changed: usize, to| {
            let mut parts = base;
            parts[changed] = to;
            of(parts[0], parts[1], NUMBER, parts[2], parts[3])
        };
        let known = with(0, "a.cn");
        for other in [
            with(1, "https://b.cn/"),
            with(1, "https://a.cn:8443/"),
            with(2, "https://a.cn/b?c"),
            with(2, "https://a.cn/myindex.html"),
            with(2, "https://m.a.cn/b"),
            with(3, "京ICP备1号-2"),
            of(base[0], base[1], "icp-hidden", base[2], base[3]),
        ] {
            assert_ne!(other, known);
        }
    }

    #[test]
    fn a_declared_domain_names_the_folder_and_the_site() {
        let mut folder = sample::all_well().sites.remove(0);
        (folder.target, folder.home) = ("/build/7/public".into(), Some("index.html".into()));
        folder.declared.domain = Some("例子.cn".into());
        let mut finding = sample::hostile().sites[0].findings[0].clone();
        finding.page = "b/index.html".into();
        let built = Fingerprint::of(&folder, &finding);
        finding.page = "https://xn--fsqu00a.cn/b/".into();
        (folder.target, folder.home) = ("例子.cn".into(), Some("https://xn--fsqu00a.cn/".into()));
        assert_eq!(Fingerprint::of(&folder, &finding), built);
        folder.declared.domain = None;
        assert_eq!(Fingerprint::of(&folder, &finding), built);
    }

    #[test]
    fn what_is_written_is_read() {
        let known = of("a.cn", "https://a.cn/", NUMBER, "https://a.cn/", "");
        let text = serde_json::to_string(&known).unwrap();
        assert_eq!(serde_json::from_str::<Fingerprint>(&text).unwrap(), known);
        for wrong in ["", "00", "0123456789ABCDEF0123456789ABCDEF", "g", &"0".repeat(34)] {
            assert_eq!(wrong.parse::<Fingerprint>(), Err(FingerprintError), "{wrong}");
        }
    }
}
