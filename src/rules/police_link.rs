//! What the link around a police number is worth.
//!
//! Today's register is a single-page application: its links carry the number in the fragment
//! (`https://beian.mps.gov.cn/#/query/webSearch?code=N`). The old portal's carry it in the query (`recordcode=N`).

use url::Url;

use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;
use crate::domain::memo::Memo;
use crate::domain::police_number::PoliceNumber;
use crate::facts::{Code, Link, LinkKind, Sighting};

use super::links::{self, LinkDestination, PublicRegister};
use super::{Evidence, PageView, Verdict, fix, judge, police};

/// What a link is worth; it has one fault at most, the gravest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// The record of this very number, in today's register.
    Right,
    /// The current platform and this number, but not in the form of address that it issues.
    OtherForm(Oddity),
    /// The old portal.
    Outdated,
    /// The register, without a number.
    CodeMissing,
    /// The register or the old portal, with this other number.
    CodeDiffers(String),
    /// No register of the police.
    Wrong(LinkDestination),
    /// A script or a jump page opens this address; there is no plain link to it.
    Indirect(String),
    /// The code of a link, as text.
    AsText(Code),
    /// No link at all.
    Unlinked,
}

impl Worth {
    /// Best first.
    const fn rank(&self) -> u8 {
        match self {
            Self::Right => 0,
            Self::OtherForm(_) => 1,
            Self::Outdated => 2,
            Self::CodeMissing => 3,
            Self::CodeDiffers(_) => 4,
            Self::Wrong(_) => 5,
            Self::Indirect(_) => 6,
            Self::AsText(_) => 7,
            Self::Unlinked => 8,
        }
    }
}

/// What an address of today's register has that those handed out have not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Oddity {
    /// `www.` before the host.
    Host,
    /// The path of the old portal.
    OldPath,
    /// No `#` before the route.
    NoHash,
    /// The number as another parameter than `code`.
    Parameter,
    /// More in `code` than the digits.
    Code,
    /// Another route or path.
    Path,
}

/// Judges one link around the number with these digits.
pub(super) fn worth(link: &Link, digits: &str) -> Worth {
    let href = match &link.kind {
        LinkKind::None | LinkKind::Empty => return Worth::Unlinked,
        LinkKind::AsText(code) => return Worth::AsText(*code),
        LinkKind::Scripted(address) => return Worth::Indirect(address.clone()),
        LinkKind::Plain => link.href.as_deref().unwrap_or_default().trim(),
    };
    match links::destination(href) {
        LinkDestination::Register { host, jump, .. } if host.register == PublicRegister::Police => {
            let asked = KNOWN.with(|known| known.get(href, || read_asked(href)));
            match asked {
                _ if jump => Worth::Indirect(href.to_owned()),
                Some(asked) if asked.code != digits => Worth::CodeDiffers(asked.code),
                _ if host.left.is_some() => Worth::Outdated,
                Some(RegisterQuery { oddity: Some(oddity), .. }) => Worth::OtherForm(oddity),
                Some(_) if host.name.starts_with("www.") => Worth::OtherForm(Oddity::Host),
                Some(_) => Worth::Right,
                None => Worth::CodeMissing,
            }
        }
        elsewhere => Worth::Wrong(elsewhere),
    }
}

/// The 14 digits that an address of the police register asks for.
pub(super) fn asked_for(href: &str) -> Option<String> {
    match links::destination(href) {
        LinkDestination::Register { host, .. } if host.register == PublicRegister::Police => {
            digits_in(href).map(str::to_owned)
        }
        _ => None,
    }
}

/// Whether an address holds no other number of 14 digits than this one, wherever it leads.
pub(super) fn asks_for_no_other(href: &str, digits: &str) -> bool {
    digits_in(href).is_none_or(|found| found == digits)
}

/// What an address asks the register for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RegisterQuery {
    /// The number, or what is in its place.
    code: String,
    /// How the address differs from those that the platform issues.
    oddity: Option<Oddity>,
}

thread_local! {
    static KNOWN: Memo<Option<RegisterQuery>> = Memo::default();
}

/// What a register's address asks for in the place of a number.
pub(super) fn code(href: &str) -> Option<String> {
    KNOWN.with(|known| known.get(href, || read_asked(href))).map(|asked| asked.code)
}

/// The route of today's register that shows a record.
const ROUTE: &str = "/query/webSearch";

/// The number that a register's address asks for: `code` or `recordcode`, in the query or in the fragment's own, or
/// 14 digits anywhere behind the host.
fn read_asked(href: &str) -> Option<RegisterQuery> {
    let absolute = if href.starts_with("//") { format!("https:{href}") } else { href.to_owned() };
    let url = Url::parse(&absolute).ok()?;
    let fragment = url.fragment().unwrap_or_default();
    let (route, in_fragment) = fragment.split_once('?').unwrap_or((fragment, ""));
    let parameter = [in_fragment, url.query().unwrap_or_default()]
        .into_iter()
        .flat_map(|query| url::form_urlencoded::parse(query.as_bytes()))
        .filter(|(key, value)| is_code(key) && !value.trim().is_empty())
        .map(|(key, value)| (key.into_owned(), value.trim().to_owned()))
        .next();
    let path = url.path().trim_matches('/');
    let (code, value) = match &parameter {
        Some((_, value)) => (digits_in(value).unwrap_or(value).to_owned(), Some(value)),
        None => (digits_in(url.path()).or_else(|| digits_in(fragment))?.to_owned(), None),
    };
    let oddity = if path.starts_with("portal") {
        Some(Oddity::OldPath)
    } else if path.eq_ignore_ascii_case(ROUTE.trim_matches('/')) {
        Some(Oddity::NoHash)
    } else if !path.is_empty() || !route.trim_end_matches('/').eq_ignore_ascii_case(ROUTE) {
        Some(Oddity::Path)
    } else if parameter.as_ref().is_none_or(|(key, _)| key != "code") || in_fragment.is_empty() {
        Some(Oddity::Parameter)
    } else {
        (value != Some(&code)).then_some(Oddity::Code)
    };
    Some(RegisterQuery { code, oddity })
}

fn is_code(key: &str) -> bool {
    key.eq_ignore_ascii_case("code") || key.eq_ignore_ascii_case("recordcode")
}

/// The first run of 14 digits, no more and no fewer.
fn digits_in(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 14)
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
    message: impl Fn(&Worth, &PoliceNumber, &Link) -> Option<Text>,
) -> Verdict {
    police::each_shown(view, |number, shown| {
        if number.state() == NumberState::Placeholder {
            return None; // is to be replaced, link and all
        }
        let (sighting, worth) = best(shown, &number.digits)?;
        let message = message(&worth, number, &sighting.link)?;
        let fix = relink(view, sighting, &worth);
        Some(Evidence { fix, ..judge::at_link(sighting, message) })
    })
}

/// The link's new address; the whole block or the theme's key where there is no plain link, or the page tells its
/// theme.
fn relink(view: &PageView<'_>, seen: &Sighting<PoliceNumber>, worth: &Worth) -> Option<Text> {
    let number = &seen.number;
    let wanted = police::wanted(view, number)?;
    let themed = view.facts.generator.as_ref().is_some_and(|generator| generator.theme.is_some());
    if themed || matches!(worth, Worth::Unlinked | Worth::AsText(_) | Worth::Indirect(_)) {
        return Some(fix::replace_police(view, number, wanted));
    }
    let url = police::record_url(wanted);
    if is_link_of_icp(view, seen) {
        return Some(Text::made(
            format!("给 {wanted} 单独加一个链接 {url}，ICP 备案号的链接不变"),
            format!("Give {wanted} a link of its own to {url}; that of the ICP number stays"),
        ));
    }
    Some(Text::made(format!("把 {wanted} 的链接改为 {url}"), format!("Let {wanted} link to {url}")))
}

/// Whether the number may be in the very link of an ICP number that leads to MIIT: another address would break that.
fn is_link_of_icp(view: &PageView<'_>, seen: &Sighting<PoliceNumber>) -> bool {
    let leads_to_miit = |href: &str| match links::destination(href) {
        LinkDestination::Register { host, .. } => host.register == PublicRegister::Miit,
        _ => false,
    };
    let href = seen.link.plain().filter(|href| leads_to_miit(href));
    href.is_some() && view.facts.icp.iter().any(|icp| icp.own && icp.link.plain() == href)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::Case;

    #[test]
    fn the_link_of_the_icp_number_is_left_to_it() {
        let page = |links: &str| format!("<!doctype html><p>青禾文具</p><footer>{links}</footer>");
        let miit = "https://beian.miit.gov.cn/";
        let (icp, police) = ("京ICP备19004817号-1", "京公网安备11010802047316号");
        for (links, shared) in [
            (format!("<a href={miit}>{icp} {police}</a>"), true),
            (format!("<a href={miit}>{icp}</a> <a href=/about>{police}</a>"), false),
            (format!("{icp} <a href={miit}>{police}</a>"), false),
        ] {
            let case = Case::read("", &page(&links));
            let verdict = judge(&case.view(), |_, _, _| Some(Text::fixed("错", "wrong")));
            let Verdict::Fail(evidence) = verdict else { panic!("{links}") };
            let fix = evidence[0].fix.as_ref().expect("a fix");
            assert_eq!(fix.en.contains("a link of its own"), shared, "{links}: {fix:?}");
            assert_eq!(fix.zh.contains("单独加一个链接"), shared, "{links}: {fix:?}");
        }
    }

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
            ("//beian.mps.gov.cn/#/query/webSearch?code=11010802047316%20", Worth::Right),
            ("https://BEIAN.MPS.GOV.CN#/query/websearch?code=11010802047316", Worth::Right),
            ("https://beian.mps.gov.cn/?#/query/webSearch?code=11010802047316", Worth::Right),
            ("https://beian.mps.gov.cn/#/query/webSearch?a=1&code=11010802047316", Worth::Right),
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
                Worth::Wrong(LinkDestination::NoScheme),
            ),
            ("/about.html", Worth::Wrong(LinkDestination::SameSite)),
            ("mailto:a@example.cn", Worth::Wrong(LinkDestination::NoWebAddress)),
        ] {
            assert_eq!(plain(href), expected, "{href}");
        }
    }

    #[test]
    fn an_address_that_the_register_does_not_hand_out_is_told_by_what_is_odd() {
        let differs = || Worth::CodeDiffers("44010602018427".to_owned());
        let odd = Worth::OtherForm;
        for (href, expected) in [
            ("https://beian.mps.gov.cn/?recordcode=11010802047316", odd(Oddity::Path)),
            (
                "https://www.beian.mps.gov.cn/#/query/webSearch?code=11010802047316",
                odd(Oddity::Host),
            ),
            (
                "https://beian.mps.gov.cn/portal/registerSystemInfo?recordcode=11010802047316",
                odd(Oddity::OldPath),
            ),
            (
                "https://beian.mps.gov.cn/#/query/webSearch?recordcode=11010802047316",
                odd(Oddity::Parameter),
            ),
            (
                "https://beian.mps.gov.cn/?code=11010802047316#/query/webSearch",
                odd(Oddity::Parameter),
            ),
            ("https://beian.mps.gov.cn/query/webSearch?code=11010802047316", odd(Oddity::NoHash)),
            (
                "https://beian.mps.gov.cn/#/query/webSearch?code=京公网安备11010802047316号",
                odd(Oddity::Code),
            ),
            ("https://beian.mps.gov.cn/web/business/record/11010802047316", odd(Oddity::Path)),
            ("https://beian.mps.gov.cn/#/query/webSearch/11010802047316", odd(Oddity::Path)),
            ("https://beian.mps.gov.cn/#query/webSearch?code=11010802047316", odd(Oddity::Path)),
            ("https://beian.mps.gov.cn/web/business/record/44010602018427", differs()),
            (
                "https://beian.mps.gov.cn/#/query/webSearch?code=undefined",
                Worth::CodeDiffers("undefined".to_owned()),
            ),
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
