//! ICP numbers: grammar, canonical form, state.

use std::fmt;

use super::province::{self, Province};

/// An ICP number in canonical parts, well-formed or not: whatever has the shape of a filing number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IcpNumber {
    /// The province character as written (traditional folded); `None` where there is none.
    pub mark: Option<char>,
    /// The body as written, without blanks: digits, or a placeholder such as `XXXXXXXX`.
    pub body: String,
    /// `-1`, `-2A` …
    pub suffix: Option<Suffix>,
    /// What keeps the text on the page from being this number, though it is plainly meant; the other parts are those
    /// meant.
    pub slip: Option<Slip>,
}

/// A slip of the hand that makes a text no number, though it is plain which one was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slip {
    /// Letters that look like digits are among the digits: O for 0, l for 1.
    LettersAmongDigits,
    /// The letters of ICP are others that look alike, or changed their places: 1CP, IPC.
    Letters,
    /// 备 is missing, doubled or another character: ICP各.
    Sign,
    /// The digits are without the words: beside a badge, or in a link to the register.
    NoWords,
    /// Other words precede the digits.
    Words,
    /// 第 precedes the digits of a police number.
    Ordinal,
    /// A line ends among the digits.
    Broken,
}

/// The part behind 号. One counter a subject numbers its sites, apps and mini-programs alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Suffix {
    /// The running number.
    pub number: u32,
    /// Site, app, mini-program or quick app.
    pub kind: SuffixKind,
}

/// What the suffixed number was given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SuffixKind {
    /// `-1`
    Site,
    /// `-1A`
    App,
    /// `-1X`
    MiniProgram,
    /// `-1K`
    QuickApp,
}

impl SuffixKind {
    /// Whose numbers have such a suffix, zh and en; `None` for those of websites.
    pub const fn owner(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Site => None,
            Self::App => Some((" App ", "an app")),
            Self::MiniProgram => Some(("小程序", "a mini-program")),
            Self::QuickApp => Some(("快应用", "a quick app")),
        }
    }
}

/// How far a number can be trusted. Shape decides whether it is listed; this says what it is worth.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum NumberState {
    /// Well formed.
    Ok,
    /// No such number can exist: digits missing or too many, province missing or unknown, impossible year.
    Malformed,
    /// A sample, mask, template mark or theme default.
    Placeholder,
}

impl NumberState {
    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Malformed => "malformed",
            Self::Placeholder => "placeholder",
        }
    }
}

/// A text that is not one ICP number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an ICP number; it looks like 京ICP备12345678号-1")]
pub struct IcpNumberError(pub String);

impl IcpNumber {
    /// How far the number can be trusted; `year` is the current year.
    ///
    /// A wrong character of a real province (川ICP备) alone changes nothing: that fault has a name of its own.
    pub fn state(&self, year: i16) -> NumberState {
        if !is_digits(&self.body) || is_sample(&self.body) {
            NumberState::Placeholder
        } else if self.slip.is_none()
            && self.province_meant().is_some()
            && self.year().is_some_and(|given| given <= year)
        {
            NumberState::Ok
        } else {
            NumberState::Malformed
        }
    }

    /// The year of the first approval, which the body begins with: `YY` in 8 digits (2004 to 2020), `YYYY` in 10
    /// (2020 on; both forms exist for 2020). `None` where the body cannot be a right one.
    pub fn year(&self) -> Option<i16> {
        if !is_digits(&self.body) {
            return None;
        }
        let (year, possible) = match self.body.len() {
            8 => (2000 + self.body.get(..2)?.parse::<i16>().ok()?, 2004..=2020),
            10 => (self.body.get(..4)?.parse().ok()?, 2020..=i16::MAX),
            _ => return None,
        };
        possible.contains(&year).then_some(year)
    }

    /// The province of the character, when it is a right one.
    pub fn province(&self) -> Option<&'static Province> {
        self.mark.and_then(province::by_icp)
    }

    /// The province of the character, or the one that a wrong character means (川 → 蜀).
    pub fn province_meant(&self) -> Option<&'static Province> {
        self.province().or_else(|| self.mark.and_then(province::meant_by))
    }

    /// Whether it was given in Guangdong, whose sites show the body number where others show the site number
    /// (provider's guides).
    pub fn is_guangdong(&self) -> bool {
        self.province().is_some_and(|p| p.code == province::GUANGDONG)
    }

    /// The canonical body number: without suffix.
    pub fn body_number(&self) -> String {
        Self { suffix: None, ..self.clone() }.to_string()
    }

    /// The number that was probably meant where the year at the start is impossible: it is for a person to check.
    /// Eight digits that lack the century, ten that have one too many, or two digits of the year that changed places.
    pub fn with_likely_year(&self, year: i16) -> Option<Self> {
        let body = self.body.as_str();
        let first = |len: usize| body.get(..len).and_then(|it| it.parse::<i16>().ok());
        let likely = match body.len() {
            8 if first(2).is_some_and(|short| (21..=year % 100).contains(&short)) => {
                format!("20{body}")
            }
            9 if body.starts_with('0') => format!("2{body}"),
            10 if first(4).is_some_and(|long| (2004..2020).contains(&long)) => {
                body.get(2..)?.to_owned()
            }
            10 => swapped(body).find(|it| it.get(..4).is_some_and(|it| possible(it, year)))?,
            _ => return None,
        };
        let likely = Self { body: likely, slip: None, ..self.clone() };
        (self.year().is_none_or(|given| given > year) && likely.state(year) == NumberState::Ok)
            .then_some(likely)
    }

    /// Whether both belong to the same filing subject (mark and body equal).
    pub fn same_body(&self, other: &Self) -> bool {
        self.mark == other.mark && self.body == other.body
    }
}

impl fmt::Display for IcpNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(mark) = self.mark {
            write!(f, "{mark}")?;
        }
        write!(f, "ICP备{}号", self.body)?;
        self.suffix.map_or(Ok(()), |suffix| suffix.fmt(f))
    }
}

impl SuffixKind {
    /// The letter behind the running number; empty for a site.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Site => "",
            Self::App => "A",
            Self::MiniProgram => "X",
            Self::QuickApp => "K",
        }
    }
}

impl fmt::Display for Suffix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "-{}{}", self.number, self.kind.letter())
    }
}

/// The body with two neighbours among the digits of its year changed.
fn swapped(body: &str) -> impl Iterator<Item = String> {
    [2, 1, 0].into_iter().filter_map(move |at| {
        let [one, two] = [body.get(at..at + 1)?, body.get(at + 1..at + 2)?];
        Some([body.get(..at)?, two, one, body.get(at + 2..)?].concat())
    })
}

/// Whether four digits are a year that bodies of ten digits begin with.
fn possible(digits: &str, year: i16) -> bool {
    digits.parse().is_ok_and(|given: i16| (2020..=year).contains(&given))
}

/// Whether a body holds digits and nothing else.
pub(super) fn is_digits(body: &str) -> bool {
    !body.is_empty() && body.bytes().all(|b| b.is_ascii_digit())
}

/// Whether all digits are the same one.
pub(super) fn is_one_digit(digits: &str) -> bool {
    digits.bytes().min() == digits.bytes().max()
}

/// Whether digits count upwards one by one from 0 or 1 (…890… wraps).
pub(super) fn is_counting(digits: &str) -> bool {
    let next = |digit: u8| if digit == b'9' { b'0' } else { digit.saturating_add(1) };
    digits.starts_with(['0', '1'])
        && digits.bytes().zip(digits.bytes().skip(1)).all(|(a, b)| next(a) == b)
}

/// Whether digits are a sample: all the same, counting from 1 in the whole or in the last six to eight, or nothing
/// but zeros behind the year.
fn is_sample(digits: &str) -> bool {
    let tail = |len: usize| digits.len().checked_sub(len).and_then(|from| digits.get(from..));
    let counts = |tail: &str| tail.starts_with('1') && is_counting(tail);
    let year = if digits.len() == 10 { 4 } else { 2 };
    is_one_digit(digits)
        || digits.len() > 3 && is_counting(digits)
        || (6..=8).any(|len| tail(len).is_some_and(counts))
        || digits
            .get(year..)
            .is_some_and(|serial| serial.len() > 3 && serial.bytes().all(|b| b == b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> IcpNumber {
        IcpNumber::parse(text).expect(text)
    }

    #[test]
    fn a_right_number_is_ok_and_has_a_year() {
        for (text, year) in [
            ("京ICP备04000001号-1", 2004),
            ("粤ICP备20047855号", 2020),
            ("粤ICP备2020133024号", 2020),
            ("沪ICP备2026040883号-2A", 2026),
            ("川ICP备14018586号", 2014),
        ] {
            assert_eq!(number(text).state(2026), NumberState::Ok, "{text}");
            assert_eq!(number(text).year(), Some(year), "{text}");
        }
    }

    #[test]
    fn a_number_that_cannot_exist_is_malformed() {
        for text in [
            "沪ICP备150054219号",
            "京ICP备1905135号",
            "豫ICP备01025000148号",
            "京ICP备03005001号",
            "京ICP备21005001号",
            "贵ICP备36325334号-6",
            "京ICP备2019005001号",
            "京ICP备2027005001号",
            "ICP备14018586号",
        ] {
            assert_eq!(number(text).state(2026), NumberState::Malformed, "{text}");
        }
    }

    #[test]
    fn an_impossible_year_has_a_likely_right_form() {
        for (text, likely) in [
            ("京ICP备21005017号-1", Some("京ICP备2021005017号-1")),
            ("京ICP备2019005017号", Some("京ICP备19005017号")),
            ("京ICP备2062005017号", Some("京ICP备2026005017号")),
            ("京ICP备2202005017号", Some("京ICP备2022005017号")),
            ("青ICP备026000119号-2A", Some("青ICP备2026000119号-2A")),
            ("贵ICP备36325334号-6", None),
            ("京ICP备2119005017号", None),
            ("京ICP备19005017号", None),
            ("京ICP备1900501号", None),
        ] {
            let found = number(text).with_likely_year(2026).map(|it| it.to_string());
            assert_eq!(found.as_deref(), likely, "{text}");
        }
    }

    #[test]
    fn samples_and_masks_are_placeholders() {
        for text in [
            "京ICP备12345678号-1",
            "川ICP备1234567号-9",
            "京ICP备2023123456号",
            "京ICP备1234567890号",
            "甘ICP备00000000号",
            "贵ICP备66666666号",
            "粤ICP备17000000号",
            "粤ICP备2024000000号",
            "粤ICP备xxxxxxx号",
            "蜀ICP备13****638号-1",
            "吉ICP备07500273X号",
        ] {
            assert_eq!(number(text).state(2026), NumberState::Placeholder, "{text}");
        }
    }

    #[test]
    fn the_body_number_has_no_suffix_and_the_same_body() {
        let site = number("粤ICP备20047855号-3X");
        assert_eq!(site.body_number(), "粤ICP备20047855号");
        assert!(site.same_body(&number(&site.body_number())));
        assert!(!site.same_body(&number("京ICP备20047855号-3X")));
        assert!(site.is_guangdong());
    }

    #[test]
    fn a_wrong_character_means_a_province_without_being_one() {
        let wrong = number("川ICP备14018586号");
        assert_eq!(wrong.province(), None);
        assert_eq!(wrong.province_meant().map(|p| p.icp), Some('蜀'));
    }
}
