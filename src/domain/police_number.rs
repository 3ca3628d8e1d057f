//! Police numbers: grammar, canonical form, state.

use std::fmt;

use super::icp_number::{NumberState, Slip, is_counting, is_digits, is_one_digit};
use super::province::{self, Province};

/// A police number in canonical parts, well-formed or not.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PoliceNumber {
    /// The province character; inferred from the digits where the page shows none.
    pub mark: Option<char>,
    /// Whether the province character was written (not inferred).
    pub mark_written: bool,
    /// The digits as written (14 in a right number), or a placeholder.
    pub digits: String,
    /// What keeps the text on the page from being this number, though it is plainly meant.
    pub slip: Option<Slip>,
}

/// A text that is not one police number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a police number; it looks like 京公网安备11010502030143号")]
pub struct PoliceNumberError(pub String);

impl PoliceNumber {
    /// How far the number can be trusted. Six digits of area, two of kind (`02` in nearly all), six of serial; the
    /// area beyond the province is not checked, because zones and retired codes are in live numbers.
    pub fn state(&self) -> NumberState {
        if !is_digits(&self.digits) || is_sample(&self.digits) {
            NumberState::Placeholder
        } else if self.slip.is_none() && self.digits.len() == 14 && self.province().is_some() {
            NumberState::Ok
        } else {
            NumberState::Malformed
        }
    }

    /// The province that the first two digits name.
    pub fn province(&self) -> Option<&'static Province> {
        province::by_digits(&self.digits)
    }

    /// Whether the written character belongs to the province of the digits; true where either is unknown.
    pub fn mark_fits_digits(&self) -> bool {
        match (self.mark, self.province()) {
            (Some(mark), Some(province)) => province.police.contains(&mark),
            _ => true,
        }
    }

    /// The 14-digit form that an old 12-digit number probably became: `02` behind the area code. Large sites did
    /// (110000000001 → 11000002000001); it is a guess, for a person to check.
    pub fn fourteen_digit_form(&self) -> Option<Self> {
        if self.digits.len() != 12 || self.state() != NumberState::Malformed {
            return None;
        }
        let (area, serial) = self.digits.split_at_checked(6)?;
        Some(Self { digits: format!("{area}02{serial}"), ..self.clone() })
    }

    /// The domain of the large site whose number this is, one of those that footers get copied from together with
    /// their number. On any other host it is a copy.
    pub fn well_known_owner(&self) -> Option<&'static str> {
        COPIED.iter().find(|(digits, _)| *digits == self.digits).map(|(_, owner)| *owner)
    }

    /// Whether this is a number that is known to be copied and the host is not its owner's.
    pub fn looks_copied(&self, host: Option<&str>) -> bool {
        self.well_known_owner().is_some_and(|owner| {
            host.is_none_or(|host| {
                host.strip_suffix(owner).is_none_or(|sub| !(sub.is_empty() || sub.ends_with('.')))
            })
        })
    }
}

/// Numbers of well-known sites that were met on pages of others, with their owners' domains.
const COPIED: [(&str, &str); 4] = [
    ("11000002000001", "baidu.com"),
    ("110000000001", "baidu.com"),
    ("11010502030143", "csdn.net"),
    ("11010802020134", "mi.com"),
];

impl fmt::Display for PoliceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(mark) = self.mark {
            write!(f, "{mark}")?;
        }
        write!(f, "公网安备{}号", self.digits)
    }
}

/// Whether the serial or the whole is a sample: one digit over and over, zeros, or counting.
fn is_sample(digits: &str) -> bool {
    let serial = digits.len().checked_sub(6).and_then(|from| digits.get(from..));
    is_one_digit(digits)
        || is_counting(digits)
        || serial.is_some_and(|s| is_one_digit(s) || is_counting(s))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> PoliceNumber {
        PoliceNumber::parse(text).expect(text)
    }

    #[test]
    fn fourteen_digits_of_a_known_province_are_ok() {
        for text in [
            "京公网安备11010502030143号",
            "川公网安备51019002000988号",
            "沪公网安备 31010402333815号",
        ] {
            assert_eq!(number(text).state(), NumberState::Ok, "{text}");
        }
    }

    #[test]
    fn other_lengths_and_unknown_provinces_are_malformed() {
        for text in
            ["京公网安备110105000655号", "沪公网安备31011502009号", "京公网安备99010502030143号"]
        {
            assert_eq!(number(text).state(), NumberState::Malformed, "{text}");
        }
    }

    #[test]
    fn samples_and_masks_are_placeholders() {
        for text in [
            "京公网安备 XXXXXXXXXXXXXX号",
            "川公网安备 510****2**885号",
            "京公网安备11010502000000号",
            "京公网安备11010502123456号",
            "冀公网安备 13010200000000000号",
        ] {
            assert_eq!(number(text).state(), NumberState::Placeholder, "{text}");
        }
    }

    #[test]
    fn the_character_is_compared_with_the_first_two_digits_only() {
        for text in [
            "贵公网安备52052302000396号",
            "黔公网安备52011102000668号",
            "川公网安备51012402001673号",
        ] {
            assert!(number(text).mark_fits_digits(), "{text}");
        }
        for text in
            ["黔公网安备33010802007421号", "蜀公网安备51011499054102号", "沪公网安备110000000007号"]
        {
            assert!(!number(text).mark_fits_digits(), "{text}");
        }
        assert!(number("京公网安备99010502030143号").mark_fits_digits());
    }

    #[test]
    fn an_old_number_suggests_its_fourteen_digits() {
        let old = number("京公网安备110000000007号");
        assert_eq!(
            old.fourteen_digit_form().map(|n| n.to_string()).as_deref(),
            Some("京公网安备11000002000007号")
        );
        assert_eq!(number("沪公网安备31011502009号").fourteen_digit_form(), None);
        assert_eq!(number("京公网安备11010502030143号").fourteen_digit_form(), None);
    }

    #[test]
    fn a_known_number_is_copied_on_any_host_but_its_owners() {
        let known = number("京公网安备11000002000001号");
        assert!(known.looks_copied(None));
        assert!(known.looks_copied(Some("example.cn")));
        assert!(known.looks_copied(Some("notbaidu.com")));
        assert!(!known.looks_copied(Some("www.baidu.com")));
        assert!(!number("京公网安备11010502030199号").looks_copied(None));
    }
}
