//! What the link around a police number is worth.
//!
//! The register of the police is `beian.mps.gov.cn`, a single-page application: the number stands in the fragment
//! (`#/query/webSearch?code=N`). Until 2023 it was `www.beian.gov.cn` with `recordcode=N` in the query, reported
//! unreachable since February 2025 and still handed around.

use url::Url;

use crate::domain::lang::Text;
use crate::domain::police_number::PoliceNumber;
use crate::facts::{Link, LinkKind, Sighting};

use super::{Evidence, PageView, Verdict, fix, police};

/// What a link is worth, from best to worst. A link has one fault at most: the gravest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Worth {
    /// The record of this very number, in today's register.
    Right,
    /// The old portal.
    Outdated,
    /// The register, without a number.
    CodeMissing,
    /// The register or the old portal, with this other number.
    CodeDiffers(String),
    /// No register of the police.
    Wrong(Wrong),
    /// No plain link; a script opens this address.
    Scripted(String),
    /// No link at all.
    Unlinked,
}

/// Where a wrong link leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wrong {
    /// The register of ICP numbers.
    Miit,
    /// A register's address without `https://`: a browser takes it for a path of the site itself.
    NoScheme,
    /// A path of the site itself.
    SameSite,
    /// This other host.
    Host(String),
    /// No address of the web (`mailto:`, `tel:` …) or none that can be read.
    NoWeb,
}

/// Judges one link around the number with these digits.
pub(super) fn worth(link: &Link, digits: &str) -> Worth {
    match &link.kind {
        LinkKind::None | LinkKind::Empty => Worth::Unlinked,
        LinkKind::Scripted(address) => Worth::Scripted(address.clone()),
        LinkKind::Plain => worth_of_address(link.href.as_deref().unwrap_or_default(), digits),
    }
}

fn worth_of_address(href: &str, digits: &str) -> Worth {
    let absolute = if href.starts_with("//") { format!("https:{href}") } else { href.to_owned() };
    let url = match Url::parse(&absolute) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url,
        // `beian.mps.gov.cn:443/…` reads as a scheme of that name
        _ if names_a_register(href) => return Worth::Wrong(Wrong::NoScheme),
        Ok(_) => return Worth::Wrong(Wrong::NoWeb),
        Err(url::ParseError::RelativeUrlWithoutBase) => return Worth::Wrong(Wrong::SameSite),
        Err(_) => return Worth::Wrong(Wrong::NoWeb),
    };
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let old = is(host, "beian.gov.cn");
    if !old && !is(host, "beian.mps.gov.cn") {
        let miit = is(host, "miit.gov.cn") || is(host, "miitbeian.gov.cn") || is(host, "miibeian.gov.cn");
        return Worth::Wrong(if miit { Wrong::Miit } else { Wrong::Host(host.to_owned()) });
    }
    match code(&url) {
        Some(code) if code != digits => Worth::CodeDiffers(code),
        _ if old => Worth::Outdated,
        Some(_) => Worth::Right,
        None => Worth::CodeMissing,
    }
}

/// Whether this is the host or one of its sub-domains.
fn is(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn names_a_register(href: &str) -> bool {
    let host = href.split(['/', ':', '#', '?']).next().unwrap_or_default().to_ascii_lowercase();
    is(&host, "beian.mps.gov.cn") || is(&host, "beian.gov.cn")
}

/// The number that a register's address asks for: `code` or `recordcode`, in the query or in the fragment's own.
fn code(url: &Url) -> Option<String> {
    let in_fragment = url.fragment().and_then(|fragment| fragment.split_once('?')).map(|(_, query)| query);
    [url.query(), in_fragment]
        .into_iter()
        .flatten()
        .flat_map(|query| url::form_urlencoded::parse(query.as_bytes()))
        .find(|(key, value)| {
            let known = key.eq_ignore_ascii_case("code") || key.eq_ignore_ascii_case("recordcode");
            known && !value.trim().is_empty()
        })
        .map(|(_, value)| value.trim().to_owned())
}

/// The occurrence whose link is worth most.
pub(super) fn best<'a>(
    shown: &[&'a Sighting<PoliceNumber>],
    digits: &str,
) -> Option<(&'a Sighting<PoliceNumber>, Worth)> {
    shown.iter().map(|sighting| (*sighting, worth(&sighting.link, digits))).min_by(|a, b| a.1.cmp(&b.1))
}

/// Judges the best link of every number that the page shows; `message` answers for the faults of one rule.
pub(super) fn judge(
    view: &PageView<'_>,
    message: impl Fn(&Worth, &PoliceNumber) -> Option<Text>,
) -> Verdict {
    police::each_shown(view, |number, shown| {
        let (sighting, worth) = best(shown, &number.digits)?;
        Some(Evidence {
            message: message(&worth, number)?,
            seen: seen(sighting),
            line: Some(sighting.line),
            fix: relink(view, number, &worth),
            severity: None,
            page: None,
        })
    })
}

fn seen(sighting: &Sighting<PoliceNumber>) -> String {
    match &sighting.link.href {
        Some(href) => format!("<a href=\"{href}\">{}</a>", sighting.raw),
        None => sighting.raw.clone(),
    }
}

/// The fix for a link: its new address, or the theme's key where the page tells its theme.
fn relink(view: &PageView<'_>, number: &PoliceNumber, worth: &Worth) -> Option<Text> {
    let wanted = police::wanted(view, number)?;
    let themed = view.facts.generator.as_ref().is_some_and(|generator| generator.theme.is_some());
    if themed || *worth == Worth::Unlinked {
        return Some(fix::show_police(view, &wanted.to_string()));
    }
    let url = police::record_url(&wanted);
    Some(Text::made(
        format!("把 {wanted} 的链接改为 {url}"),
        format!("let {wanted} link to {url}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGITS: &str = "11010802047316";

    fn plain(href: &str) -> Worth {
        worth(&Link { kind: LinkKind::Plain, href: Some(href.to_owned()) }, DIGITS)
    }

    #[test]
    fn an_address_is_worth_what_its_host_and_code_say() {
        let differs = || Worth::CodeDiffers("44010602001489".to_owned());
        for (href, expected) in [
            ("https://beian.mps.gov.cn/#/query/webSearch?code=11010802047316", Worth::Right),
            ("http://beian.mps.gov.cn/#/query/webSearch?code=11010802047316", Worth::Right),
            ("//www.beian.mps.gov.cn/#/query/webSearch?Code=11010802047316%20", Worth::Right),
            ("https://BEIAN.MPS.GOV.CN./?recordcode=11010802047316", Worth::Right),
            ("https://beian.mps.gov.cn/#/query/webSearch?code=44010602001489", differs()),
            ("http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=44010602001489", differs()),
            ("http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=11010802047316", Worth::Outdated),
            ("http://www.beian.gov.cn/", Worth::Outdated),
            ("https://beian.mps.gov.cn", Worth::CodeMissing),
            ("https://beian.mps.gov.cn/#/query/webSearch?code=", Worth::CodeMissing),
            ("https://beian.miit.gov.cn/", Worth::Wrong(Wrong::Miit)),
            ("http://www.miitbeian.gov.cn", Worth::Wrong(Wrong::Miit)),
            ("beian.mps.gov.cn/#/query/webSearch?code=11010802047316", Worth::Wrong(Wrong::NoScheme)),
            ("www.beian.gov.cn:80/portal", Worth::Wrong(Wrong::NoScheme)),
            ("/about.html", Worth::Wrong(Wrong::SameSite)),
            ("mailto:a@example.cn", Worth::Wrong(Wrong::NoWeb)),
            ("https://[", Worth::Wrong(Wrong::NoWeb)),
        ] {
            assert_eq!(plain(href), expected, "{href}");
        }
    }

    #[test]
    fn hosts_that_only_look_like_the_register_are_wrong() {
        for host in
            ["beian.mps.gov.cn.example.com", "notbeian.gov.cn", "beian.cac.gov.cn", "example.com"]
        {
            let href = format!("https://{host}/#/query/webSearch?code={DIGITS}");
            assert_eq!(plain(&href), Worth::Wrong(Wrong::Host(host.to_owned())));
        }
        assert_eq!(
            plain("https://beian.mps.gov.cn@example.com/"),
            Worth::Wrong(Wrong::Host("example.com".to_owned()))
        );
    }

    #[test]
    fn without_a_plain_address_there_is_no_link() {
        let none = Link { kind: LinkKind::None, href: None };
        let empty = Link { kind: LinkKind::Empty, href: Some("#".to_owned()) };
        let scripted = Link { kind: LinkKind::Scripted("https://beian.mps.gov.cn/".to_owned()), href: None };
        assert_eq!(worth(&none, DIGITS), Worth::Unlinked);
        assert_eq!(worth(&empty, DIGITS), Worth::Unlinked);
        assert_eq!(worth(&scripted, DIGITS), Worth::Scripted("https://beian.mps.gov.cn/".to_owned()));
    }

    #[test]
    fn the_worths_are_ordered_from_best_to_worst() {
        assert!(Worth::Right < Worth::Outdated && Worth::Outdated < Worth::CodeMissing);
        assert!(Worth::CodeMissing < Worth::CodeDiffers(String::new()));
        assert!(Worth::CodeDiffers(String::new()) < Worth::Wrong(Wrong::Miit));
        assert!(Worth::Wrong(Wrong::NoWeb) < Worth::Unlinked);
    }
}
