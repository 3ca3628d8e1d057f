//! Personal data: numbers of documents and phones are shown by their first three and last four characters at most.

/// A number of a document or a phone, masked: `320***********123X`. One of fewer than 11 characters is hidden whole.
pub fn masked(text: &str) -> String {
    let length = text.chars().count();
    let kept = length >= 11;
    text.chars()
        .enumerate()
        .map(|(at, char)| if kept && (at < 3 || at + 4 >= length) { char } else { '*' })
        .collect()
}

/// A mail address, masked: the first character and the host. Text without an `@` is hidden whole.
pub fn masked_mail(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((name, host)) => format!("{}***@{host}", name.chars().next().unwrap_or('*')),
        None => "***".to_owned(),
    }
}

/// Text in which each run of digits that may be a number of a document or a phone is masked. Its length in characters
/// stays.
///
/// Runs of 10 digits and more count, hyphens and one X at the end included; dates, ICP numbers and prices are shorter.
pub fn mask_all(text: &str) -> String {
    const SHORTEST: usize = 10;
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, run) = rest.split_at(start);
        shown.push_str(before);
        let end = run.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(run.len());
        let end = if run[end..].starts_with(['X', 'x']) { end + 1 } else { end };
        let (run, after) = run.split_at(end);
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        let masked = masked(run);
        let personal = digits >= SHORTEST && !is_filing_number(before, run, after);
        shown.push_str(if personal { &masked } else { run });
        rest = after;
    }
    shown.push_str(rest);
    shown
}

/// Whether a run of digits is the body of a filing number: ten digits since 2020, `备2021012345号`.
fn is_filing_number(before: &str, run: &str, after: &str) -> bool {
    before.trim_end().ends_with('备') && run.len() == 10 && after.starts_with('号')
}

/// Text in which every digit of a run of six and more is hidden, in whatever script and however the run is divided: by
/// up to three characters that are no letters. A date, `2026-11-22`, stays. For texts that need no numbers: names, and what
/// an error quotes. Its length in characters stays.
pub fn mask_numbers(text: &str) -> String {
    const SHORTEST: usize = 6;
    const WIDEST_GAP: usize = 3;
    let chars: Vec<char> = text.chars().collect();
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(first) = chars.get(at) {
        if !first.is_numeric() {
            shown.push(*first);
            at += 1;
            continue;
        }
        let (mut end, mut digits) = (at + 1, 1);
        for (next, char) in chars.iter().enumerate().skip(at + 1) {
            if char.is_numeric() {
                digits += 1;
                end = next + 1;
            } else if char.is_alphanumeric() || next - end >= WIDEST_GAP {
                break;
            }
        }
        let run = chars.get(at..end).unwrap_or_default();
        let hidden = digits >= SHORTEST && !is_date(run);
        shown.extend(run.iter().map(|c| if hidden && c.is_numeric() { '*' } else { *c }));
        at = end;
    }
    shown
}

fn is_date(run: &[char]) -> bool {
    let parts: Vec<&[char]> = run.split(|c| *c == '-').collect();
    run.iter().all(|c| *c == '-' || c.is_ascii_digit())
        && matches!(parts.as_slice(), [year, month, day] if year.len() == 4
            && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len()))
}

/// A line of TOML whose value is hidden: letters and digits after the first `=`, or after the first word where there is
/// none. With `harmless` saying that a key's values are no personal data, only numbers are hidden in its value.
pub fn mask_line(line: &str, harmless: impl Fn(&str) -> bool) -> String {
    let trimmed = line.trim();
    let is_header = trimmed.starts_with('[') && trimmed.ends_with(']') && !line.contains('=');
    let start = line.len() - line.trim_start().len();
    let word_end = line[start..].find(char::is_whitespace).map_or(line.len(), |end| start + end);
    let (key, value) = line.split_at(line.find('=').unwrap_or(word_end));
    if is_header || harmless(key.trim()) {
        return mask_numbers(line);
    }
    let value = value.chars().map(|c| if c.is_alphanumeric() { '*' } else { c });
    mask_numbers(key).chars().chain(value).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn first_three_and_last_four_are_shown_at_most() {
        for (text, shown) in [
            ("11010519491231002X", "110***********002X"),
            ("13812345678", "138****5678"),
            ("E12345678", "*********"),
            ("", ""),
        ] {
            assert_eq!(masked(text), shown);
        }
        assert_eq!(masked_mail("someone@example.cn"), "s***@example.cn");
        assert_eq!(masked_mail("nothing"), "***");
    }

    #[test]
    fn numbers_in_text_are_masked_and_dates_are_not() {
        for (text, shown) in [
            (
                "document_number = \"11010519491231002X\"",
                "document_number = \"110***********002X\"",
            ),
            ("call 13812345678 or 086-0512-65432109", "call 138****5678 or 086**********2109"),
            (
                "2026-11-22 京ICP备12345678号-1 203.0.113.10",
                "2026-11-22 京ICP备12345678号-1 203.0.113.10",
            ),
        ] {
            assert_eq!(mask_all(text), shown);
        }
    }

    #[test]
    fn numbers_in_any_writing_are_hidden_and_dates_stay() {
        for (text, shown) in [
            ("张三 138_0000_0000", "张三 ***_****_****"),
            ("138.0000.0000", "***.****.****"),
            ("138 0000-0000", "*** ****-****"),
            ("１３８００００００００", "***********"),
            ("E12345678", "E********"),
            (
                "1\u{202e}2\u{202e}3\u{202e}4\u{202e}5\u{202e}6",
                "*\u{202e}*\u{202e}*\u{202e}*\u{202e}*\u{202e}*",
            ),
            ("soon 2026-11-22", "soon 2026-11-22"),
            ("360安全 12345", "360安全 12345"),
        ] {
            assert_eq!(mask_numbers(text), shown);
        }
    }

    #[test]
    fn lines_show_keys_and_harmless_values() {
        let harmless = |key: &str| key == "kind";
        for (line, shown) in [
            ("document_number = \"E12345678", "document_number = \"*********"),
            ("document_numbr=\"AB陈\" # c", "document_numbr=\"***\" # *"),
            ("mobile 138", "mobile ***"),
            ("kind = \"persn\" 138 0000", "kind = \"persn\" *** ****"),
            ("[[lead]]", "[[lead]]"),
            ("138.0000.0000 = \"x\"", "***.****.**** = \"*\""),
        ] {
            assert_eq!(mask_line(line, harmless), shown);
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd_to_be_masked(text in "[\\PC\t]{0,60}") {
            prop_assert_eq!(mask_numbers(&text).chars().count(), text.chars().count());
            prop_assert_eq!(mask_line(&text, |_| false).chars().count(), text.chars().count());
        }

        #[test]
        fn the_length_stays_and_no_long_number_is_left(text in "[0-9xX备 -]{0,60}") {
            let shown = mask_all(&text);
            prop_assert_eq!(shown.chars().count(), text.chars().count());
            let longest = shown.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
            prop_assert!(longest < 10, "{}", shown);
        }
    }
}
