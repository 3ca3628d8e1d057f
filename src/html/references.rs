//! Character references, resolved: `&copy;` → ©. The table is html5ever's, the rules are those of the HTML standard
//! (§13.2.5.72 to §13.2.5.80, *character reference state* and what follows it).

use std::borrow::Cow;

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// The longest name, `CounterClockwiseContourIntegral`, in letters.
const LONGEST_NAME: usize = 31;

/// The longest of the old names that are read without a `;`, such as `Aacute`, in letters.
const LONGEST_OPEN_NAME: usize = 6;

/// A text between tags with its references resolved.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    resolve(text, false)
}

/// The value of an attribute with its references resolved: a name without its `;` is none before a letter, a digit or
/// `=`, so that `?a=1&copy=2` keeps its parameter.
pub(crate) fn unescape_attribute(value: &str) -> Cow<'_, str> {
    resolve(value, true)
}

fn resolve(text: &str, in_attribute: bool) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        let rest = text.get(at + 1..).unwrap_or_default();
        let Some((length, characters)) = numbered(rest).or_else(|| named(rest, in_attribute))
        else {
            continue;
        };
        out.push_str(text.get(copied..at).unwrap_or_default());
        // what the table has no second character for has a NUL there
        out.extend(
            characters
                .into_iter()
                .enumerate()
                .filter(|(i, c)| *i == 0 || *c != '\0')
                .map(|(_, c)| c),
        );
        copied = at + 1 + length;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// `#169;` or `#xA9;`: its length in bytes and the character.
fn numbered(rest: &str) -> Option<(usize, [char; 2])> {
    let after = rest.strip_prefix('#')?;
    let hex = after.strip_prefix(['x', 'X']);
    let (radix, digits) = hex.map_or((10, after), |digits| (16, digits));
    let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let (number, after) =
        digits.split_at_checked(length).filter(|(number, _)| !number.is_empty())?;
    let end = rest.len() - after.len() + usize::from(after.starts_with(';'));
    // what is too large for 32 bits is too large for Unicode
    let code = u32::from_str_radix(number, radix).unwrap_or(u32::MAX);
    Some((end, [character(code), '\0']))
}

/// The character of a number: what is none is U+FFFD, and numbers of C1 controls mean what they are in Windows-1252.
fn character(code: u32) -> char {
    let replaced = code.checked_sub(0x80).and_then(|at| C1_REPLACEMENTS.get(at as usize)).copied();
    match replaced.flatten().or_else(|| char::from_u32(code)) {
        None | Some('\0') => char::REPLACEMENT_CHARACTER,
        Some(c) => c,
    }
}

/// `copy;`, or `copy` of the old names: its length in bytes and the one or two characters.
fn named(rest: &str, in_attribute: bool) -> Option<(usize, [char; 2])> {
    let bytes = rest.as_bytes();
    let word =
        bytes.iter().take(LONGEST_NAME).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    if bytes.get(word) == Some(&b';')
        && let Some(found) = of_table(rest, word + 1)
    {
        return Some((word + 1, found));
    }
    let (length, found) = (1..=word.min(LONGEST_OPEN_NAME))
        .rev()
        .find_map(|length| of_table(rest, length).map(|found| (length, found)))?;
    let goes_on =
        bytes.get(length).is_some_and(|next| *next == b'=' || next.is_ascii_alphanumeric());
    (!(in_attribute && goes_on)).then_some((length, found))
}

/// The characters of the name that the first `length` bytes are. Names that only begin others are in the table, too,
/// with 0 in place of a character.
fn of_table(rest: &str, length: usize) -> Option<[char; 2]> {
    let (first, second) = *NAMED_ENTITIES.get(rest.get(..length)?)?;
    let first = char::from_u32(first).filter(|c| *c != '\0')?;
    Some([first, char::from_u32(second)?])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use scraper::Html;

    use super::*;

    /// What a browser's algorithm reads, as a text and as an attribute's value.
    fn by_html5ever(text: &str) -> (String, String) {
        let fragment = Html::parse_fragment(&format!("<i title=\"{text}\">{text}</i>"));
        let element = fragment.root_element().child_elements().next().unwrap();
        (element.text().collect(), element.attr("title").unwrap().to_owned())
    }

    fn is_as_html5ever_reads_it(text: &str) {
        let (content, value) = by_html5ever(text);
        assert_eq!(unescape(text), content, "{text:?}");
        assert_eq!(unescape_attribute(text), value, "{text:?} in an attribute");
    }

    #[test]
    fn every_name_is_resolved_as_a_browser_does_whatever_follows() {
        let mut names: Vec<&str> = NAMED_ENTITIES.keys().copied().collect();
        names.sort_unstable();
        assert!(names.len() > 2231, "{}", names.len());
        for next in ["", " ", ";", "=", "a", "1", "中", "&"] {
            let all: String = names.iter().flat_map(|name| ["&", name, next]).collect();
            is_as_html5ever_reads_it(&all);
        }
    }

    #[test]
    fn numbers_are_resolved_as_a_browser_does() {
        for number in [
            "0",
            "00",
            "9",
            "10",
            "38",
            "127",
            "128",
            "129",
            "150",
            "159",
            "160",
            "169",
            "55296",
            "57343",
            "64976",
            "65534",
            "1114111",
            "1114112",
            "4294967295",
            "4294967297",
            "99999999999999999999",
            "x",
            "X",
            "xA9",
            "XA9",
            "xa9",
            "x0",
            "x80",
            "x9F",
            "xD800",
            "x10FFFF",
            "x110000",
            "xFFFFFFFFFF",
            "",
            "a",
            "-1",
            "+1",
            "x+1",
            "x-1",
        ] {
            for next in ["", ";", "g", ";;", " ", "中"] {
                is_as_html5ever_reads_it(&format!("a&#{number}{next}b"));
            }
        }
    }

    #[test]
    fn what_holds_no_reference_is_not_copied() {
        for text in ["", "京ICP备12345678号", "a & b", "&", "&&", "&;", "&nosuch;", "?a=1&b=2"] {
            assert!(matches!(unescape(text), Cow::Borrowed(same) if same == text), "{text}");
        }
        assert_eq!(unescape("?a&copy=1"), "?a©=1");
        assert!(matches!(unescape_attribute("?a&copy=1"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn any_text_is_resolved_as_a_browser_does(
            parts in proptest::collection::vec(
                prop_oneof![
                    proptest::sample::select(vec![
                        "&", "&", "&", ";", "=", "#", "x", "#x", "amp", "not", "notin", "copy", "lt", "frac12",
                        "nGg", "CounterClockwiseContourIntegral", "thetasym", " ", "中",
                    ])
                    .prop_map(str::to_owned),
                    "[a-zA-Z0-9]{1,4}",
                ],
                0..12,
            ),
        ) {
            is_as_html5ever_reads_it(&parts.concat());
        }
    }
}
