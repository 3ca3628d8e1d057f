//! What several rules ask of a page: its own numbers, grouped; whether it shows a filing at all; what its links are
//! worth; evidence.

use smallvec::{SmallVec, smallvec};

use crate::domain::icp_number::{IcpNumber, NumberState, Slip};
use crate::domain::lang::Text;
use crate::domain::province;
use crate::facts::{Code, ElsewhereKind, Link, LinkKind, PageKind, Sighting};

use super::links::{self, Register, Worth};
use super::{Evidence, PageView, Severity, Verdict};

/// A list that is mostly of one: a page shows a number once or twice.
pub(super) type Few<T> = SmallVec<[T; 2]>;

/// One number of a page with all its own occurrences.
#[derive(Debug)]
pub(super) struct Group<'a, T> {
    /// The number.
    pub number: &'a T,
    /// Its own occurrences on the page, hidden ones included, in order.
    pub sightings: Few<&'a Sighting<T>>,
}

impl<'a, T> Group<'a, T> {
    /// The occurrences that a reader sees.
    pub(super) fn shown(&self) -> impl Iterator<Item = &'a Sighting<T>> + '_ {
        self.sightings.iter().copied().filter(|sighting| sighting.visibility.is_shown())
    }
}

/// The page's own numbers, grouped by number, in order of first occurrence.
pub(super) fn own<T: PartialEq>(sightings: &[Sighting<T>]) -> Few<Group<'_, T>> {
    let mut groups: Few<Group<'_, T>> = Few::new();
    for sighting in sightings.iter().filter(|sighting| sighting.own) {
        match groups.iter_mut().find(|group| *group.number == sighting.number) {
            Some(group) => group.sightings.push(sighting),
            None => groups.push(Group { number: &sighting.number, sightings: smallvec![sighting] }),
        }
    }
    groups
}

/// The page's own ICP numbers that a reader sees, each at its first visible occurrence.
pub(super) fn shown_icp<'a>(view: &PageView<'a>) -> Few<&'a Sighting<IcpNumber>> {
    own(&view.facts.icp).iter().filter_map(|group| group.shown().next()).collect()
}

/// The state of a number today.
pub(super) fn state(view: &PageView<'_>, number: &IcpNumber) -> NumberState {
    number.state(view.today.year())
}

/// The number with the right province character, where its own is a usual mistake (川 → 蜀).
pub(super) fn with_right_mark(number: &IcpNumber) -> Option<IcpNumber> {
    let province = province::meant_by(number.mark?)?;
    Some(IcpNumber { mark: Some(province.icp), ..number.clone() })
}

/// Whether a page shows a filing, or what stands in its place: the first that applies. The rules of absence each
/// judge one of these, so that they exclude each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// An own ICP number (a placeholder included: that is another fault than absence).
    Number,
    /// No number, but a licence, which is enough (Decree 292, article 12).
    Licence,
    /// Only hidden.
    Hidden,
    /// Only in a script.
    Script,
    /// Perhaps in a picture.
    Picture,
    /// Nothing.
    Nothing,
}

/// What the page shows of an ICP filing.
pub(super) fn presence(view: &PageView<'_>) -> Presence {
    let facts = view.facts;
    let real = |number: &IcpNumber| state(view, number) != NumberState::Placeholder;
    if !shown_icp(view).is_empty() {
        Presence::Number
    } else if own(&facts.licences).iter().any(|group| {
        group.number.state != NumberState::Placeholder && group.shown().next().is_some()
    }) {
        Presence::Licence
    } else if own(&facts.icp).iter().any(|group| real(group.number)) {
        Presence::Hidden
    } else if scripted_number(view).is_some() {
        Presence::Script
    } else if !facts.filing_images.is_empty() {
        Presence::Picture
    } else {
        Presence::Nothing
    }
}

/// A well-formed ICP number that stands in a script, and its line. Where a number is declared, only that filing
/// counts: scripts also carry other people's texts.
pub(super) fn scripted_number(view: &PageView<'_>) -> Option<(IcpNumber, u32)> {
    let scripts = view.facts.elsewhere.iter();
    scripts.filter(|found| found.kind == ElsewhereKind::Script && !found.police).find_map(|found| {
        let number = IcpNumber::parse(&found.number).ok()?;
        let ours = view.site.icp.as_ref().is_none_or(|declared| declared.same_body(&number));
        (ours && state(view, &number) == NumberState::Ok).then_some((number, found.line))
    })
}

/// Fewer letters than this: the page is little more than the frames it embeds.
const FRAME_PAGE_LETTERS: u32 = 200;

/// Frames that may be the footer, or the page itself. Other frames are advertisements, players and maps.
pub(super) fn footer_frames<'a>(view: &PageView<'a>) -> impl Iterator<Item = &'a str> {
    let all = view.facts.letters < FRAME_PAGE_LETTERS;
    view.foreign_frames.iter().map(String::as_str).filter(move |src| {
        let src = src.to_ascii_lowercase();
        all || ["foot", "bottom", "copyright", "beian"].iter().any(|word| src.contains(word))
    })
}

/// Why the absence of a filing cannot be judged on a page of this kind; `None` where it can.
pub(super) const fn not_a_document(kind: PageKind) -> Option<&'static str> {
    match kind {
        PageKind::Document | PageKind::Fragment | PageKind::Empty => None,
        PageKind::Frameset => Some("a frameset has no text of its own"),
        PageKind::Shell => Some("an empty shell: site-needs-browser judges it"),
        PageKind::Stub => Some("a redirect stub has no text of its own"),
        PageKind::NotHtml => Some("not HTML: site-not-html judges it"),
        PageKind::TooComplex => Some("the markup is beyond the limits"),
    }
}

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

/// Why the code of a link stands on the page as text, zh and en.
pub(super) const fn as_text(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::Html => (
            "页面把链接代码当成文字显示出来了：代码要以 HTML 填入，不能填进会转义的文本框",
            "the page shows the code of the link as text: it must be put in as HTML, not into a field that escapes it",
        ),
        Code::FullWidth => (
            "链接代码里的尖括号是全角的，页面把它当成文字显示出来了：改成半角的 < >，以 HTML 填入",
            "the code of the link has full-width brackets, so the page shows it as text: write < > in ASCII and put it in \
             as HTML",
        ),
        Code::Markup => (
            "Markdown 之类的链接代码没有渲染，页面把它当成文字显示出来了：要以 HTML 填入",
            "the code of the link is Markdown or the like, which nothing rendered, so the page shows it as text: put it in \
             as HTML",
        ),
    }
}

/// What the link around this occurrence is worth.
pub(super) fn icp_link(sighting: &Sighting<IcpNumber>) -> IcpLink {
    let Some(address) = opens(&sighting.link) else { return IcpLink::None };
    let scripted = matches!(sighting.link.kind, LinkKind::Scripted(_));
    match links::worth(address, Register::Miit) {
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
struct Linked<'a> {
    sighting: &'a Sighting<IcpNumber>,
    link: IcpLink,
}

/// The page's own shown filings, placeholders left out.
fn linked<'a>(view: &PageView<'a>) -> Few<Linked<'a>> {
    let mut filings: Few<Linked<'_>> = Few::new();
    let shown = view.facts.icp.iter().filter(|seen| seen.own && seen.visibility.is_shown());
    for sighting in shown.filter(|seen| state(view, &seen.number) != NumberState::Placeholder) {
        let link = icp_link(sighting);
        match filings.iter_mut().find(|best| best.sighting.number.same_body(&sighting.number)) {
            Some(best) if link < best.link => *best = Linked { sighting, link },
            Some(_) => {}
            None => filings.push(Linked { sighting, link }),
        }
    }
    filings
}

/// The verdict of a link rule: it fails for the filings whose best link is of its `kinds`.
///
/// Where another number of the page is linked right, the page does lead to MIIT: an error is then a warning, unless
/// the faulty number is the declared one.
pub(super) fn icp_links(
    view: &PageView<'_>,
    kinds: &[IcpLink],
    tell: impl Fn(&Sighting<IcpNumber>) -> Evidence,
) -> Verdict {
    let filings = linked(view);
    if filings.is_empty() {
        return Verdict::NotApplicable("no ICP number on the page");
    }
    let one_is_right = filings.iter().any(|filing| filing.link <= IcpLink::Insecure);
    let faults = filings.iter().filter(|filing| kinds.contains(&filing.link)).map(|filing| {
        let mut evidence = tell(filing.sighting);
        let number = &filing.sighting.number;
        let declared = view.site.icp.as_ref().is_some_and(|icp| icp.same_body(number));
        if one_is_right && filing.link > IcpLink::Scripted && !declared {
            evidence.severity = Some(Severity::Warning);
        }
        evidence
    });
    verdict(faults.collect())
}

/// Fail with these faults, or pass without any.
pub(super) fn verdict(faults: Vec<Evidence>) -> Verdict {
    if faults.is_empty() { Verdict::Pass } else { Verdict::Fail(faults) }
}

/// What a slip of the hand is, zh and en.
pub(super) fn slip(slip: Slip) -> (String, String) {
    let (zh, en) = match slip {
        Slip::LettersAmongDigits => (
            "数字里混有形似数字的字母（如 O、l）",
            "letters that look like digits stand among the digits (O for 0, l for 1)",
        ),
        Slip::Letters => {
            ("“ICP”三个字母写错了", "the letters of ICP are others, or in another order")
        }
        Slip::Sign => ("“ICP”后面应是一个“备”字", "one 备 must stand behind ICP"),
        Slip::NoWords => {
            ("只有数字，缺少前面的文字", "the digits stand without the words before them")
        }
        Slip::Words => ("数字前面的文字写错了", "the words before the digits are others"),
        Slip::Ordinal => ("“备”和数字之间多了“第”", "第 stands between 备 and the digits"),
        Slip::Broken => ("数字中间换了行", "a line ends among the digits"),
    };
    (zh.to_owned(), en.to_owned())
}

/// Several things in a row.
pub(super) fn listed(parts: impl Iterator<Item = Text>) -> Text {
    let (zh, en): (Vec<_>, Vec<_>) = parts.map(|part| (part.zh, part.en)).unzip();
    Text::made(zh.join("；"), en.join(", "))
}

/// Evidence that stands at a number of the page.
pub(super) fn at<T>(sighting: &Sighting<T>, message: Text) -> Evidence {
    Evidence { line: line(sighting), ..of_page(&sighting.raw, message) }
}

/// Evidence that stands at a linked number: the number and its `href` as written.
pub(super) fn at_link<T>(sighting: &Sighting<T>, message: Text) -> Evidence {
    let seen = match &sighting.link.href {
        Some(href) => format!("{} → {href}", sighting.raw),
        None => sighting.raw.clone(),
    };
    Evidence { line: line(sighting), ..of_page(&seen, message) }
}

/// What stands in a frame stands in no line of the page's own source.
fn line<T>(sighting: &Sighting<T>) -> Option<u32> {
    (sighting.line > 0).then_some(sighting.line)
}

/// Evidence that has no line: something is missing, or it concerns the page or site as a whole.
pub(super) fn of_page(seen: &str, message: Text) -> Evidence {
    Evidence { message, seen: seen.to_owned(), line: None, fix: None, severity: None, page: None }
}

#[cfg(test)]
mod tests {
    use super::Severity::{Error, Info, Warning};
    use crate::rules::tests::Case;

    const MIIT: &str = r#"href="https://beian.miit.gov.cn/""#;

    /// A page with this footer and the findings about its ICP number.
    fn findings(declared: &str, footer: &str) -> Vec<(&'static str, super::Severity)> {
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

    #[test]
    fn a_page_without_a_shown_number_brings_one_finding_about_it() {
        let cases = [
            ("© 2026 青禾文具", ("icp-missing", Error)),
            ("<p style='display:none'>京ICP备19004817号-1</p>", ("icp-hidden", Error)),
            ("<!-- 京ICP备19004817号-1 -->", ("icp-missing", Error)),
            ("<script>f('京ICP备19004817号-1')</script>", ("icp-script-only", Warning)),
            ("<script>f('京ICP备12345678号-1')</script>", ("icp-missing", Error)),
        ];
        for (footer, expected) in cases {
            assert_eq!(findings("", footer), [expected], "{footer}");
        }
        assert_eq!(findings("", "浙B2-20190376"), []);
        let other = "<script>f('京ICP备19004817号-1')</script>";
        assert_eq!(findings("icp = \"浙ICP备2021036518号\"", other), [("icp-missing", Error)]);
    }

    #[test]
    fn a_faulty_number_is_called_by_its_root_cause() {
        let linked = |number: &str| format!("<a {MIIT}>{number}</a>");
        let cases = [
            ("川ICP备17028364号-1", vec![("icp-province-char", Error)]),
            ("贵ICP备36325334号-6", vec![("icp-malformed", Error), ("icp-province-char", Error)]),
            ("京ICP备1900481号-1", vec![("icp-malformed", Error)]),
            ("川ICP备12345678号", vec![("icp-placeholder", Error)]),
            ("京ICP备XXXXXXXX号-1", vec![("icp-placeholder", Error)]),
            ("苏ICP备2023047186号-2A", vec![("icp-suffix-kind", Warning)]),
        ];
        for (number, expected) in cases {
            assert_eq!(findings("", &linked(number)), expected, "{number}");
        }
    }
}
