//! Text for HTML in which numbers, names of hosts and dates are kept whole: a browser may break a line after the hyphen
//! of `my-shop.cn`, and between any two Chinese characters of 京ICP备12345678号-1.

use crate::report::escape;

/// The longest text that is kept whole, in characters: about a line of a phone.
const LONGEST: usize = 34;

/// What stands before the digits of a filing number, its province apart.
const MARKS: [&str; 3] = ["ICP备", "ICP证", "公网安备"];

/// Text between tags, escaped; line breaks stay.
pub(super) fn prose(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 4);
    let mut rest = text;
    while let Some((start, end)) = next_whole(rest) {
        let (before, after) = rest.split_at(start);
        let (whole, after) = after.split_at(end - start);
        push(&mut html, before);
        html.push_str("<span class=\"n\">");
        push(&mut html, whole);
        html.push_str("</span>");
        rest = after;
    }
    push(&mut html, rest);
    html
}

fn push(html: &mut String, text: &str) {
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            html.push_str("<br>");
        }
        html.push_str(&escape::html(line));
    }
}

/// An address; a link only where it can do nothing but open a site.
pub(super) fn address(url: &str) -> String {
    let text = escape::html(url);
    if url.starts_with("https://") || url.starts_with("http://") {
        format!("<a href=\"{text}\" rel=\"noopener noreferrer nofollow\">{text}</a>")
    } else {
        format!("<code>{text}</code>")
    }
}

/// The bytes of the first part of a text that is kept whole.
fn next_whole(text: &str) -> Option<(usize, usize)> {
    let number = MARKS.iter().filter_map(|mark| number(text, mark)).min();
    let word = hyphenated(text.get(..number.map_or(text.len(), |(start, _)| start))?);
    word.or(number)
}

/// The first filing number with this mark: the province before it, digits, 号 and a suffix behind it.
fn number(text: &str, mark: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find(mark)?;
        let digits = at + mark.len();
        let length = count(text.get(digits..)?, char::is_numeric);
        if length > 0 {
            let mut end = digits + length;
            end += suffix(text.get(end..)?);
            let province = text.get(..at)?.chars().next_back().filter(|c| !c.is_ascii());
            let start = at - province.map_or(0, char::len_utf8);
            if text.get(start..end)?.chars().count() <= LONGEST {
                return Some((start, end));
            }
        }
        from = digits;
    }
}

/// The length of 号 and `-1`.
fn suffix(text: &str) -> usize {
    let sign = if text.starts_with('号') { '号'.len_utf8() } else { 0 };
    let rest = text.get(sign..).unwrap_or_default();
    match rest.strip_prefix('-').map(|rest| count(rest, |c| c.is_ascii_digit())) {
        Some(digits @ 1..) => sign + 1 + digits,
        _ => sign,
    }
}

/// The bytes of the characters of a kind with which a text begins.
fn count(text: &str, kind: impl Fn(char) -> bool) -> usize {
    text.find(|c| !kind(c)).unwrap_or(text.len())
}

/// The first word with a hyphen inside: a name of a host, a date, a licence.
fn hyphenated(text: &str) -> Option<(usize, usize)> {
    let of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let mut from = 0;
    loop {
        let hyphen = from + text.get(from..)?.find('-')?;
        let before = text.get(from..hyphen)?;
        let start = before.rfind(|c| !of_word(c)).map_or(from, |at| {
            from + at + before.get(at..).and_then(|it| it.chars().next()).map_or(1, char::len_utf8)
        });
        let end = hyphen + count(text.get(hyphen..)?, of_word);
        let word = text.get(start..end)?.trim_end_matches(['.', '-']);
        if word.len() <= LONGEST && !word.starts_with('-') && word.contains('-') {
            return Some((start, start + word.len()));
        }
        from = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_names_and_dates_are_kept_whole() {
        for (text, html) in [
            ("plain 文字", "plain 文字"),
            ("“京ICP备11000001号-1”没有链接", "“[京ICP备11000001号-1]”没有链接"),
            ("京公网安备11010502000001号，", "[京公网安备11010502000001号]，"),
            ("京ICP备号 ICP备12号", "京ICP备号 [ICP备12号]"),
            ("on 2026-11-22.", "on [2026-11-22]."),
            ("my-shop.example.cn 与 a.cn", "[my-shop.example.cn] 与 a.cn"),
            ("浙B2-20080101", "浙[B2-20080101]"),
            ("- a - --x -", "- a - --x -"),
            ("a<b-c>\nd", "a&lt;[b-c]&gt;<br>d"),
        ] {
            let expected = html.replace('[', "<span class=\"n\">").replace(']', "</span>");
            assert_eq!(prose(text), expected, "{text}");
        }
        let long = format!("{}-{}", "a".repeat(40), "1".repeat(40));
        assert_eq!(prose(&long), long);
        assert_eq!(prose(&format!("京ICP备{}号", "1".repeat(99))).matches("span").count(), 0);
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(address("javascript:alert(1)"), "<code>javascript:alert(1)</code>");
        assert_eq!(address("a/b.html"), "<code>a/b.html</code>");
        assert!(
            address("https://a.example/\"x").starts_with("<a href=\"https://a.example/&quot;x\"")
        );
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_acts(text in ".{0,60}") {
            let html = prose(&text);
            let bare = html.replace("<span class=\"n\">", "").replace("</span>", "");
            let whole: Vec<String> = text.split('\n').map(escape::html).collect();
            // a name that is shown as people write it may be split from what is before it
            if !text.contains("xn--") {
                proptest::prop_assert_eq!(bare, whole.join("<br>"));
            }
        }
    }
}
