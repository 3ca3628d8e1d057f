//! Phone numbers as filing forms want them: mobiles of 11 digits, landlines as `086-022-78954321` with an extension.

/// A mobile number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mobile {
    /// 11 digits from 13 to 19.
    Usual,
    /// A block of data cards or satellites, which takes no SMS of an authority.
    Machine,
    /// Not of this form.
    Wrong,
}

/// Blocks of cards for machines (140 141 144 146 148) and of satellite phones (1349 174).
const MACHINES: [&str; 7] = ["140", "141", "144", "146", "148", "1349", "174"];

/// Looks at a mobile number. Blocks are assigned year by year: only the loose pattern is sure.
pub fn mobile(text: &str) -> Mobile {
    let digits = text.len() == 11 && text.bytes().all(|byte| byte.is_ascii_digit());
    let block = text.as_bytes().get(1).copied().unwrap_or_default();
    if !digits || !text.starts_with('1') || !(b'3'..=b'9').contains(&block) {
        return Mobile::Wrong;
    }
    if MACHINES.iter().any(|machine| text.starts_with(machine)) {
        Mobile::Machine
    } else {
        Mobile::Usual
    }
}

/// Whether a text is a landline as providers want it: `086-area-number` or `086-area-number-extension`.
pub fn is_landline(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some("086"), Some(area), Some(number)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let extension = parts.next();
    is_area(area)
        && has_length(number, area)
        && is_digits(number)
        && !number.starts_with(['0', '1'])
        && extension
            .is_none_or(|extension| matches!(extension.len(), 1..=6) && is_digits(extension))
        && parts.next().is_none()
}

/// The landline that a text of another form means: `022-78954321`, `(022) 78954321`, `+86 22 78954321`.
pub fn landline_meant(text: &str) -> Option<String> {
    let text =
        text.trim().trim_start_matches('+').replace(['（', '）', '(', ')', ' ', '—', '转'], "-");
    let mut parts: Vec<&str> = text.split('-').filter(|part| !part.is_empty()).collect();
    if matches!(parts.first(), Some(&("86" | "086" | "0086"))) {
        parts.remove(0);
    }
    let (area, rest) = parts.split_first()?;
    let area = if area.starts_with('0') { (*area).to_owned() } else { format!("0{area}") };
    let meant = [&["086", area.as_str()], rest].concat().join("-");
    is_landline(&meant).then_some(meant)
}

/// An area code with its leading 0: 010 and 02x have three digits (026 is not assigned), all others four; beside 010
/// none begins with 01.
fn is_area(area: &str) -> bool {
    let short = is_short(area);
    is_digits(area)
        && area.starts_with('0')
        && !area.starts_with("00")
        && !area.starts_with("026")
        && (short || !area.starts_with("01"))
        && area.len() == if short { 3 } else { 4 }
}

fn is_short(area: &str) -> bool {
    area == "010" || area.starts_with("02")
}

/// Numbers have 8 digits where the area code has three, elsewhere 7 or 8.
fn has_length(number: &str, area: &str) -> bool {
    number.len() == 8 || number.len() == 7 && !is_short(area)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn mobiles_are_told_apart() {
        for (text, kind) in [
            ("13812345678", Mobile::Usual),
            ("19912345678", Mobile::Usual),
            ("14812345678", Mobile::Machine),
            ("13491234567", Mobile::Machine),
            ("12812345678", Mobile::Wrong),
            ("1381234567", Mobile::Wrong),
            ("+8613812345678", Mobile::Wrong),
            ("138 1234 5678", Mobile::Wrong),
            ("", Mobile::Wrong),
        ] {
            assert_eq!(mobile(text), kind, "{text}");
        }
    }

    #[test]
    fn landlines_have_one_form_and_others_are_understood() {
        for text in
            ["086-022-78954321", "086-0512-65432109", "086-010-65432109-801", "086-0716-8123456"]
        {
            assert!(is_landline(text), "{text}");
            assert_eq!(landline_meant(text).as_deref(), Some(text));
        }
        for (text, meant) in [
            ("022-78954321", Some("086-022-78954321")),
            ("(0512) 65432109", Some("086-0512-65432109")),
            ("+86-22-78954321", Some("086-022-78954321")),
            ("010-65432109转801", Some("086-010-65432109-801")),
            ("086-22-78954321", Some("086-022-78954321")),
            ("086-0512-15432109", None),
            ("086-00512-65432109", None),
            ("086-010-6543210", None),
            ("022-7895432", None),
            ("086-026-78954321", None),
            ("086-0123-78954321", None),
            ("78954321", None),
            ("13812345678", None),
            ("", None),
        ] {
            assert!(!is_landline(text), "{text}");
            assert_eq!(landline_meant(text).as_deref(), meant, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_landline_of_the_form_is_one(
            area in "010|02[0-57-9]|0[3-9][0-9]{2}", number in "[2-9][0-9]{7}", extension in "(-[0-9]{1,6})?",
        ) {
            let text = format!("086-{area}-{number}{extension}");
            prop_assert!(is_landline(&text), "{}", text);
            prop_assert_eq!(landline_meant(&format!("{area}-{number}{extension}")), Some(text));
        }

        #[test]
        fn every_mobile_of_the_form_is_one(text in "1[3-9][0-9]{9}") {
            prop_assert_ne!(mobile(&text), Mobile::Wrong);
            prop_assert!(!is_landline(&text));
        }

        #[test]
        fn any_text_is_judged(text in "[0-9+() 备转-]{0,20}") {
            let _ = (mobile(&text), is_landline(&text), landline_meant(&text));
        }
    }
}
