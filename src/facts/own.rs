//! Whether a page shows a number as its own filing or merely mentions it: in an article, a list of other sites, a
//! piece of code.

use crate::domain::icp_number::{IcpNumber, NumberState};
use crate::domain::scan::{Found, Number};

use super::place::Surroundings;
use super::sighting::{Badge, Link, Place, Visibility};

/// What stands on a number's line besides numbers, labels and separators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Company {
    /// Nothing, a name, a link word.
    Little,
    /// Sentences: harmless at the foot of a page, elsewhere a mention.
    Prose,
}

/// A number before it is known whether the page claims it.
#[derive(Debug)]
pub(crate) struct Candidate {
    /// The number.
    pub number: Number,
    /// As shown.
    pub raw: String,
    /// 1-based line in the source.
    pub line: u32,
    /// Whether a reader sees it.
    pub visibility: Visibility,
    /// The elements around it.
    pub surroundings: Surroundings,
    /// Its part of the page.
    pub place: Place,
    /// The link around it.
    pub link: Link,
    /// The badge beside it.
    pub badge: Option<Badge>,
    /// What else stands on its line, numbers and labels taken out.
    pub company: Company,
}

/// More than this many characters besides the numbers read as prose, if sentence marks are among them.
const PROSE: usize = 24;

/// Words that a filing line is made of.
const LABELS: &[&str] = &[
    "版权所有",
    "版權所有",
    "copyright",
    "all rights reserved",
    "保留所有权利",
    "备案",
    "備案",
    "许可证",
    "经营许可证",
    "公网安备",
    "技术支持",
    "地址",
    "电话",
    "邮编",
    "邮箱",
    "传真",
    "tel",
    "©",
];

/// Those of them that only footers have.
const FOOTER_LABELS: &[&str] = &[
    "版权所有",
    "版權所有",
    "copyright",
    "all rights reserved",
    "保留所有权利",
    "技术支持",
    "地址",
    "邮编",
    "©",
];

/// Reads the rest of a line.
pub(crate) fn company(line: &str, found: &[Found]) -> Company {
    if found.is_empty() {
        return Company::Little;
    }
    let mut rest = String::new();
    let mut from = 0;
    for it in found {
        rest.push_str(line.get(from..it.range.start).unwrap_or_default());
        rest.push(' ');
        from = it.range.end;
    }
    rest.push_str(line.get(from..).unwrap_or_default());
    let lower = rest.to_lowercase();
    let letters = rest.chars().filter(|c| c.is_alphanumeric()).count();
    let marks = rest
        .chars()
        .filter(|c| matches!(c, '，' | '。' | '；' | '！' | '？' | '「' | '“' | '、'))
        .count();
    let labelled = LABELS.iter().any(|label| lower.contains(label));
    let sentences = (letters > PROSE && marks > 0) || (letters > PROSE / 2 && marks > 1);
    let prose = sentences && (!labelled || marks > 2 || letters > 8 * PROSE);
    let of_footer = FOOTER_LABELS.iter().any(|label| lower.contains(label));
    let sentence = letters > 0 && marks > 0 && !of_footer;
    if prose || sentence || (letters > 0 && is_mention(&rest)) {
        Company::Prose
    } else {
        Company::Little
    }
}

/// Short sentences that speak about a number: `备案号为「…」`, `例如 …`.
fn is_mention(rest: &str) -> bool {
    [
        "例如",
        "比如",
        "譬如",
        "样式",
        "格式",
        "备案号为",
        "备案号是",
        "形如",
        "类似",
        "e.g.",
        "for example",
    ]
    .iter()
    .any(|word| rest.contains(word))
}

/// For each candidate, whether the page claims it.
pub(crate) fn claims(candidates: &[Candidate]) -> Vec<bool> {
    let mut claims: Vec<bool> = candidates.iter().map(claims_alone).collect();
    let listing = is_listing(candidates, &claims);
    let settled: Vec<&IcpNumber> = candidates
        .iter()
        .zip(&claims)
        .filter(|(candidate, claim)| **claim && !is_content(candidate.place))
        .filter_map(|(candidate, _)| icp(&candidate.number).filter(|it| !is_sample(it)))
        .collect();
    for (candidate, claim) in candidates.iter().zip(&mut claims) {
        if is_content(candidate.place) && (listing || is_of_others(candidate, &settled)) {
            *claim = false;
        }
    }
    claims
}

/// Whether a number in the content is somebody else's, given those at the foot of the page: another subject's, or any
/// in an article.
fn is_of_others(candidate: &Candidate, settled: &[&IcpNumber]) -> bool {
    let of_another =
        || icp(&candidate.number).is_some_and(|it| !settled.iter().any(|own| own.same_body(it)));
    !settled.is_empty() && (candidate.surroundings.article || of_another())
}

const fn icp(number: &Number) -> Option<&IcpNumber> {
    if let Number::Icp(number) = number { Some(number) } else { None }
}

/// A sample or a mask, whatever year it is.
fn is_sample(number: &IcpNumber) -> bool {
    number.state(i16::MAX) == NumberState::Placeholder
}

/// Whether the content of a page lists numbers: of three subjects, or four of one.
fn is_listing(candidates: &[Candidate], claims: &[bool]) -> bool {
    let mut bodies: Vec<&str> = Vec::new();
    let mut numbers: Vec<&Number> = Vec::new();
    for (candidate, _) in candidates.iter().zip(claims).filter(|(_, claim)| **claim) {
        if let Number::Icp(number) = &candidate.number
            && is_content(candidate.place)
            && !numbers.contains(&&candidate.number)
        {
            numbers.push(&candidate.number);
            if !bodies.contains(&number.body.as_str()) {
                bodies.push(&number.body);
            }
        }
        if bodies.len() > 2 || numbers.len() > 3 {
            return true;
        }
    }
    false
}

const fn is_content(place: Place) -> bool {
    matches!(place, Place::Main | Place::Other)
}

fn claims_alone(candidate: &Candidate) -> bool {
    if !is_content(candidate.place) {
        return !candidate.surroundings.sample || candidate.place == Place::Footer;
    }
    // a sample in the content is one of a guide; those of themes stand at the foot
    !candidate.surroundings.sample
        && candidate.company == Company::Little
        && !icp(&candidate.number).is_some_and(is_sample)
}

#[cfg(test)]
mod tests {
    use super::super::{RawPage, read};

    /// The numbers that a page claims, with text enough behind them that they do not stand at its bottom.
    fn own(content: &str) -> Vec<String> {
        let rest = "<p>正文还有很多很多内容，一直写到下面去。</p>".repeat(60);
        let html = format!("<!doctype html><meta charset=utf-8>{content}{rest}");
        let facts = read(RawPage { bytes: html.as_bytes(), content_type: None, links: 0 });
        facts.icp.iter().filter(|it| it.own).map(|it| it.raw.clone()).collect()
    }

    const NUMBER: &str = "浙ICP备2021036518号";

    #[test]
    fn a_sentence_mentions_a_number() {
        for sentence in
            [format!("网站终于备案了，备案号：{NUMBER}。"), format!("你的 {NUMBER} 怎么申请的？")]
        {
            assert!(own(&format!("<div class=post-content><p>{sentence}</p></div>")).is_empty());
            assert!(own(&format!("<div><p>{sentence}</p></div>")).is_empty(), "{sentence}");
        }
        let footer = format!("<div class=detail><p>© 2026 青禾文具，{NUMBER}</p></div>");
        assert_eq!(own(&footer), [NUMBER]);
    }

    #[test]
    fn the_number_at_the_foot_settles_whose_the_others_are() {
        let footer = format!("<footer>{NUMBER}-1</footer>");
        assert_eq!(own(&format!("<p>粤ICP备19004817号{footer}")), [format!("{NUMBER}-1")]);
        assert_eq!(own(&format!("<p>{NUMBER}-2{footer}")).len(), 2);
        assert_eq!(own("<p>粤ICP备19004817号"), ["粤ICP备19004817号"]);
    }

    #[test]
    fn samples_in_the_content_are_of_a_guide() {
        assert!(own("<ol><li>收到备案号：粤ICP备XXXXXXXX号<li>放到网站底部</ol>").is_empty());
        assert_eq!(own("<footer>粤ICP备XXXXXXXX号</footer>").len(), 1);
    }

    #[test]
    fn a_table_of_numbers_claims_none() {
        let rows = |numbers: &[&str]| {
            let rows: Vec<String> =
                numbers.iter().map(|number| format!("<tr><td>站点<td>{number}")).collect();
            own(&format!("<table>{}</table>", rows.concat()))
        };
        assert!(
            rows(&["浙ICP备2021036518号-1", "粤ICP备19004817号", "京ICP备2022050013号-2"])
                .is_empty()
        );
        let of_one = ["浙ICP备2021036518号-1", "浙ICP备2021036518号-2", "浙ICP备2021036518号-3A"];
        assert_eq!(rows(&of_one).len(), 3);
        assert!(rows(&[&of_one[..], &["浙ICP备2021036518号-4"]].concat()).is_empty());
    }
}
