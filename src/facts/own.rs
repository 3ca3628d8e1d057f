//! Whether a page shows a number as its own filing or merely mentions it: in an article, a list of other sites, a
//! piece of code.

use crate::domain::scan::{Found, Number};

use super::place::Surroundings;
use super::sighting::{Badge, Link, Place, Visibility};

/// What stands on a number's line besides numbers, labels and separators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Company {
    /// Nothing, a name, a link word.
    Little,
    /// Sentences.
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
    if prose || (letters > 0 && is_mention(&rest)) { Company::Prose } else { Company::Little }
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
    let mut bodies: Vec<&str> = Vec::new();
    for (candidate, claim) in candidates.iter().zip(&claims) {
        if *claim
            && is_content(candidate.place)
            && let Number::Icp(number) = &candidate.number
            && !bodies.contains(&number.body.as_str())
        {
            bodies.push(&number.body);
        }
    }
    let listing = bodies.len() > 2;
    let settled = candidates.iter().zip(&claims).any(|(candidate, claim)| {
        *claim && !is_content(candidate.place) && matches!(candidate.number, Number::Icp(_))
    });
    for (candidate, claim) in candidates.iter().zip(&mut claims) {
        // a list of other sites' numbers; or a number in an article above the page's own footer
        if is_content(candidate.place) && (listing || (settled && candidate.surroundings.article)) {
            *claim = false;
        }
    }
    claims
}

const fn is_content(place: Place) -> bool {
    matches!(place, Place::Main | Place::Other)
}

fn claims_alone(candidate: &Candidate) -> bool {
    if candidate.surroundings.sample && candidate.place != Place::Footer {
        return false;
    }
    !is_content(candidate.place) || candidate.company == Company::Little
}
