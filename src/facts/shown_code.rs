//! The code of a link that a page shows as text: pasted into a field that escapes it, typed with full-width signs, or in a
//! markup language that nothing rendered.

use std::ops::Range;

use crate::domain::scan::folded_char;

use super::sighting::Code;

/// How much before a number is looked at, in bytes.
const REACH: usize = 600;

/// The code around a number on its line, if there is any.
pub(crate) fn code_around(text: &str, number: &Range<usize>) -> Option<Code> {
    let before = text.get(..number.start)?;
    let last = before.trim_end().chars().next_back()?;
    // most numbers follow upon other characters than these
    if !matches!(last, '>' | '＞' | '[' | '［' | '【' | ']' | ';' | '"' | '”' | '〉' | '》')
    {
        let wiki = before.get(before.floor_char_boundary(before.len().saturating_sub(REACH))..)?;
        let after = text.get(number.end..)?.trim_start();
        let is_wiki = after.starts_with(']')
            && wiki
                .rsplit('[')
                .next()
                .is_some_and(|it| it.starts_with("http") && !it.contains(']'));
        return is_wiki.then_some(Code::Markup);
    }
    let before = before.get(before.floor_char_boundary(before.len().saturating_sub(REACH))..)?;
    let after = text.get(number.end..)?;
    let after = after.get(..after.floor_char_boundary(REACH))?;
    let raw = [before, after];
    let [before, after] = raw.map(plain);
    let (before, after) = (before.trim_end(), after.trim_start());
    let tag = before.rfind("<a ").or_else(|| before.rfind("<a\u{a0}"));
    if before.ends_with('>') && after.starts_with('<') && tag.is_some() {
        let wide = raw.iter().any(|part| part.contains(['＜', '＞', '〈', '〉', '《', '》']));
        return Some(if wide { Code::FullWidth } else { Code::Html });
    }
    let markdown = before.ends_with('[') && after.starts_with("](");
    let bulletin = before.ends_with(']') && before.contains("[url") && after.starts_with("[/url");
    (markdown || bulletin).then_some(Code::Markup)
}

/// A text in one form: ASCII signs, small letters, references resolved once more.
fn plain(text: &str) -> String {
    let folded: String = text
        .chars()
        .map(|c| match c {
            '〈' | '《' => '<',
            '〉' | '》' => '>',
            _ => folded_char(c),
        })
        .collect();
    folded.to_lowercase().replace("&lt;", "<").replace("&gt;", ">")
}

#[cfg(test)]
mod tests {
    use super::Code::{self, FullWidth, Html, Markup};
    use super::code_around;

    #[test]
    fn the_code_of_a_link_is_told_from_text() {
        for (text, expected) in [
            (r#"<a href="https://beian.miit.gov.cn/">N</a>"#, Some(Html)),
            ("<A HREF=https://beian.miit.gov.cn/ target=_blank> N </A>", Some(Html)),
            (r#"<a href="https://beian.miit.gov.cn/"><span>N</span></a>"#, Some(Html)),
            (r#"&lt;a href="https://beian.miit.gov.cn/"&gt;N&lt;/a&gt;"#, Some(Html)),
            (r#"＜a href="https://beian.miit.gov.cn/"＞N＜/a＞"#, Some(FullWidth)),
            ("[N](https://beian.miit.gov.cn/)", Some(Markup)),
            ("［N］（https://beian.miit.gov.cn/）", Some(Markup)),
            ("[url=https://beian.miit.gov.cn/]N[/url]", Some(Markup)),
            ("[https://beian.miit.gov.cn/ N]", Some(Markup)),
            ("N", None),
            ("[N]", None),
            ("首页 > N < 关于", None),
            ("【备案号】N", None),
            ("© 2026 某某；N", None),
        ] {
            let at = text.find('N').unwrap();
            let found: Option<Code> = code_around(text, &(at..at + 1));
            assert_eq!(found, expected, "{text}");
        }
    }
}
