//! What the link around a police number is worth.
//!
//! Today's register is a single-page application: its links carry the number in the fragment
//! (`https://beian.mps.gov.cn/#/query/webSearch?code=N`). The old portal's carry it in the query (`recordcode=N`).

use url::Url;

use crate::domain::lang::Text;
use crate::domain::memo::Memo;
use crate::domain::police_number::PoliceNumber;
use crate::facts::{Link, LinkKind, Sighting};

use super::links::{self, Destination, Register};
use super::{Evidence, PageView, Verdict, fix, judge, police};

/// What a link is worth; it has one fault at most, the gravest.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    Wrong(Destination),
    /// A script or a jump page opens this address; there is no plain link to it.
    Indirect(String),
    /// No link at all.
    Unlinked,
}

impl Worth {
    /// Best first.
    const fn rank(&self) -> u8 {
        match self {
            Self::Right => 0,
            Self::Outdated => 1,
            Self::CodeMissing => 2,
            Self::CodeDiffers(_) => 3,
            Self::Wrong(_) => 4,
            Self::Indirect(_) => 5,
            Self::Unlinked => 6,
        }
    }
}

/// Judges one link around the number with these digits.
pub(super) fn worth(link: &Link, digits: &str) -> Worth {
    let href = match &link.kind {
        LinkKind::None | LinkKind::Empty => return Worth::Unlinked,
        LinkKind::Scripted(address) => return Worth::Indirect(address.clone()),
        LinkKind::Plain => link.href.as_deref().unwrap_or_default().trim(),
    };
    match links::destination(href) {
        Destination::Register { host, jump, .. } if host.register == Register::Police => {
            match code(href) {
                _ if jump => Worth::Indirect(href.to_owned()),
                Some(code) if code != digits => Worth::CodeDiffers(code),
                _ if host.left.is_some() => Worth::Outdated,
                Some(_) => Worth::Right,
                None => Worth::CodeMissing,
            }
        }
        elsewhere => Worth::Wrong(elsewhere),
    }
}

thread_local! {
    static KNOWN: Memo<Option<String>> = Memo::default();
}

/// The number that a register's address asks for: `code` or `recordcode`, in the query or in the fragment's own.
pub(super) fn code(href: &str) -> Option<String> {
    KNOWN.with(|known| known.get(href, || read_code(href)))
}

fn read_code(href: &str) -> Option<String> {
    let absolute = if href.starts_with("//") { format!("https:{href}") } else { href.to_owned() };
    let url = Url::parse(&absolute).ok()?;
    let in_fragment = url.fragment().and_then(|fragment| Some(fragment.split_once('?')?.1));
    [url.query(), in_fragment]
        .into_iter()
        .flatten()
        .flat_map(|query| url::form_urlencoded::parse(query.as_bytes()))
        .filter(|(key, _)| {
            key.eq_ignore_ascii_case("code") || key.eq_ignore_ascii_case("recordcode")
        })
        .map(|(_, value)| value.trim().to_owned())
        .find(|value| !value.is_empty())
}

/// The occurrence whose link is worth most.
pub(super) fn best<'a>(
    shown: &[&'a Sighting<PoliceNumber>],
    digits: &str,
) -> Option<(&'a Sighting<PoliceNumber>, Worth)> {
    shown
        .iter()
        .map(|sighting| (*sighting, worth(&sighting.link, digits)))
        .min_by_key(|(_, worth)| worth.rank())
}

/// Judges the best link of every number that the page shows; `message` answers for the faults of one rule.
pub(super) fn judge(
    view: &PageView<'_>,
    message: impl Fn(&Worth, &PoliceNumber) -> Option<Text>,
) -> Verdict {
    police::each_shown(view, |number, shown| {
        let (sighting, worth) = best(shown, &number.digits)?;
        let message = message(&worth, number)?;
        let fix = relink(view, number, &worth);
        Some(Evidence { fix, ..judge::at_link(sighting, message) })
    })
}

/// The link's new address; the whole block or the theme's key where there is no plain link, or the page tells its
/// theme.
fn relink(view: &PageView<'_>, number: &PoliceNumber, worth: &Worth) -> Option<Text> {
    let wanted = police::wanted(view, number)?;
    let themed = view.facts.generator.as_ref().is_some_and(|generator| generator.theme.is_some());
    if themed || matches!(worth, Worth::Unlinked | Worth::Indirect(_)) {
        return Some(fix::replace_police(view, number, wanted));
    }
    let url = police::record_url(wanted);
    Some(Text::made(format!("把 {wanted} 的链接改为 {url}"), format!("Let {wanted} link to {url}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGITS: &str = "11010802047316";

    fn plain(href: &str) -> Worth {
        worth(&Link { kind: LinkKind::Plain, href: Some(href.to_owned()) }, DIGITS)
    }

    #[test]
    fn a_link_to_the_police_is_worth_what_its_host_and_code_say() {
        let differs = || Worth::CodeDiffers("44010602018427".to_owned());
        for (href, expected) in [
            ("https://beian.mps.gov.cn/#/query/webSearch?code=11010802047316", Worth::Right),
            ("http://beian.mps.gov.cn/#/query/webSearch?code=11010802047316", Worth::Right),
            ("//www.beian.mps.gov.cn/#/query/webSearch?Code=11010802047316%20", Worth::Right),
            ("https://BEIAN.MPS.GOV.CN/?recordcode=11010802047316", Worth::Right),
            ("https://beian.mps.gov.cn/#/query/webSearch?code=44010602018427", differs()),
            (
                "http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=44010602018427",
                differs(),
            ),
            (
                "http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=11010802047316",
                Worth::Outdated,
            ),
            ("http://www.beian.gov.cn/", Worth::Outdated),
            ("https://beian.mps.gov.cn", Worth::CodeMissing),
            ("https://beian.mps.gov.cn/#/query/webSearch", Worth::CodeMissing),
            ("https://beian.mps.gov.cn/#/query/webSearch?code=", Worth::CodeMissing),
            (
                "beian.mps.gov.cn/#/query/webSearch?code=11010802047316",
                Worth::Wrong(Destination::NoScheme),
            ),
            ("/about.html", Worth::Wrong(Destination::SameSite)),
            ("mailto:a@example.cn", Worth::Wrong(Destination::NoWebAddress)),
        ] {
            assert_eq!(plain(href), expected, "{href}");
        }
    }

    #[test]
    fn other_registers_and_look_alikes_are_wrong() {
        for host in [
            "beian.miit.gov.cn",
            "beian.cac.gov.cn",
            "beian.mps.gov.cn.example.com",
            "notbeian.gov.cn",
        ] {
            let href = format!("https://{host}/#/query/webSearch?code={DIGITS}");
            assert!(matches!(plain(&href), Worth::Wrong(_)), "{href}");
        }
    }

    #[test]
    fn without_a_plain_address_there_is_no_link() {
        let register = "https://beian.mps.gov.cn/";
        let link = |kind, href: Option<&str>| Link { kind, href: href.map(str::to_owned) };
        assert_eq!(worth(&link(LinkKind::None, None), DIGITS), Worth::Unlinked);
        assert_eq!(worth(&link(LinkKind::Empty, Some("#")), DIGITS), Worth::Unlinked);
        let scripted = link(LinkKind::Scripted(register.to_owned()), None);
        assert_eq!(worth(&scripted, DIGITS), Worth::Indirect(register.to_owned()));
        let jump = "/go?url=https%3A%2F%2Fbeian.mps.gov.cn%2F";
        assert_eq!(plain(jump), Worth::Indirect(jump.to_owned()));
    }
}
