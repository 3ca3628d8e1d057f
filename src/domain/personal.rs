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
        shown.push_str(if digits >= SHORTEST { &masked } else { run });
        rest = after;
    }
    shown.push_str(rest);
    shown
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

    proptest! {
        #[test]
        fn the_length_stays_and_no_long_number_is_left(text in "[0-9xX备 -]{0,60}") {
            let shown = mask_all(&text);
            prop_assert_eq!(shown.chars().count(), text.chars().count());
            let longest = shown.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
            prop_assert!(longest < 10, "{}", shown);
        }
    }
}
