//! Where a link leads, by the dated history of the registers' hosts ([`super::register`]). Pure functions over `href`
//! strings; nothing is fetched.

use url::Url;

use crate::domain::memo::Memo;

use super::mistype;
pub(super) use super::register::PublicRegister;
use super::register::{HOSTS, RegisterHost};

/// Today's address of MIIT's filing system, the one to link to.
pub(super) const MIIT: &str = "https://beian.miit.gov.cn/";

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LinkDestination {
    /// A register.
    Register {
        /// The host.
        host: &'static RegisterHost,
        /// By https (a link without scheme takes the page's own and counts as https).
        secure: bool,
        /// What follows the host.
        rest: Rest,
        /// Not straight: a jump page carries the address in its query.
        jump: bool,
    },
    /// A register's host without a scheme: for a browser a path on the site itself.
    NoScheme,
    /// This register's address, mistyped or with signs around it that belong to a text: a browser opens something else.
    Mistyped(&'static RegisterHost),
    /// A page of the site itself.
    SameSite,
    /// A host that imitates a register's.
    LookAlike(String),
    /// Any other host.
    Elsewhere(String),
    /// No web address (`mailto:`, `tel:`, broken).
    NoWebAddress,
}

/// What follows a register's host in an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    /// Nothing but what opens the register: its front page, a route of its application.
    Right,
    /// The path of an earlier system.
    Old,
    /// A path that the register is not known to have.
    Unknown,
    /// What belongs to the tag or the text around it: a lost quote lets `target=` into the address.
    Junk,
}

/// What a link is worth as the way to a register, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Worth {
    /// Today's host by https.
    Current,
    /// Today's host, with a path of the system before 2020.
    OldPath,
    /// Today's host, with a path that is not known there.
    UnknownPath,
    /// Today's host by plain http.
    Insecure,
    /// Today's host, with more behind it than an address has.
    Junk,
    /// A jump page that opens the register.
    Jump,
    /// A host that the register has left.
    Outdated,
    /// Somewhere else.
    Wrong,
}

/// What this `href` is worth as the way to `register`.
pub(super) fn worth(href: &str, register: PublicRegister) -> Worth {
    let LinkDestination::Register { host, secure, rest, jump } = destination(href) else {
        return Worth::Wrong;
    };
    match (host.register == register, host.left.is_some(), jump) {
        (false, _, _) => Worth::Wrong,
        (true, true, _) => Worth::Outdated,
        (true, false, true) => Worth::Jump,
        (true, false, false) if rest == Rest::Junk => Worth::Junk,
        (true, false, false) if !secure => Worth::Insecure,
        (true, false, false) => match rest {
            Rest::Old => Worth::OldPath,
            Rest::Unknown => Worth::UnknownPath,
            Rest::Right | Rest::Junk => Worth::Current,
        },
    }
}

thread_local! {
    static KNOWN: Memo<LinkDestination> = Memo::default();
}

/// Where this `href` leads, read as a browser on an https page reads it.
pub(super) fn destination(href: &str) -> LinkDestination {
    KNOWN.with(|known| known.get(href.trim(), || read(href.trim())))
}

fn read(href: &str) -> LinkDestination {
    let url = Url::parse(PAGE).ok().and_then(|page| page.join(href).ok());
    let Some(url) = url.filter(|url| matches!(url.scheme(), "http" | "https")) else {
        return mistyped(href).unwrap_or(LinkDestination::NoWebAddress);
    };
    straight(&url).or_else(|| by_jump(&url)).unwrap_or_else(|| astray(href, &url))
}

/// Stands for the page that holds the link; `.invalid` is no host of the web (RFC 2606).
const PAGE: &str = "https://page.invalid/";

fn straight(url: &Url) -> Option<LinkDestination> {
    let name = url.host_str()?.trim_end_matches('.');
    let host = HOSTS.iter().find(|host| host.covers(name))?;
    let rest = if host.register == PublicRegister::Miit { rest(url) } else { Rest::Right };
    Some(LinkDestination::Register { host, secure: url.scheme() == "https", rest, jump: false })
}

/// Signs and words of markup that no address of the register has, as a browser encodes them.
const JUNK: [&str; 10] =
    ["%20", "%22", "%27", "%3c", "%3e", "%e2%80%9", "%ef%bc%", "target=", "rel=", "class="];

/// What follows MIIT's host. Its application keeps its pages behind `#`, which opens the register in any form.
fn rest(url: &Url) -> Rest {
    let all = url.as_str().to_ascii_lowercase();
    let path = url.path().to_ascii_lowercase();
    let said = path.trim_matches('/');
    if JUNK.iter().any(|junk| all.contains(junk))
        || !said.is_empty() && said.bytes().all(|byte| byte.is_ascii_punctuation())
    {
        return Rest::Junk;
    }
    let is_old = ["publish", "state", "icp/publish"].iter().any(|first| said.starts_with(first))
        || [".action", ".do", ".jsp"].iter().any(|last| said.ends_with(last));
    match said {
        "" => Rest::Right,
        _ if is_old => Rest::Old,
        _ => Rest::Unknown,
    }
}

/// Keys under which search engines take words: a search for the address does not open it.
const SEARCH_KEYS: &[&str] = &["q", "wd", "word", "kw", "keyword", "query", "search"];

/// `/go?url=https%3A%2F%2Fbeian.miit.gov.cn%2F` and the like; the address may be in Base64.
fn by_jump(url: &Url) -> Option<LinkDestination> {
    url.query_pairs().filter(|(key, _)| !SEARCH_KEYS.contains(&key.as_ref())).find_map(
        |(key, value)| {
            let carried = if value.is_empty() { key } else { value };
            let inner = match carried.as_ref() {
                code if code.starts_with(MIIT_BASE64) => Url::parse(MIIT),
                address => Url::parse(address),
            };
            match straight(&inner.ok()?)? {
                LinkDestination::Register { host, secure, rest, .. } => {
                    Some(LinkDestination::Register { host, secure, rest, jump: true })
                }
                other => Some(other),
            }
        },
    )
}

/// How every Base64 text of `https://beian.miit.gov.cn/…` begins.
const MIIT_BASE64: &str = "aHR0cHM6Ly9iZWlhbi5taWl0Lmdvdi5j";

fn astray(href: &str, url: &Url) -> LinkDestination {
    let name = url.host_str().unwrap_or_default();
    if Url::parse(PAGE).is_ok_and(|page| page.host_str() == Some(name)) {
        let meant = Url::parse(&format!("https://{href}")).ok();
        return match meant.as_ref().and_then(straight) {
            Some(_) => LinkDestination::NoScheme,
            None => mistyped(href).unwrap_or(LinkDestination::SameSite),
        };
    }
    if matches!(name, "http" | "https") {
        return mistyped(href).unwrap_or(LinkDestination::NoWebAddress);
    }
    let imitates =
        |text: &str| HOSTS.iter().any(|host| host.left.is_none() && text.contains(host.name));
    if imitates(name) || imitates(url.username()) {
        return LinkDestination::LookAlike(name.to_owned());
    }
    LinkDestination::Elsewhere(name.to_owned())
}

/// The register that a mistyped address means. Only for addresses that open no other host.
fn mistyped(href: &str) -> Option<LinkDestination> {
    match straight(&mistype::meant(href)?)? {
        LinkDestination::Register { host, .. } => Some(LinkDestination::Mistyped(host)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_miit_are_worth_what_their_host_is() {
        let cases = [
            ("https://beian.miit.gov.cn/", Worth::Current),
            (" HTTPS://Beian.MIIT.gov.cn ", Worth::Current),
            ("\n  https://beian.miit.gov.cn\n  ", Worth::Current),
            ("//beian.miit.gov.cn/", Worth::Current),
            ("https://beian.miit.gov.cn./", Worth::Current),
            ("https://beian.miit.gov.cn/#/Integrated/index", Worth::Current),
            ("https://beian.miit.gov.cn/#/Integrated/recordQuery", Worth::Current),
            ("https://beian.miit.gov.cn/#/integrated/recordquery", Worth::Current),
            ("https://beian.miit.gov.cn?", Worth::Current),
            ("https://beian.miit.gov.cn/?from=footer#/Integrated/index", Worth::Current),
            ("https://beian.miit.gov.cn/#", Worth::Current),
            ("https://beian.miit.gov.cn/publish/query/indexFirst.action", Worth::OldPath),
            ("https://beian.miit.gov.cn/state/outPortal/loginPortal.action", Worth::OldPath),
            (
                "https://beian.miit.gov.cn/icp/publish/query/icpMemoInfo_showPage.action",
                Worth::OldPath,
            ),
            ("https://beian.miit.gov.cn/icp/19004817.html", Worth::UnknownPath),
            ("https://beian.miit.gov.cn/home", Worth::UnknownPath),
            ("https://beian.miit.gov.cn/ target=", Worth::Junk),
            ("https://beian.miit.gov.cn/%20target=%22_blank%22", Worth::Junk),
            ("https://beian.miit.gov.cn/\" rel=\"nofollow", Worth::Junk),
            ("https://beian.miit.gov.cn/”", Worth::Junk),
            ("https://beian.miit.gov.cn/，", Worth::Junk),
            ("https://beian.miit.gov.cn/;", Worth::Junk),
            ("http://beian.miit.gov.cn/ target=", Worth::Junk),
            ("http://beian.miit.gov.cn", Worth::Insecure),
            ("http://beian.miit.gov.cn/publish/query/indexFirst.action", Worth::Insecure),
            ("/go?url=https%3A%2F%2Fbeian.miit.gov.cn%2F", Worth::Jump),
            ("https://link.example.com/?target=https%3A//beian.miit.gov.cn", Worth::Jump),
            ("/jump.php?https://beian.miit.gov.cn/", Worth::Jump),
            ("/go?u=aHR0cHM6Ly9iZWlhbi5taWl0Lmdvdi5jbi8=", Worth::Jump),
            ("/go?u=aHR0cHM6Ly9iZWlhbi5taWl0Lmdvdi5jbg", Worth::Jump),
            ("/go?url=http://www.miitbeian.gov.cn/", Worth::Outdated),
            ("http://www.beian.miit.gov.cn", Worth::Outdated),
            ("http://www.miitbeian.gov.cn/publish/query/indexFirst.action", Worth::Outdated),
            ("http://jscainfo.miitbeian.gov.cn", Worth::Outdated),
            ("http://miibeian.gov.cn/", Worth::Outdated),
            ("beian.miit.gov.cn", Worth::Wrong),
            ("../../www.miitbeian.gov.cn/default.htm", Worth::Wrong),
            ("https://beian.miit.gov.cn.evil.example.com/", Worth::Wrong),
            ("https://beian.miit.gov.cn@evil.example.com/", Worth::Wrong),
            ("https://notmiitbeian.gov.cn/", Worth::Wrong),
            ("https://beian.mps.gov.cn/", Worth::Wrong),
            ("https://www.google.com/search?q=https://beian.miit.gov.cn", Worth::Wrong),
            ("https:/beian.miit.gov.cn/", Worth::Wrong),
            ("https://", Worth::Wrong),
            ("/", Worth::Wrong),
            ("", Worth::Wrong),
            ("tel:12381", Worth::Wrong),
        ];
        for (href, expected) in cases {
            assert_eq!(worth(href, PublicRegister::Miit), expected, "{href}");
        }
    }

    #[test]
    fn links_to_the_police_are_worth_what_their_host_is() {
        let cases = [
            ("https://beian.mps.gov.cn/#/query/webSearch?code=11010502030143", Worth::Current),
            ("http://beian.mps.gov.cn/", Worth::Insecure),
            ("http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=1", Worth::Outdated),
            ("https://beian.gov.cn/", Worth::Outdated),
            ("https://beian.miit.gov.cn/", Worth::Wrong),
        ];
        for (href, expected) in cases {
            assert_eq!(worth(href, PublicRegister::Police), expected, "{href}");
        }
    }

    #[test]
    fn a_stray_link_is_told_by_its_kind() {
        let evil = "beian.miit.gov.cn.evil.example.com";
        let cases = [
            ("beian.miit.gov.cn", LinkDestination::NoScheme),
            ("www.miitbeian.gov.cn/", LinkDestination::NoScheme),
            ("/about.html", LinkDestination::SameSite),
            (
                "https://beian.miit.gov.cn.evil.example.com/",
                LinkDestination::LookAlike(evil.into()),
            ),
            ("https://icp.example.com/1", LinkDestination::Elsewhere("icp.example.com".into())),
            ("mailto:a@example.com", LinkDestination::NoWebAddress),
            ("/icp/https", LinkDestination::SameSite),
            ("https://", LinkDestination::NoWebAddress),
        ];
        for (href, expected) in cases {
            assert_eq!(destination(href), expected, "{href}");
        }
    }

    #[test]
    fn a_mistyped_address_of_a_register_is_known_by_its_host() {
        for href in [
            "“https://beian.miit.gov.cn/”",
            "\"https://beian.miit.gov.cn/\"",
            "\\\"https://beian.miit.gov.cn/\\\"",
            "‘https://beian.miit.gov.cn/’",
            "＂https://beian.miit.gov.cn/＂",
            "https：//beian.miit.gov.cn/",
            "https:／／beian.miit.gov.cn/",
            "https://beian。miit。gov。cn",
            "ｈｔｔｐｓ：／／beian.miit.gov.cn",
            "https//beian.miit.gov.cn/",
            "https:/beian.miit.gov.cn/",
            "https:beian.miit.gov.cn",
            "https;//beian.miit.gov.cn/",
            "htps://beian.miit.gov.cn/",
            "https://https://beian.miit.gov.cn/",
            "http://https//beian.miit.gov.cn",
            "/https://beian.miit.gov.cn/",
            "“beian.miit.gov.cn”",
        ] {
            let found = destination(href);
            let meant = matches!(found, LinkDestination::Mistyped(host) if host.name == "beian.miit.gov.cn")
                || worth(href, PublicRegister::Miit) == Worth::Current;
            assert!(meant, "{href}: {found:?}");
        }
        for href in [
            "/redirect/https://beian.miit.gov.cn/",
            "https://www.example.com/https://beian.miit.gov.cn/",
            "../../www.miitbeian.gov.cn/default.htm",
            "/beian.miit.gov.cn",
        ] {
            assert!(!matches!(destination(href), LinkDestination::Mistyped(_)), "{href}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_a_destination(href in ".{0,60}") {
            let _ = destination(&href);
        }
    }
}
