//! What several rules ask of a page: its own numbers, grouped; whether it shows a filing at all; evidence.

use smallvec::{SmallVec, smallvec};

use crate::domain::icp_number::{IcpNumber, NumberState, Slip};
use crate::domain::lang::Text;
use crate::domain::province;
use crate::facts::{ElsewhereKind, PageKind, Sighting};

use super::{Evidence, PageView, Verdict};

/// A list that is mostly of one: a page shows a number once or twice.
pub(super) type Few<T> = SmallVec<[T; 2]>;

/// One number of a page with all its own occurrences.
#[derive(Debug)]
pub(super) struct NumberGroup<'a, T> {
    /// The number.
    pub number: &'a T,
    /// Its own occurrences on the page, hidden ones included, in order.
    pub sightings: Few<&'a Sighting<T>>,
}

impl<'a, T> NumberGroup<'a, T> {
    /// The occurrences that a reader sees.
    pub(super) fn shown(&self) -> impl Iterator<Item = &'a Sighting<T>> + '_ {
        self.sightings.iter().copied().filter(|sighting| sighting.visibility.is_shown())
    }
}

/// The page's own numbers, grouped by number, in order of first occurrence.
pub(super) fn own<T: PartialEq>(sightings: &[Sighting<T>]) -> Few<NumberGroup<'_, T>> {
    let mut groups: Few<NumberGroup<'_, T>> = Few::new();
    for sighting in sightings.iter().filter(|sighting| sighting.own) {
        match groups.iter_mut().find(|group| *group.number == sighting.number) {
            Some(group) => group.sightings.push(sighting),
            None => groups
                .push(NumberGroup { number: &sighting.number, sightings: smallvec![sighting] }),
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

/// Whether a page shows a filing, or what is in its place: the first that applies. The rules of absence each
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

/// A well-formed ICP number that is in a script, and its line.
pub(super) fn scripted_number(view: &PageView<'_>) -> Option<(IcpNumber, u32)> {
    number_in(view, ElsewhereKind::Script)
}

/// A well-formed ICP number outside of rendered text, and its line. Where a number is declared, only that filing
/// counts: scripts also carry other people's texts.
pub(super) fn number_in(view: &PageView<'_>, kind: ElsewhereKind) -> Option<(IcpNumber, u32)> {
    let all = view.facts.elsewhere.iter();
    all.filter(|found| found.kind == kind && !found.police).find_map(|found| {
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

/// Fail with these faults, or pass without any.
pub(super) fn verdict(faults: Vec<Evidence>) -> Verdict {
    if faults.is_empty() { Verdict::Pass } else { Verdict::Fail(faults) }
}

/// What a slip of the hand is, zh and en.
pub(super) fn slip(slip: Slip) -> (String, String) {
    let (zh, en) = match slip {
        Slip::LettersAmongDigits => (
            "数字里混有形似数字的字母（如 O、l）",
            "letters that look like digits are among the digits (O for 0, l for 1)",
        ),
        Slip::Letters => ("“ICP”三个字母写错了", "the letters ICP are misspelt"),
        Slip::Sign => ("“ICP”后面应是一个“备”字", "ICP must be followed by one 备"),
        Slip::NoWords => ("只有数字，缺少前面的文字", "the words before the digits are missing"),
        Slip::Words => ("数字前面的文字写错了", "the words before the digits are wrong"),
        Slip::Ordinal => {
            ("“备”和数字之间多了“第”", "there is an extra 第 between 备 and the digits")
        }
        Slip::Broken => ("数字中间换了行", "there is a line break among the digits"),
    };
    (zh.to_owned(), en.to_owned())
}

/// Several things in a row.
pub(super) fn listed(parts: impl Iterator<Item = Text>) -> Text {
    let (zh, en): (Vec<_>, Vec<_>) = parts.map(|part| (part.zh, part.en)).unzip();
    Text::made(zh.join("；"), en.join(", "))
}

/// Evidence that is at a number of the page.
pub(super) fn at<T>(sighting: &Sighting<T>, message: Text) -> Evidence {
    Evidence { line: line(sighting), ..of_page(&sighting.raw, message) }
}

/// Evidence that is at a linked number: the number and its `href` as written.
pub(super) fn at_link<T>(sighting: &Sighting<T>, message: Text) -> Evidence {
    let seen = match &sighting.link.href {
        Some(href) => format!("{} → {href}", sighting.raw),
        None => sighting.raw.clone(),
    };
    Evidence { line: line(sighting), ..of_page(&seen, message) }
}

/// What is in a frame is in no line of the page's own source.
fn line<T>(sighting: &Sighting<T>) -> Option<u32> {
    (sighting.line > 0).then_some(sighting.line)
}

/// Evidence that has no line: something is missing, or it concerns the page or site as a whole.
pub(super) fn of_page(seen: &str, message: Text) -> Evidence {
    Evidence { message, seen: seen.to_owned(), line: None, fix: None, severity: None, page: None }
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{self, Error, Warning};
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
