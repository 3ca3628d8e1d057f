//! Whether a page shows a number as its own filing or merely mentions it: in an article, a list of other sites, a
//! piece of code.

#[cfg(test)]
mod tests;

use crate::domain::icp_number::{IcpNumber, NumberState};
use crate::domain::scan::{Found, Number};
use crate::html::Visibility;

use crate::facts::others::OwnershipSigns;
use crate::facts::place::Surroundings;
use crate::facts::sighting::{Badge, Link, PagePart};

/// What stands on a number's line besides numbers, labels and separators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RestOfLine {
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
    pub place: PagePart,
    /// The link around it.
    pub link: Link,
    /// The badge beside it.
    pub badge: Option<Badge>,
    /// What else stands on its line, numbers and labels taken out.
    pub company: RestOfLine,
    /// What says that it is somebody else's.
    pub signs: OwnershipSigns,
    /// Where it stands in the page's text.
    pub at: usize,
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
pub(crate) fn company(line: &str, found: &[Found]) -> RestOfLine {
    if found.is_empty() {
        return RestOfLine::Little;
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
        RestOfLine::Prose
    } else {
        RestOfLine::Little
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

/// For each candidate, whether the page claims it. `footer` returns where the last text of the page's footer starts.
pub(crate) fn claims(
    candidates: &[Candidate],
    footer: impl FnOnce() -> Option<usize>,
) -> Vec<bool> {
    let mut claims: Vec<bool> = candidates.iter().map(claims_alone).collect();
    let in_article = |(candidate, claim): (&Candidate, &bool)| {
        *claim && candidate.surroundings.article && is_content(candidate.place)
    };
    let footer = if candidates.iter().zip(&claims).any(in_article) { footer() } else { None };
    let listing = is_listing(candidates, &claims);
    let settled = ClaimedNumbers::of(candidates, &claims);
    for (candidate, claim) in candidates.iter().zip(&mut claims) {
        let content = is_content(candidate.place);
        let others = if content {
            // an article above the page's own footer speaks of numbers
            let left_behind =
                candidate.surroundings.article && footer.is_some_and(|at| at > candidate.at);
            listing || left_behind || settled.is_of_others(candidate)
        } else {
            candidate.place != PagePart::Footer
                && settled.in_footer
                && settled.is_another(candidate)
                || candidate.signs.behind_others && settled.is_another(candidate)
                || settled.is_above_footer(candidate) && settled.is_another(candidate)
        };
        if others {
            *claim = false;
        }
    }
    claims
}

/// The numbers that the page claims outside of its content: they settle whose the others are.
struct ClaimedNumbers<'c> {
    icp: Vec<&'c IcpNumber>,
    police: Vec<&'c str>,
    /// Whether they stand in its footer.
    in_footer: bool,
    /// Where the first of them stands in an element that is marked as the footer.
    marked: Option<usize>,
}

impl<'c> ClaimedNumbers<'c> {
    fn of(candidates: &'c [Candidate], claims: &[bool]) -> Self {
        let claimed = || {
            let both = candidates.iter().zip(claims);
            both.filter(|(it, claim)| **claim && !is_content(it.place) && !it.signs.behind_others)
                .map(|(it, _)| it)
        };
        let in_footer = claimed().any(|it| it.place == PagePart::Footer);
        let is_marked = |it: &Candidate| it.surroundings.is_in_footer();
        let marked = claimed().filter(|it| is_marked(it)).map(|it| it.at).min();
        let settles = |it: &&Candidate| match marked {
            Some(_) => is_marked(it),
            None => it.place == PagePart::Footer || !in_footer,
        };
        let (mut icp, mut police) = (Vec::new(), Vec::new());
        for candidate in claimed().filter(settles) {
            match &candidate.number {
                Number::Icp(number) if !is_sample(number) => icp.push(number),
                Number::Police(number) => police.push(number.digits.as_str()),
                Number::Icp(_) | Number::Licence(_) | Number::Joke(_) => {}
            }
        }
        Self { icp, police, in_footer, marked }
    }

    /// Whether a number stands above the marked footer that has the page's own: on a short page all is near the bottom.
    fn is_above_footer(&self, candidate: &Candidate) -> bool {
        !candidate.surroundings.is_in_footer() && self.marked.is_some_and(|at| candidate.at < at)
    }

    /// Whether a number is of another subject than those settled.
    fn is_another(&self, candidate: &Candidate) -> bool {
        match &candidate.number {
            Number::Icp(number) => {
                !self.icp.is_empty() && !self.icp.iter().any(|own| own.same_body(number))
            }
            Number::Police(number) => {
                !self.police.is_empty() && !self.police.contains(&number.digits.as_str())
            }
            Number::Licence(_) | Number::Joke(_) => false,
        }
    }

    /// Whether a number in the content is somebody else's: another subject's, or any in an article.
    fn is_of_others(&self, candidate: &Candidate) -> bool {
        !self.icp.is_empty() && candidate.surroundings.article || self.is_another(candidate)
    }
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
    // two items of a list with numbers of two subjects
    let listed = |number: &Number| {
        candidates.iter().any(|it| it.signs.listed && is_content(it.place) && it.number == *number)
    };
    bodies.len() > 1 && numbers.into_iter().all(listed)
}

pub(crate) const fn is_content(place: PagePart) -> bool {
    matches!(place, PagePart::Main | PagePart::Other)
}

fn claims_alone(candidate: &Candidate) -> bool {
    if candidate.signs.of_maker || candidate.signs.of_friend {
        return false;
    }
    if !is_content(candidate.place) {
        return !candidate.surroundings.sample || candidate.place == PagePart::Footer;
    }
    // a sample in the content is one of a guide; those of themes stand at the foot
    !candidate.surroundings.sample
        && candidate.company == RestOfLine::Little
        && !icp(&candidate.number).is_some_and(is_sample)
}
