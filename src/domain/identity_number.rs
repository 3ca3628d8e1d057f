//! Identity numbers of persons (公民身份号码, GB 11643-1999): 17 digits and a check character.

use super::date::Date;
use super::province::{self, Province};

/// The weights of the first 17 digits: 2^(17-i) mod 11 (ISO 7064, MOD 11-2).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character of each remainder.
const CHECKS: &[u8; 11] = b"10X98765432";
/// First two digits of residence permits of Taiwan, Hong Kong and Macao; sources differ on 71 and 83 for Taiwan.
const PERMITS: [&str; 4] = ["71", "81", "82", "83"];

/// What is wrong with an identity number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityFault {
    /// Not 17 digits and a digit or X.
    Form,
    /// 15 digits: cards of this form have been void since 2013.
    Old,
    /// The first two digits are no province.
    Area,
    /// Digits 7 to 14 are no day, or one in the future.
    Birth,
    /// The check character is not the one that follows from the digits.
    Check {
        /// The one that follows.
        expected: char,
    },
    /// Right, but for a lower-case x: consoles want it in capitals.
    LowerCase,
}

/// Looks at an identity number; `today` bounds the day of birth.
///
/// # Errors
/// The first fault, in the order of [`IdentityFault`].
pub fn check(text: &str, today: Date) -> Result<(), IdentityFault> {
    let bytes = text.as_bytes();
    if bytes.len() == 15 && bytes.iter().all(u8::is_ascii_digit) {
        return Err(IdentityFault::Old);
    }
    let (Some(digits), Some(last)) = (text.get(..17), text.get(17..)) else {
        return Err(IdentityFault::Form);
    };
    let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !whole
        || last.len() != 1
        || !last.starts_with(|c: char| c.is_ascii_digit() || "Xx".contains(c))
    {
        return Err(IdentityFault::Form);
    }
    // permanent residence cards of foreigners begin with 9 and carry no Chinese area
    if !digits.starts_with('9')
        && province_of(text).is_none()
        && !PERMITS.iter().any(|permit| digits.starts_with(permit))
    {
        return Err(IdentityFault::Area);
    }
    if born(digits).is_none_or(|day| day > today) {
        return Err(IdentityFault::Birth);
    }
    let expected = check_character(digits);
    match last.chars().next() {
        Some('x') if expected == 'X' => Err(IdentityFault::LowerCase),
        Some(last) if last == expected => Ok(()),
        _ => Err(IdentityFault::Check { expected }),
    }
}

/// The province in which the card was first issued.
pub fn province_of(text: &str) -> Option<&'static Province> {
    province::by_digits(text)
}

fn born(digits: &str) -> Option<Date> {
    let (year, month, day) = (digits.get(6..10)?, digits.get(10..12)?, digits.get(12..14)?);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The check character of 17 digits.
fn check_character(digits: &str) -> char {
    let sum: u32 = digits
        .bytes()
        .zip(WEIGHTS)
        .map(|(byte, weight)| u32::from(byte.wrapping_sub(b'0')) * weight)
        .sum();
    // a remainder of 11 is below 11, the length of the table
    CHECKS.get((sum % 11) as usize).map_or('?', |byte| char::from(*byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 22);

    #[test]
    fn published_numbers_are_told_apart() {
        for (text, fault) in [
            ("11010519491231002X", None),
            ("440524188001010014", None),
            ("810000199408230021", None),
            ("11010219840406970X", None),
            ("11010519491231002x", Some(IdentityFault::LowerCase)),
            (
                "130402198207290622",
                Some(IdentityFault::Check { expected: expected("13040219820729062") }),
            ),
            ("110105491231002", Some(IdentityFault::Old)),
            ("00010519491231002X", Some(IdentityFault::Area)),
            ("11010519491331002X", Some(IdentityFault::Birth)),
            ("11010520991231002X", Some(IdentityFault::Birth)),
            ("1101051949123100", Some(IdentityFault::Form)),
            ("11010519491231002Y", Some(IdentityFault::Form)),
            ("1101051949123100备", Some(IdentityFault::Form)),
            ("", Some(IdentityFault::Form)),
        ] {
            assert_eq!(check(text, TODAY).err(), fault, "{text}");
        }
    }

    fn expected(digits: &str) -> char {
        check_character(digits)
    }

    proptest! {
        #[test]
        fn a_changed_digit_or_two_swapped_ones_are_found(
            order in 0u32..1000, days in 0i64..20_000, at in 0usize..17, digit in b'0'..=b'9', swap in 0usize..16,
        ) {
            let day = Date::constant(1950, 1, 1).saturating_add(jiff::Span::new().days(days));
            let digits = format!("320505{:04}{:02}{:02}{order:03}", day.year(), day.month(), day.day());
            let number = format!("{digits}{}", check_character(&digits));
            prop_assert_eq!(check(&number, TODAY), Ok(()));
            let mut changed = number.clone().into_bytes();
            changed[at] = digit;
            let changed = String::from_utf8(changed).unwrap();
            prop_assert_eq!(check(&changed, TODAY).is_ok(), changed == number);
            let mut swapped = number.clone().into_bytes();
            swapped.swap(swap, swap + 1);
            let swapped = String::from_utf8(swapped).unwrap();
            prop_assert_eq!(check(&swapped, TODAY).is_ok(), swapped == number);
        }

        #[test]
        fn any_text_is_judged(text in "\\PC{0,24}") {
            let _ = check(&text, TODAY);
        }
    }
}
