//! How a page writes a number, beside how the notice of its filing writes it. Readers of numbers forgive much; what they
//! forgave is reported here.

use super::icp_number::IcpNumber;
use super::lang::Text;
use super::police_number::PoliceNumber;
use super::scan::{folded_char, is_invisible};

/// A way in which a number is written otherwise than on its notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Departure {
    /// Small letters: icp.
    SmallLetters,
    /// Full-width letters, digits or hyphens.
    FullWidth,
    /// A dash in the place of the hyphen.
    Dash,
    /// Traditional characters.
    Traditional,
    /// The province in brackets.
    Brackets,
    /// In English or in Pinyin.
    Latin,
    /// A colon before the digits of a police number.
    Colon,
    /// The name of the province in the place of its character.
    ProvinceName,
    /// No province.
    NoProvince,
    /// Other words than ICP备 or 公网安备.
    Words,
    /// A label between the words and the digits: 案, 案号, 第.
    Label,
    /// Blanks between the digits.
    BlankInDigits,
    /// A line break between its parts.
    Break,
    /// 号 is missing.
    NoSign,
    /// 号 follows the suffix once more.
    TwoSigns,
    /// The suffix precedes 号.
    SuffixBeforeSign,
    /// No hyphen, or another sign, before the suffix.
    Hyphen,
    /// One suffix behind the other.
    TwoSuffixes,
    /// Noughts lead the suffix.
    LeadingNought,
    /// `-l`
    SuffixLetter,
    /// The suffix is nought.
    Nought,
}

impl Departure {
    /// Whether a reader may take the number for another, or look for it in vain.
    pub fn is_grave(self) -> bool {
        self >= Self::ProvinceName
    }

    /// What is otherwise, in a few words.
    pub const fn text(self) -> Text {
        match self {
            Self::SmallLetters => Text::fixed("字母是小写", "small letters"),
            Self::FullWidth => Text::fixed("有全角字符", "full-width characters"),
            Self::Dash => Text::fixed("连字符写成了破折号", "a dash instead of the hyphen"),
            Self::Traditional => Text::fixed("写成了繁体字", "traditional characters"),
            Self::Brackets => Text::fixed("省份简称加了括号", "the province in brackets"),
            Self::Latin => Text::fixed("写成了英文或拼音", "in Latin letters"),
            Self::Colon => Text::fixed("数字前多了冒号", "a colon before the digits"),
            Self::ProvinceName => Text::fixed(
                "写了省份全名，应为一个字的简称",
                "the province's name instead of its character",
            ),
            Self::NoProvince => Text::fixed("缺少省份简称", "the province's character is missing"),
            Self::Words => Text::fixed("“公网安备”四个字写错了", "other words than 公网安备"),
            Self::Label => Text::fixed(
                "“备”和数字之间多了别的字",
                "other characters between 备 and the digits",
            ),
            Self::BlankInDigits => Text::fixed("数字中间有空格", "blanks between the digits"),
            Self::Break => Text::fixed("中间换了行", "a line break inside"),
            Self::NoSign => Text::fixed("缺少“号”字", "号 is missing"),
            Self::TwoSigns => Text::fixed("“号”写了两次", "号 stands there twice"),
            Self::SuffixBeforeSign => {
                Text::fixed("“-N”应写在“号”之后", "the suffix belongs behind 号")
            }
            Self::Hyphen => {
                Text::fixed("“号”后面应是半角连字符“-”", "the sign behind 号 must be a hyphen (-)")
            }
            Self::TwoSuffixes => Text::fixed("有两个后缀", "two suffixes"),
            Self::SuffixLetter => {
                Text::fixed("后缀里是字母，不是数字 1", "a letter instead of the suffix's 1")
            }
            Self::LeadingNought => Text::fixed("后缀前面多了 0", "a nought before the suffix"),
            Self::Nought => Text::fixed(
                "没有“-0”这样的后缀，网站从 -1 编起",
                "there is no suffix -0: sites are counted from 1",
            ),
        }
    }
}

/// What is otherwise than on the notice, the gravest last; empty where nothing is. Blanks between the parts of a number
/// change nothing.
pub type Departures = Vec<Departure>;

/// How an ICP number is on a page as `raw`. The further items of a list (`-1、-2`) are as they should be.
pub fn of_icp(number: &IcpNumber, raw: &str) -> Departures {
    let mut found = of_characters(raw);
    let text: String = folded(raw);
    if text.starts_with(['-', '~', '_']) || text.starts_with(|c: char| c.is_ascii_digit()) {
        return found;
    }
    let Some((before, after)) = text.split_once('备') else {
        found.push(Departure::Latin);
        return sorted(found);
    };
    if before.contains(['i', 'c', 'p']) {
        found.push(Departure::SmallLetters);
    }
    let province = before.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    if province.contains(['(', '[']) {
        found.push(Departure::Brackets);
    } else if province.chars().count() > 1 {
        found.push(Departure::ProvinceName);
    }
    let Some(tail) = digits(after, number.body.len(), &mut found) else { return sorted(found) };
    suffix(&tail, &mut found);
    sorted(found)
}

/// How a police number is on a page as `raw`.
pub fn of_police(number: &PoliceNumber, raw: &str) -> Departures {
    let mut found = of_characters(raw);
    let text = folded(raw);
    let Some((before, after)) = text.split_once('备') else {
        found.push(Departure::Words);
        return sorted(found);
    };
    let words: String =
        before.chars().filter(|c| !matches!(c, ' ' | '(' | ')' | '[' | ']')).collect();
    if before.contains(['(', '[']) {
        found.push(Departure::Brackets);
    }
    let bare =
        number.mark.and_then(|mark| words.strip_prefix(mark)).filter(|_| number.mark_written);
    match bare {
        Some("公网安") => {}
        Some(_) => found.push(Departure::Words),
        None if words.starts_with(['公', '网', '安', '国', '联']) => {
            found.push(Departure::NoProvince);
        }
        None => found.push(Departure::ProvinceName),
    }
    let label = after.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default().trim();
    let after = if label == ":" {
        found.push(Departure::Colon);
        after.replacen(':', "", 1)
    } else {
        after.to_owned()
    };
    // 公网备安: the character behind 备 is one of the words'
    if matches!(label, "安" | "网" | "公") {
        found.push(Departure::Words);
    }
    let Some(tail) = digits(&after, number.digits.len(), &mut found) else { return sorted(found) };
    if !tail.starts_with('号') {
        found.push(Departure::NoSign);
    }
    sorted(found)
}

fn sorted(mut found: Departures) -> Departures {
    found.sort_unstable();
    found.dedup();
    found
}

fn folded(raw: &str) -> String {
    raw.chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if c.is_whitespace() || c == '↵' { ' ' } else { folded_char(c) })
        .collect()
}

/// What single characters reveal.
fn of_characters(raw: &str) -> Departures {
    let mut found = Departures::new();
    for c in raw.chars() {
        let departure = match c {
            '↵' => Departure::Break,
            '\u{FF08}' | '\u{FF09}' | '\u{FF1A}' => continue, // brackets and colons of Chinese text
            '\u{FF01}'..='\u{FF5E}' => Departure::FullWidth,
            '‐'..='―' | '−' | '﹣' => Departure::Dash,
            '\u{4E00}'..='\u{9FFF}' if folded_char(c) != c => Departure::Traditional,
            _ => continue,
        };
        if !found.contains(&departure) {
            found.push(departure);
        }
    }
    found
}

/// Skips the label and `digits` digits; returns what follows them, without blanks.
fn digits(after: &str, count: usize, found: &mut Departures) -> Option<String> {
    let first = after.find(|c: char| c.is_ascii_digit())?;
    if !after.get(..first)?.trim().is_empty() {
        found.push(Departure::Label);
    }
    let mut left = count;
    let mut chars = after.get(first..)?.chars();
    let mut blank = false;
    while left > 0 {
        match chars.next()? {
            ' ' => blank = true,
            c if c.is_ascii_digit() => left -= 1,
            _ => return None,
        }
    }
    if blank {
        found.push(Departure::BlankInDigits);
    }
    Some(chars.filter(|c| *c != ' ').collect())
}

/// What follows the digits: 号 and a suffix.
fn suffix(tail: &str, found: &mut Departures) {
    let tail = tail.trim_start_matches([')', ']']);
    let Some(behind) = tail.strip_prefix('号') else {
        let before = tail.contains('号');
        found.push(if before { Departure::SuffixBeforeSign } else { Departure::NoSign });
        return;
    };
    if behind.is_empty() {
        return;
    }
    let digits = behind.trim_start_matches(|c: char| !c.is_ascii_digit());
    if matches!(behind, "-l" | "-I" | "-i") {
        found.push(Departure::SuffixLetter);
        return;
    }
    if behind.strip_prefix('-') != Some(digits) {
        found.push(Departure::Hyphen);
    }
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = digits.get(..digits.len() - rest.len()).unwrap_or_default();
    if !number.is_empty() && number.bytes().all(|digit| digit == b'0') {
        found.push(Departure::Nought);
    } else if number.starts_with('0') {
        found.push(Departure::LeadingNought);
    }
    if rest.ends_with('号') {
        found.push(Departure::TwoSigns);
    }
    if rest.starts_with(['a', 'x', 'k']) {
        found.push(Departure::SmallLetters);
    }
    if rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with('-') {
        found.push(Departure::TwoSuffixes);
    }
}

#[cfg(test)]
mod tests {
    use super::Departure::{self, *};
    use super::{of_icp, of_police};
    use crate::domain::scan::{Number, scan};

    fn read(text: &str) -> Vec<Departure> {
        let found = scan(text);
        let found = found.first().expect(text);
        let raw = &text[found.range.clone()];
        match &found.number {
            Number::Icp(number) => of_icp(number, raw),
            Number::Police(number) => of_police(number, raw),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn an_icp_number_of_another_form_is_told_by_its_faults() {
        for (text, expected) in [
            ("京ICP备19004817号-1", &[][..]),
            ("京ICP备 19004817号-1", &[]),
            ("京 ICP 备 19004817 号 - 1", &[]),
            ("京ICP备\u{200b}19004817号", &[]),
            ("京ICP备19004817号-2A", &[]),
            ("京icp备19004817号-1", &[SmallLetters]),
            ("京ICP备19004817号-2a", &[SmallLetters]),
            ("京ＩＣＰ备19004817号-1", &[FullWidth]),
            ("京ICP备１９００４８１７号－1", &[FullWidth]),
            ("京ICP备19004817号–1", &[Dash]),
            ("京ICP備19004817號-1", &[Traditional]),
            ("（京）ICP备19004817号-1", &[Brackets]),
            ("Beijing ICP No. 19004817-1", &[Latin]),
            ("北京ICP备19004817号", &[ProvinceName]),
            ("京ICP备案19004817号", &[Label]),
            ("京ICP备案号：19004817号", &[Label]),
            ("京ICP备第19004817号", &[Label]),
            ("京ICP备案号19004817-1", &[Label, NoSign]),
            ("京ICP备1900 4817号", &[BlankInDigits]),
            ("京ICP备19004817", &[NoSign]),
            ("京ICP备19004817-1", &[NoSign]),
            ("京ICP备19004817-1号", &[SuffixBeforeSign]),
            ("京ICP备19004817号_1", &[Hyphen]),
            ("京ICP备19004817号1", &[Hyphen]),
            ("京ICP备19004817号--1", &[Hyphen]),
            ("京ICP备19004817号一1", &[Hyphen]),
            ("京ICP备19004817号·1", &[Hyphen]),
            ("京ICP备19004817号-1-2", &[TwoSuffixes]),
            ("京ICP备19004817号-1号", &[TwoSigns]),
            ("京ICP备19004817号-01", &[LeadingNought]),
            ("京ICP备19004817号-l", &[SuffixLetter]),
            ("京ICP备19004817号-I", &[SuffixLetter]),
            ("京ICP备19004817号-0", &[Nought]),
            ("京ICP备19004817号-00", &[Nought]),
            ("京ICP备19004817号-1、-2", &[]),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_police_number_of_another_form_is_told_by_its_faults() {
        for (text, expected) in [
            ("京公网安备11010502046718号", &[][..]),
            ("京公网安备 11010502046718号", &[]),
            ("京公网安备 11010502046718 号", &[]),
            ("京公网安备：11010502046718号", &[Colon]),
            ("京公網安備11010502046718號", &[Traditional]),
            ("（京）公网安备11010502046718号", &[Brackets]),
            ("京公安网备11010502046718号", &[Words]),
            ("京公网备安11010502046718号", &[Words, Label]),
            ("京公安网安备11010502046718号", &[Words]),
            ("京公网备11010502046718号", &[Words]),
            ("京网公安备11010502046718号", &[Words]),
            ("公安备案号：11010502046718", &[NoProvince, Label, NoSign]),
            ("北京网安备案：11010502046718号", &[ProvinceName, Label]),
            ("京公网安备案号11010502046718号", &[Label]),
            ("京公网安备1101 0502 0467 18号", &[BlankInDigits]),
            ("京公网安备11010502046718", &[NoSign]),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
