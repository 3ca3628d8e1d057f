//! Unified social credit codes of units (统一社会信用代码, GB 32100-2015): 17 characters and a check character.

/// The 31 characters: no I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// The weights of the first 17 characters: 3^(i-1) mod 31.
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// The registering authorities and kinds of units that exist.
const KINDS: [&str; 34] = [
    "11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39", "41", "49", "51", "52",
    "53", "59", "61", "62", "69", "71", "72", "79", "81", "89", "91", "92", "93", "A1", "A9", "N1",
    "N2", "N3",
];

/// What is wrong with a credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditFault {
    /// Not 18 characters of the code's alphabet.
    Form,
    /// The first two characters name no kind of unit.
    Kind,
    /// Characters 3 to 8 are no area.
    Area,
    /// The check character is another one. Codes that are registered have been seen to fail: a person must look.
    Check {
        /// The one that follows from the others.
        expected: char,
    },
    /// Right, but for lower-case letters.
    LowerCase,
}

/// Looks at a credit code.
///
/// # Errors
/// The first fault, in the order of [`CreditFault`].
pub fn check(text: &str) -> Result<(), CreditFault> {
    let upper = text.to_ascii_uppercase();
    let values: Vec<usize> = upper.bytes().filter_map(value).collect();
    if upper.len() != 18 || values.len() != 18 {
        return Err(CreditFault::Form);
    }
    let (Some(kind), Some(area)) = (upper.get(..2), upper.get(2..8)) else {
        return Err(CreditFault::Form);
    };
    if !KINDS.contains(&kind) && !matches!(kind, "N9" | "Y1") {
        return Err(CreditFault::Kind);
    }
    if !area.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(CreditFault::Area);
    }
    let expected = check_character(&values);
    if !upper.ends_with(expected) {
        return Err(CreditFault::Check { expected });
    }
    if upper == text { Ok(()) } else { Err(CreditFault::LowerCase) }
}

fn value(byte: u8) -> Option<usize> {
    ALPHABET.iter().position(|known| *known == byte)
}

/// The check character of the first 17 values. The remainder 0 asks for 31 mod 31, which is 0 again.
fn check_character(values: &[usize]) -> char {
    let sum: usize = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    ALPHABET.get((31 - sum % 31) % 31).map_or('?', |byte| char::from(*byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn registered_codes_pass() {
        for text in ["91350100M000100Y43", "91110000101623741K", "911101066976941872"] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
        for (text, fault) in [
            ("91110000101623741k", CreditFault::LowerCase),
            ("9135010OM000100Y43", CreditFault::Form),
            ("90350100M000100Y43", CreditFault::Kind),
            ("9135A100M000100Y43", CreditFault::Area),
            ("91350100M000100Y4", CreditFault::Form),
            ("", CreditFault::Form),
        ] {
            assert_eq!(check(text), Err(fault), "{text}");
        }
        // registered, by its holder's word
        assert!(matches!(check("91350211M0000XUF46"), Err(CreditFault::Check { .. })));
    }

    proptest! {
        #[test]
        fn a_changed_character_is_found(body in "9132050[0-9][0-9A-HJ-NPQRTUWXY]{9}", at in 8usize..17, with in 0usize..31) {
            let values: Vec<usize> = body.bytes().filter_map(value).collect();
            let code = format!("{body}{}", check_character(&values));
            prop_assert_eq!(check(&code), Ok(()));
            let mut changed = code.clone().into_bytes();
            changed[at] = ALPHABET[with];
            let changed = String::from_utf8(changed).unwrap();
            prop_assert_eq!(check(&changed).is_ok(), changed == code);
        }

        #[test]
        fn any_text_is_judged(text in "\\PC{0,24}") {
            let _ = check(&text);
        }
    }
}
