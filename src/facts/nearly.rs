//! What stands in a number's place on a page that shows none: words without digits, digits without words, a number
//! broken over two lines, a picture in a link to a register. Read only on such pages.

use std::ops::Range;

use crate::domain::icp_number::{IcpNumber, Slip};
use crate::domain::police_number::PoliceNumber;
use crate::domain::province;
use crate::domain::scan::{Number, empty_labels, folded_char, is_invisible, scan};
use crate::html::{NodeId, Outline, Tag, anchor_of};

use super::badge;
use super::filer::{Filer, Found};
use super::hints::{Hints, line_at};
use super::link::trimmed;
use super::page::PageFacts;

/// At most so many lines, links and pictures are looked at.
const MAX: usize = 200;

/// A number on two lines takes at most so many bytes.
const MAX_LINES: usize = 400;

/// What the page lacks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lacking {
    /// It shows no ICP number of its own.
    pub icp: bool,
    /// It shows no police number of its own.
    pub police: bool,
}

impl Lacking {
    /// What is still lacking, given what was found.
    fn still(self, facts: &PageFacts) -> Self {
        Self {
            icp: self.icp && !facts.icp.iter().any(|it| it.own && it.visibility.is_shown()),
            police: self.police
                && !facts.police.iter().any(|it| it.own && it.visibility.is_shown()),
        }
    }
}

/// Adds to the facts what stands in the place of a number that the page lacks.
pub(crate) fn read(
    filer: &mut Filer<'_, '_, '_>,
    hints: &Hints,
    lacking: Lacking,
    facts: &mut PageFacts,
) {
    for line in hints.filings.iter().take(MAX) {
        broken(filer, line, lacking, facts);
    }
    let lacking = lacking.still(facts);
    for line in hints.filings.iter().take(MAX) {
        labels(filer, line, lacking, facts);
    }
    let lacking = lacking.still(facts);
    let source = filer.outline.source.as_bytes();
    let any = lacking.icp || lacking.police;
    if any && (lacking.police || memchr::memmem::find(source, b"gov.cn").is_some()) {
        elements(filer, lacking, facts);
    }
}

/// A number that a line break stands in: 京ICP备1900<br>4817号.
fn broken(
    filer: &mut Filer<'_, '_, '_>,
    line: &Range<usize>,
    lacking: Lacking,
    facts: &mut PageFacts,
) {
    let text = filer.outline.text.as_str();
    let first = text.get(line.clone()).unwrap_or_default().trim_end();
    let may_go_on = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(folded_char(c), '备' | '案' | '号' | ':' | '网' | '安')
    };
    if !first.ends_with(may_go_on) || line.end >= text.len() {
        return;
    }
    let next = line_at(text, line.end + 1);
    if next.end - line.start > MAX_LINES {
        return;
    }
    for found in filer.found(&(line.start..next.end)) {
        let Some(at) = found.text.find('\n') else { continue };
        if !(found.range.start < at && at < found.range.end) {
            continue;
        }
        let slip = (found.digits.start < at && at < found.digits.end).then_some(Slip::Broken);
        let number = match found.number.clone() {
            Number::Icp(number) if lacking.icp => {
                Number::Icp(IcpNumber { slip: number.slip.or(slip), ..number })
            }
            Number::Police(number) if lacking.police => {
                Number::Police(PoliceNumber { slip: number.slip.or(slip), ..number })
            }
            _ => continue,
        };
        filer.file(Found { number, ..found }, facts);
    }
}

/// Labels that no number follows, at the foot of the page.
fn labels(
    filer: &mut Filer<'_, '_, '_>,
    line: &Range<usize>,
    lacking: Lacking,
    facts: &mut PageFacts,
) {
    let text = filer.outline.text.get(line.clone()).unwrap_or_default();
    if let Some((range, number)) = cut_short(text).filter(|_| lacking.icp) {
        let raw = text.get(range.clone()).unwrap_or_default().to_owned();
        let range = line.start + range.start..line.start + range.end;
        let run = filer.outline.run_at(range.start).and_then(|run| filer.outline.runs.get(run));
        if let Some(node) = run.map(|run| run.node) {
            filer.add(Number::Icp(number), raw, node, &range, true, facts);
        }
    }
    for label in empty_labels(text) {
        if !(if label.police { lacking.police } else { lacking.icp }) {
            continue;
        }
        let range = line.start + label.range.start..line.start + label.range.end;
        let raw = text.get(label.range.clone()).unwrap_or_default().trim().to_owned();
        let number = if label.police { no_police(label.mark) } else { no_icp(label.mark) };
        if let Some(run) = filer.outline.run_at(range.start)
            && let Some(node) = filer.outline.runs.get(run).map(|run| run.node)
            && !in_form(filer.outline, node)
        {
            filer.add(number, raw, node, &range, true, facts);
        }
    }
}

/// A number at the end of a line that ends before it has all of its digits: 京ICP备1900.
fn cut_short(line: &str) -> Option<(Range<usize>, IcpNumber)> {
    let line = line.trim_end();
    if !line.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // with a suffix it would be read
    let found = scan(&format!("{line}-1")).pop()?;
    match found.number {
        Number::Icp(number) if found.digits.end == line.len() && number.body.len() < 6 => {
            Some((found.range.start..line.len(), IcpNumber { suffix: None, ..number }))
        }
        _ => None,
    }
}

/// Labels of forms and tables are for what is typed or listed there.
fn in_form(outline: &Outline<'_>, node: NodeId) -> bool {
    outline
        .ancestors(node)
        .any(|(_, it)| matches!(it.tag, Tag::Form | Tag::Table | Tag::Select | Tag::Button))
}

fn no_icp(mark: Option<char>) -> Number {
    Number::Icp(IcpNumber { mark, body: String::new(), suffix: None, slip: None })
}

fn no_police(mark: Option<char>) -> Number {
    let mark_written = mark.is_some();
    Number::Police(PoliceNumber { mark, mark_written, digits: String::new(), slip: None })
}

/// A register that links lead to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Register {
    Miit,
    Police,
}

impl Register {
    fn of(href: &str) -> Option<Self> {
        let href = href.to_ascii_lowercase();
        // the host alone: other sites carry it in their queries
        let host = href.split("//").nth(1)?.split(['/', '?', '#']).next()?;
        match host.trim_start_matches("www.") {
            "beian.miit.gov.cn" | "miitbeian.gov.cn" | "miibeian.gov.cn" => Some(Self::Miit),
            "beian.mps.gov.cn" | "beian.gov.cn" => Some(Self::Police),
            _ => None,
        }
    }
}

/// Links to a register that enclose no number, and badges with digits alone behind them.
fn elements(filer: &mut Filer<'_, '_, '_>, lacking: Lacking, facts: &mut PageFacts) {
    let outline = filer.outline;
    let mut seen = 0;
    for (id, node) in outline.nodes.iter().enumerate() {
        let Ok(id) = NodeId::try_from(id) else { break };
        match node.tag {
            Tag::A => {
                let may_lead =
                    |tag: &str| memchr::memmem::find(tag.as_bytes(), b"gov.cn").is_some();
                if !outline.source_of_attrs(id).is_none_or(may_lead) {
                    continue;
                }
                let Some(register) = outline.attr(id, "href").and_then(|href| Register::of(&href))
                else {
                    continue;
                };
                let wanted = if register == Register::Miit { lacking.icp } else { lacking.police };
                if wanted && seen < MAX {
                    seen += 1;
                    link(filer, id, register, facts);
                }
            }
            Tag::Img if lacking.police && seen < MAX && badge::is_named(outline, id) => {
                seen += 1;
                badge_alone(filer, id, facts);
            }
            _ => {}
        }
    }
}

/// What a link to a register encloses.
fn link(filer: &mut Filer<'_, '_, '_>, id: NodeId, register: Register, facts: &mut PageFacts) {
    let (range, text) = filer.text_of(id);
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect();
    if let Some(picture) = picture_in(filer.outline, id)
        && plain.is_empty()
    {
        let list = if register == Register::Miit {
            &mut facts.filing_images
        } else {
            &mut facts.police_images
        };
        if !list.contains(&picture) {
            list.push(picture);
        }
        return;
    }
    if plain.is_empty() || plain.chars().count() > 40 || !scan(&text).is_empty() {
        return; // shows nothing, is read as a number already, or a sentence
    }
    let number = match register {
        Register::Miit => icp_in(&plain),
        Register::Police => police_in(&plain),
    };
    let Some(number) = number else { return };
    let empty = match &number {
        Number::Icp(number) => number.body.is_empty(),
        Number::Police(number) => number.digits.is_empty(),
        Number::Licence(_) | Number::Joke(_) => return,
    };
    let raw: Vec<&str> = text.split_whitespace().collect();
    filer.add(number, raw.join(" "), id, &range, empty, facts);
}

/// The picture in a link, as its address or its text.
fn picture_in(outline: &Outline<'_>, link: NodeId) -> Option<String> {
    let behind = outline.nodes.iter().enumerate().skip(link as usize + 1).take(20);
    for (id, node) in behind {
        let Ok(id) = NodeId::try_from(id) else { break };
        if !outline.ancestors(id).take(8).any(|(around, _)| around == link) {
            break;
        }
        if matches!(node.tag, Tag::Img | Tag::Image | Tag::Svg) {
            let [src, alt] = outline.attrs_named(id, ["src", "alt"]);
            let named = src.map(|src| trimmed(&src)).filter(|src| !src.starts_with("data:"));
            let named = named.filter(|src| !src.is_empty());
            let alt = alt.map(|alt| trimmed(&alt)).filter(|alt| !alt.is_empty());
            return Some(named.or(alt).unwrap_or_else(|| "img".to_owned()));
        }
    }
    None
}

/// Words of links that lead to a register without standing in a number's place.
const WAYS: [&str; 9] =
    ["查询", "系统", "平台", "管理", "查看", "公示", "工业和信息化部", "办理", "入口"];

/// Whether a text is the sample of the code, or what was left in a number's place.
fn is_sample(text: &str, words: &[&str]) -> bool {
    let upper = text.to_uppercase();
    let unset =
        ["UNDEFINED", "NULL", "NONE", "NAN", "FALSE", "[OBJECTOBJECT]", "N/A", "XXX", "YOUR"];
    unset.iter().any(|it| upper.contains(it)) && text.chars().count() < 24
        || ["{{", "${", "<%", "{%", "{$"].iter().any(|it| text.contains(it))
        || text.chars().count() <= 14
            && words.iter().any(|it| upper.contains(it))
            && !WAYS.iter().any(|it| text.contains(it))
}

/// What a link to MIIT says: the digits of a number without its words, or none at all.
fn icp_in(text: &str) -> Option<Number> {
    let folded: String = text.chars().map(folded_char).collect();
    let mut rest = folded.as_str();
    for word in ["ICP", "网站", "工信部", "备案", "证", "编", "序", "号", "码", ":"] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let mark = rest.chars().next().filter(|c| province::is_mark(*c));
    let digits = mark.map_or(rest, |mark| rest.trim_start_matches(mark));
    let words = format!("{}ICP备{digits}", mark.map(String::from).unwrap_or_default());
    if digits.starts_with(|c: char| c.is_ascii_digit())
        && let Ok(number) = IcpNumber::parse(&words)
        && number.year().is_some()
    {
        return Some(Number::Icp(IcpNumber { slip: Some(Slip::NoWords), ..number }));
    }
    if let Some(number) = wrong_words(&folded) {
        return Some(Number::Icp(number));
    }
    let samples =
        ["备案号", "备案编号", "备案信息", "备案序号", "ICP备", "网站备案", "备案中", "待备案"];
    is_sample(&folded, &samples).then(|| no_icp(None))
}

/// A number's digits behind some of its words, or with more between them: 京备19004817号, 京-ICP备-19004817号.
fn wrong_words(text: &str) -> Option<IcpNumber> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let (before, digits) = text.split_at_checked(start)?;
    let letters = |c: char| !c.is_ascii_alphabetic() || matches!(c, 'I' | 'C' | 'P');
    let announced = before.contains('备') || before.contains("ICP");
    if !announced || before.ends_with('证') || !before.chars().all(letters) {
        return None;
    }
    let mark = before.chars().find(|c| province::is_mark(*c));
    let words = format!("{}ICP备{digits}", mark.map(String::from).unwrap_or_default());
    let number = IcpNumber::parse(&words).ok().filter(|it| it.year().is_some())?;
    Some(IcpNumber { slip: Some(Slip::Words), ..number })
}

/// What a link to the police register says: digits without the right words, or none at all.
fn police_in(text: &str) -> Option<Number> {
    let folded: String = text.chars().map(folded_char).collect();
    if let Some(number) = bare_police(&folded) {
        return Some(Number::Police(number));
    }
    let many = folded.bytes().filter(u8::is_ascii_digit).count() > 3;
    let samples = [
        "公安备案",
        "公网安备",
        "公安网备",
        "网安备",
        "公安联网备案",
        "公网备",
        "备案号",
        "公安局备案",
    ];
    (!many && is_sample(&folded, &samples)).then(|| {
        let mark = folded.chars().next().filter(|c| province::by_police(*c).is_some());
        no_police(mark)
    })
}

/// Fourteen digits, whatever words stand before them.
fn bare_police(text: &str) -> Option<PoliceNumber> {
    let digits = text.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 14)?;
    let province = province::by_digits(digits)?;
    let before = text.split(digits).next().unwrap_or_default();
    let slip = if before.chars().any(char::is_alphanumeric) { Slip::Words } else { Slip::NoWords };
    Some(PoliceNumber {
        mark: province.police.first().copied(),
        mark_written: false,
        digits: digits.to_owned(),
        slip: Some(slip),
    })
}

/// Digits of a police number right behind a badge, without words or link.
fn badge_alone(filer: &mut Filer<'_, '_, '_>, id: NodeId, facts: &mut PageFacts) {
    let outline = filer.outline;
    let Some(node) = outline.node(id) else { return };
    let start = node.text_at as usize;
    let behind = outline.text.get(start..).unwrap_or_default();
    let lead = behind.len() - behind.trim_start().len();
    let digits: String = behind.trim_start().chars().take_while(char::is_ascii_digit).collect();
    let after = behind.get(lead + digits.len()..).unwrap_or_default();
    // the kind of all numbers of websites
    let is_kind = digits.len() == 14 && digits.get(6..8) == Some("02");
    let ends = after.chars().next().is_none_or(|c| c == '号' || !c.is_alphanumeric());
    if !is_kind || !ends {
        return;
    }
    let Some(number) = bare_police(&digits) else { return };
    let range = start + lead..start + lead + digits.len();
    let run = outline.run_at(range.start).and_then(|run| outline.runs.get(run));
    let Some(node) = run.map(|run| run.node) else { return };
    if anchor_of(outline, node).is_some_and(|anchor| {
        outline.attr(anchor, "href").is_some_and(|href| Register::of(&href).is_some())
    }) {
        return; // read as a link
    }
    filer.add(Number::Police(number), digits, node, &range, false, facts);
}

#[cfg(test)]
mod tests {
    use super::super::PageFacts;
    use crate::domain::icp_number::NumberState;

    fn read(footer: &str) -> PageFacts {
        let html = format!(
            "<!doctype html><meta charset=utf-8><title>青禾文具</title><main><h1>青禾文具</h1><p>文具的批发与零售，支持来样\
             定制，全国发货。</p></main><footer><p>© 2026 青禾文具</p>{footer}</footer>"
        );
        crate::testkit::page::facts(&html)
    }

    fn icp(footer: &str) -> Vec<(String, &'static str)> {
        let own = read(footer).icp.into_iter().filter(|it| it.own);
        own.map(|it| (it.raw.clone(), it.number.state(2026).name())).collect()
    }

    fn police(footer: &str) -> Vec<(String, &'static str)> {
        let own = read(footer).police.into_iter().filter(|it| it.own);
        own.map(|it| (it.raw.clone(), it.number.state().name())).collect()
    }

    const MIIT: &str = "<a href='https://beian.miit.gov.cn/'>";
    const POLICE: &str =
        "<a href='https://beian.mps.gov.cn/#/query/webSearch?code=11010502046718'>";

    #[test]
    fn a_frame_that_nobody_filled_is_a_placeholder() {
        for text in [
            "备案号",
            "ICP备案号",
            "ICP备案",
            "你的备案号",
            "undefined",
            "null",
            "[object Object]",
            "{{ site.icp }}",
            "YOUR_ICP_NUMBER",
            "京ICP备号",
            "京ICP备 号",
            "京ICP备",
            "京ICP备undefined号",
            "ICP备案号：",
        ] {
            let found = icp(&format!("{MIIT}{text}</a>"));
            assert_eq!(found, [(text.to_owned(), "placeholder")], "{text}");
        }
        for text in [
            "ICP备案号：",
            "ICP备案号：[待填写]",
            "备案号：",
            "京ICP备[object Object]号",
            "网站备案号：待备案",
        ] {
            assert_eq!(
                icp(&format!("<p>{text}</p>")),
                [(text.to_owned(), "placeholder")],
                "{text}"
            );
        }
        for text in [
            "公网安备",
            "沪公网安备",
            "公安备案号",
            "京公网安备 号",
            "京公网安备undefined号",
            "undefined",
        ] {
            let found = police(&format!("<img src=/b.png>{POLICE}{text}</a>"));
            assert_eq!(found, [(text.to_owned(), "placeholder")], "{text}");
        }
        for text in ["公安备案号：", "公安备案号：【待填写】", "京公网安备 号"]
        {
            assert_eq!(
                police(&format!("<p>{text}</p>")),
                [(text.to_owned(), "placeholder")],
                "{text}"
            );
        }
    }

    #[test]
    fn ways_to_a_register_and_labels_elsewhere_are_none() {
        for footer in [
            &format!("{MIIT}工信部备案查询</a>"),
            &format!("{MIIT}工业和信息化部政务服务平台</a>"),
            &format!("{MIIT}ICP/IP地址/域名信息备案管理系统</a>"),
            "<a href=/beian>ICP备案</a> <a href=/icp>备案号</a>",
            "<p>ICP备案</p><p>ICP备案咨询</p><p>阿里云ICP备案</p>",
            "<form><label>ICP备案号：</label><input></form>",
            &format!("{MIIT}ICP备案号</a>：浙ICP备2021036518号-2"),
            "<p>ICP备案号：</p><p>浙ICP备2021036518号-2</p>",
            &format!("{MIIT}浙B2-20190376</a>"),
            &format!("{MIIT}浙ICP证 20190376号</a>"),
            &format!("{MIIT}备案咨询 010-88886666</a>"),
            &format!("{MIIT}</a>"),
        ] {
            assert!(icp(footer).iter().all(|it| it.1 == "ok"), "{footer}: {:?}", icp(footer));
        }
        assert!(police(&format!("{POLICE}全国互联网安全管理服务平台</a>")).is_empty());
        assert!(police("<a href=/police>公安备案</a>").is_empty());
    }

    #[test]
    fn digits_without_their_words_are_malformed() {
        for (footer, raw) in [
            (format!("{MIIT}19004817号-1</a>"), "19004817号-1"),
            (format!("{MIIT}京19004817号</a>"), "京19004817号"),
            (format!("备案号 {MIIT}2021036518</a>"), "2021036518"),
            (format!("{MIIT}京备19004817号-1</a>"), "京备19004817号-1"),
            (format!("{MIIT}京-ICP备-19004817号-1</a>"), "京-ICP备-19004817号-1"),
            (format!("{MIIT}京ICP证备19004817号</a>"), "京ICP证备19004817号"),
        ] {
            assert_eq!(icp(&footer), [(raw.to_owned(), "malformed")], "{footer}");
        }
        for (footer, raw) in [
            (format!("<img src=/b.png>{POLICE}11010502046718</a>"), "11010502046718"),
            (format!("<img src=/b.png>{POLICE}11010502046718号</a>"), "11010502046718号"),
            (format!("{POLICE}京公网安各11010502046718号</a>"), "京公网安各11010502046718号"),
            ("<img src=/gongan.png> 11010502046718".to_owned(), "11010502046718"),
            (format!("{POLICE}京公网安备第11010502046718号</a>"), "京公网安备第11010502046718号"),
        ] {
            assert_eq!(police(&footer), [(raw.to_owned(), "malformed")], "{footer}");
            let number = read(&footer).police[0].number.to_string();
            assert_eq!(number, "京公网安备11010502046718号", "{footer}");
        }
        assert!(police("<img src=/phone.png> 13800138000138").is_empty());
    }

    #[test]
    fn a_number_that_is_cut_short_is_malformed() {
        for text in ["京ICP备1900", "京ICP备190-1", "京ICP备19004"] {
            assert_eq!(icp(text), [(text.to_owned(), "malformed")], "{text}");
            assert_eq!(
                icp(&format!("{MIIT}{text}</a>")),
                [(text.to_owned(), "malformed")],
                "{text}"
            );
        }
        assert!(icp("<p>京ICP备2021年起</p>").is_empty());
    }

    #[test]
    fn a_number_that_a_line_break_stands_in_is_read() {
        assert_eq!(
            icp("京ICP备1900<br>4817号-1"),
            [("京ICP备1900 ↵ 4817号-1".to_owned(), "malformed")]
        );
        assert_eq!(icp("京ICP备<br>19004817号-1"), [("京ICP备 ↵ 19004817号-1".to_owned(), "ok")]);
        assert_eq!(icp("<div>京ICP备</div><div>19004817号</div>").len(), 1);
        assert_eq!(
            police("京公网安备1101050<br>2046718号"),
            [("京公网安备1101050 ↵ 2046718号".to_owned(), "malformed")]
        );
        assert!(icp("京ICP备案指南<br>19004817号楼").is_empty());
    }

    #[test]
    fn a_picture_alone_in_a_link_to_a_register_may_carry_the_number() {
        let facts =
            read(&format!("{MIIT}<img src=/i/record.png></a> {POLICE}<img src=/i/p.png></a>"));
        assert_eq!(facts.filing_images, ["/i/record.png"]);
        assert_eq!(facts.police_images, ["/i/p.png"]);
        assert!(facts.icp.is_empty() && facts.police.is_empty());
        let facts = read("<img src=/x.png alt='京公网安备11010502046718号'>");
        assert_eq!(facts.police_images, ["/x.png"]);
        let facts = read("<img src=/gongan.png alt='公安徽章'>");
        assert!(facts.police_images.is_empty());
    }

    #[test]
    fn a_number_beside_it_settles_what_a_frame_is() {
        let footer = format!("{MIIT}备案号</a> {MIIT}浙ICP备2021036518号-2</a> <p>ICP备案号：</p>");
        assert_eq!(icp(&footer), [("浙ICP备2021036518号-2".to_owned(), NumberState::Ok.name())]);
    }
}
