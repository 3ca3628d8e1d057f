//! Links to a register and badges that enclose no number as it is written, or digits alone.

use crate::domain::icp_number::{IcpNumber, Slip};
use crate::domain::police_number::PoliceNumber;
use crate::domain::province;
use crate::domain::scan::{Number, folded_char, is_invisible, scan};
use crate::facts::badge;
use crate::facts::context::{NearNumber, PageContext};
use crate::facts::link::href_of;
use crate::facts::link::trimmed;
use crate::facts::page::PageFacts;
use crate::html::{NodeId, Outline, Tag, anchor_of};

use super::{MAX, MissingNumbers, no_icp, no_police};

/// A register that links lead to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LinkedRegister {
    Miit,
    Police,
}

impl LinkedRegister {
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
pub(super) fn elements(
    filer: &mut PageContext<'_, '_, '_>,
    lacking: MissingNumbers,
    facts: &mut PageFacts,
) {
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
                let Some(register) =
                    href_of(outline, id).and_then(|href| LinkedRegister::of(&href))
                else {
                    continue;
                };
                let wanted =
                    if register == LinkedRegister::Miit { lacking.icp } else { lacking.police };
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
fn link(
    filer: &mut PageContext<'_, '_, '_>,
    id: NodeId,
    register: LinkedRegister,
    facts: &mut PageFacts,
) {
    let (range, text) = filer.text_of(id);
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect();
    if let Some(picture) = picture_in(filer.outline, id)
        && plain.is_empty()
    {
        let list = if register == LinkedRegister::Miit {
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
        LinkedRegister::Miit => icp_in(&plain),
        LinkedRegister::Police => police_in(&plain),
    };
    let Some(number) = number else { return };
    let empty = match &number {
        Number::Icp(number) => number.body.is_empty(),
        Number::Police(number) => number.digits.is_empty(),
        Number::Licence(_) | Number::Joke(_) => return,
    };
    let raw: Vec<&str> = text.split_whitespace().collect();
    let raw = raw.join(" ");
    filer.add(NearNumber { number, raw, node: id, at: range, doubtful: empty }, facts);
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
fn badge_alone(filer: &mut PageContext<'_, '_, '_>, id: NodeId, facts: &mut PageFacts) {
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
        href_of(outline, anchor).is_some_and(|href| LinkedRegister::of(&href).is_some())
    }) {
        return; // read as a link
    }
    let number = Number::Police(number);
    filer.add(NearNumber { number, raw: digits, node, at: range, doubtful: false }, facts);
}
