//! What the links around ICP numbers are worth. The rules about links each judge some of these, so that a number brings
//! one finding about its link.

use crate::domain::icp_number::{IcpNumber, NumberState};
use crate::facts::{Code, Link, LinkKind, Sighting};

use super::judge::{self, Few};
use super::links::{self, PublicRegister, Worth};
use super::{Evidence, PageView, Severity, Verdict};

/// What the link around an ICP number is worth, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum IcpLink {
    /// To MIIT by https.
    Right,
    /// To a path of MIIT's system before 2020.
    OldPath,
    /// To a path that MIIT's system is not known to have.
    UnknownPath,
    /// To MIIT by plain http.
    Insecure,
    /// To MIIT, with more in the address than belongs there.
    Junk,
    /// Opened by a script or a jump page.
    Scripted,
    /// To a host that MIIT has left.
    Outdated,
    /// To somewhere else.
    Wrong,
    /// Not linked.
    None,
}

/// The address that a click opens, by a plain link or by a script.
pub(super) fn opens(link: &Link) -> Option<&str> {
    match &link.kind {
        LinkKind::None | LinkKind::AsText(_) | LinkKind::Empty => None,
        LinkKind::Plain => link.href.as_deref(),
        LinkKind::Scripted(address) => Some(address),
    }
}

/// Why the code of a link is on the page as text, zh and en.
pub(super) const fn as_text(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::Html => (
            "页面把链接代码当成文字显示出来了：代码要以 HTML 填入，不能填进会转义的文本框",
            "the page shows the link's code as text: enter it as HTML, not in a field that escapes it",
        ),
        Code::FullWidth => (
            "链接代码里的尖括号是全角的，页面把它当成文字显示出来了：改成半角的 < >，以 HTML 填入",
            "the link's code has full-width brackets, so the page shows it as text: write < > in ASCII and enter it as \
         HTML",
        ),
        Code::Markup => (
            "Markdown 之类的链接代码没有渲染，页面把它当成文字显示出来了：要以 HTML 填入",
            "the link's code is Markdown or similar markup that was not rendered, so the page shows it as text: enter \
         it as HTML",
        ),
    }
}

/// What the link around this occurrence is worth.
pub(super) fn worth(sighting: &Sighting<IcpNumber>) -> IcpLink {
    let Some(address) = opens(&sighting.link) else { return IcpLink::None };
    let scripted = matches!(sighting.link.kind, LinkKind::Scripted(_));
    match links::worth(address, PublicRegister::Miit) {
        Worth::Outdated => IcpLink::Outdated,
        Worth::Wrong => IcpLink::Wrong,
        Worth::Jump => IcpLink::Scripted,
        _ if scripted => IcpLink::Scripted,
        Worth::Current => IcpLink::Right,
        Worth::OldPath => IcpLink::OldPath,
        Worth::UnknownPath => IcpLink::UnknownPath,
        Worth::Junk => IcpLink::Junk,
        Worth::Insecure => IcpLink::Insecure,
    }
}

/// A filing of the page (one subject, whatever its `-N`) at its best-linked visible occurrence.
#[derive(Debug)]
struct LinkedFiling<'a> {
    sighting: &'a Sighting<IcpNumber>,
    link: IcpLink,
}

/// The page's own shown filings, placeholders left out.
fn linked<'a>(view: &PageView<'a>) -> Few<LinkedFiling<'a>> {
    let mut filings: Few<LinkedFiling<'_>> = Few::new();
    let shown = view.facts.icp.iter().filter(|seen| seen.own && seen.visibility.is_shown());
    for sighting in
        shown.filter(|seen| judge::state(view, &seen.number) != NumberState::Placeholder)
    {
        let link = worth(sighting);
        match filings.iter_mut().find(|best| best.sighting.number.same_body(&sighting.number)) {
            Some(best) if link < best.link => *best = LinkedFiling { sighting, link },
            Some(_) => {}
            None => filings.push(LinkedFiling { sighting, link }),
        }
    }
    filings
}

/// The verdict of a link rule: it fails for the filings whose best link is of its `kinds`.
///
/// Where another number of the page is linked right, the page does lead to MIIT: an error is then a warning, unless
/// the faulty number is the declared one.
pub(super) fn faults(
    view: &PageView<'_>,
    kinds: &[IcpLink],
    fault: impl Fn(&Sighting<IcpNumber>) -> Evidence,
) -> Verdict {
    let filings = linked(view);
    if filings.is_empty() {
        return Verdict::NotApplicable("no ICP number on the page");
    }
    let one_is_right = filings.iter().any(|filing| filing.link <= IcpLink::Insecure);
    let faults = filings.iter().filter(|filing| kinds.contains(&filing.link)).map(|filing| {
        let mut evidence = fault(filing.sighting);
        let number = &filing.sighting.number;
        let declared = view.site.icp.as_ref().is_some_and(|icp| icp.same_body(number));
        if one_is_right && filing.link > IcpLink::Scripted && !declared {
            evidence.severity = Some(Severity::Warning);
        }
        evidence
    });
    judge::verdict(faults.collect())
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{self, Error, Info, Warning};
    use crate::rules::tests::Case;

    const MIIT: &str = r#"href="https://beian.miit.gov.cn/""#;

    /// A page with this footer and the findings about its ICP number.
    fn findings(declared: &str, footer: &str) -> Vec<(&'static str, Severity)> {
        let html = format!(
            "<!doctype html><title>青禾文具</title><main><h1>青禾文具</h1><p>文具的批发与零售，支持来样定制，\
             全国发货。</p></main><footer>{footer}</footer>"
        );
        Case::read(declared, &html).findings("icp-")
    }

    #[test]
    fn a_number_brings_one_finding_about_its_link() {
        let number = "京ICP备19004817号-1";
        let linked = |attributes: &str| format!("<a {attributes}>{number}</a>");
        let cases = [
            (linked(MIIT), None),
            (number.to_owned(), Some(("icp-not-linked", Error))),
            (linked("href"), Some(("icp-not-linked", Error))),
            (linked("href=''"), Some(("icp-not-linked", Error))),
            (linked("href='javascript:;'"), Some(("icp-not-linked", Error))),
            (linked("href='http://beian.miit.gov.cn'"), Some(("icp-link-insecure", Info))),
            (
                linked("href='https://beian.miit.gov.cn/publish/query/indexFirst.action'"),
                Some(("icp-link-outdated", Info)),
            ),
            (
                linked("href='https://beian.miit.gov.cn/state/outPortal/loginPortal.action'"),
                Some(("icp-link-outdated", Info)),
            ),
            (
                linked("href='https://beian.miit.gov.cn/icp/19004817.html'"),
                Some(("icp-link-outdated", Info)),
            ),
            (
                linked("href=\"https://beian.miit.gov.cn/ target=\"_blank\""),
                Some(("icp-link-wrong", Warning)),
            ),
            (
                linked("href=“https://beian.miit.gov.cn/” target=“_blank”"),
                Some(("icp-link-wrong", Error)),
            ),
            (linked("href='https：//beian.miit.gov.cn/'"), Some(("icp-link-wrong", Error))),
            (linked("href='http://www.beian.miit.gov.cn'"), Some(("icp-link-outdated", Error))),
            (linked("href='beian.miit.gov.cn'"), Some(("icp-link-wrong", Error))),
            (linked("href='https://www.beian.gov.cn/'"), Some(("icp-link-wrong", Error))),
            (
                linked("href='/go?u=https://beian.miit.gov.cn'"),
                Some(("icp-link-scripted", Warning)),
            ),
        ];
        for (footer, expected) in cases {
            let expected: Vec<_> = expected.into_iter().collect();
            assert_eq!(findings("", &footer), expected, "{footer}");
        }
    }

    #[test]
    fn the_best_visible_occurrence_counts() {
        let good = format!("<a {MIIT}>京ICP备19004817号-1</a>");
        assert_eq!(findings("", &format!("京ICP备19004817号-1 <p>{good}</p>")), []);
        assert_eq!(findings("", &format!("京ICP备19004817号 <p>{good}</p>")), []);
        let hidden = format!("京ICP备19004817号-1 <p hidden>{good}</p>");
        assert_eq!(findings("", &hidden), [("icp-not-linked", Error)]);
    }

    #[test]
    fn a_second_filing_beside_a_right_one_is_a_warning_unless_it_is_the_declared_one() {
        let footer = format!("<a {MIIT}>京ICP备19004817号-1</a> <p>浙ICP备2021036518号-2</p>");
        assert_eq!(findings("", &footer), [("icp-not-linked", Warning)]);
        let declared = "icp = \"浙ICP备2021036518号-2\"";
        let expected = [("icp-mismatch", Warning), ("icp-not-linked", Error)];
        assert_eq!(findings(declared, &footer), expected);
    }
}
