//! The dialects of the products. Text that comes from pages and files has no markup in any of them: signs that would be
//! are shown as their full-width twins, since none of the robots documents an escape that all their clients obey. Slack
//! has escapes for `&`, `<` and `>` alone (<https://docs.slack.dev/messaging/formatting-message-text>); invisible
//! characters between the others would be copied along with the text.

use crate::domain::lang::Lang;
use crate::report::escape;

/// How a product writes what a message has.
pub(in crate::notify) struct Dialect {
    /// Text without markup.
    pub(in crate::notify) escape: fn(&str) -> String,
    /// Text that stands out; escaped already.
    pub(in crate::notify) strong: fn(&str) -> String,
    /// A title; escaped already.
    pub(in crate::notify) heading: fn(&str) -> String,
    /// A link, by its address, for readers of a language.
    pub(in crate::notify) link: fn(&str, Lang) -> String,
    /// What is before an entry.
    pub(in crate::notify) bullet: &'static str,
    /// What is between blocks.
    pub(in crate::notify) between: &'static str,
    /// What is between the lines of one entry.
    pub(in crate::notify) within: &'static str,
}

/// 企业微信, `markdown`: headings, bold, links, quotations.
/// <https://developer.work.weixin.qq.com/document/path/91770>
pub(in crate::notify) const WECOM: Dialect = Dialect {
    escape: wide,
    strong: bold,
    heading: |text| format!("### {text}"),
    link: markdown_link,
    bullet: "> ",
    // Quotations without a line between them would be one.
    between: "\n\n",
    within: "\n> ",
};

/// 钉钉, `markdown`: a single line break is a blank, two are a paragraph.
/// <https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages>
pub(in crate::notify) const DINGTALK: Dialect = Dialect {
    escape: wide,
    strong: bold,
    heading: |text| format!("### {text}"),
    link: markdown_link,
    bullet: "- ",
    between: "\n\n",
    within: "  \n  ",
};

/// 飞书, the `markdown` element of a card; the title is the card's.
/// <https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot>
pub(in crate::notify) const CARD: Dialect = Dialect {
    escape: wide,
    strong: bold,
    heading: |_| String::new(),
    link: markdown_link,
    bullet: "- ",
    between: "\n",
    within: "\n  ",
};

/// Slack, `mrkdwn`. <https://docs.slack.dev/messaging/formatting-message-text>
pub(in crate::notify) const SLACK: Dialect = Dialect {
    escape: slack,
    strong: |text| format!("*{text}*"),
    heading: |text| format!("*{text}*"),
    link: |address, _| format!("<{}>", slack_address(address)),
    bullet: "• ",
    between: "\n",
    within: "\n    ",
};

/// Text without any markup: mail, push services, text messages.
pub(in crate::notify) const PLAIN: Dialect = Dialect {
    escape: |text| escape::line(text).into_owned(),
    strong: str::to_owned,
    heading: str::to_owned,
    link: |address, _| escape::line(address).into_owned(),
    bullet: "- ",
    between: "\n",
    within: "\n  ",
};

fn bold(text: &str) -> String {
    format!("**{text}**")
}

fn markdown_link(address: &str, lang: Lang) -> String {
    let label = match lang {
        Lang::Zh => "打开",
        Lang::En => "open",
    };
    format!("[{label}]({})", bare_address(address))
}

/// An address without signs that could end it.
fn bare_address(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for char in escape::line(address).chars() {
        match char {
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '[' => out.push_str("%5B"),
            ']' => out.push_str("%5D"),
            '|' => out.push_str("%7C"),
            '"' => out.push_str("%22"),
            '`' => out.push_str("%60"),
            '*' => out.push_str("%2A"),
            '\\' => out.push_str("%5C"),
            ' ' => out.push_str("%20"),
            other => out.push(other),
        }
    }
    out
}

/// Text in which nothing is markup: its signs are full-width.
fn wide(text: &str) -> String {
    without_markup(text, |char| match char {
        '<' => Some("＜"),
        '>' => Some("＞"),
        _ => None,
    })
}

/// The same with Slack's own escapes for what begins a link or a mention. Mattermost and Rocket.Chat obey a bare `@all`, too.
fn slack(text: &str) -> String {
    without_markup(text, |char| match char {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '@' => Some("＠"),
        _ => None,
    })
}

/// Text without the signs of Markdown and its like; `own` has what a dialect shows in place of others.
fn without_markup(text: &str, own: fn(char) -> Option<&'static str>) -> String {
    let line = escape::line(text);
    let mut out = String::with_capacity(line.len());
    let (mut before, mut chars) = (None, line.chars().peekable());
    while let Some(char) = chars.next() {
        let in_word = |side: Option<&char>| side.is_some_and(char::is_ascii_alphanumeric);
        let twin = match char {
            '*' => Some("＊"),
            '`' => Some("｀"),
            '[' => Some("［"),
            ']' => Some("］"),
            '~' => Some("～"),
            '|' => Some("｜"),
            '\\' => Some("＼"),
            // Within a word it is no sign in any of them: names of files keep it.
            '_' if !(in_word(before.as_ref()) && in_word(chars.peek())) => Some("＿"),
            // At the beginning of a line these are headings, lists and rules.
            '#' if before.is_none() => Some("＃"),
            '-' if before.is_none() => Some("－"),
            '+' if before.is_none() => Some("＋"),
            other => own(other),
        };
        match twin {
            Some(twin) => out.push_str(twin),
            None => out.push(char),
        }
        before = Some(char);
    }
    out
}

fn slack_address(address: &str) -> String {
    bare_address(address).replace('&', "&amp;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_pages_has_no_markup() {
        for (raw, shown) in [
            ("**a** `b` ~~c~~", "＊＊a＊＊ ｀b｀ ～～c～～"),
            ("[x](https://evil.example) <@all>", "［x］(https://evil.example) ＜@all＞"),
            ("<font color=\"warning\">", "＜font color=\"warning\"＞"),
            ("# title", "＃ title"),
            ("- item", "－ item"),
            ("_a_ b_c __d__ 中_文_", "＿a＿ b_c ＿＿d＿＿ 中＿文＿"),
            ("a\nb", "a\\nb"),
            ("\u{202e}x", "\\u{202e}x"),
        ] {
            assert_eq!(
                wide(raw),
                shown.replace(
                    '\\',
                    if raw.contains('\n') || raw.contains('\u{202e}') { "＼" } else { "\\" }
                )
            );
        }
        for (raw, shown) in [
            ("<!channel> & *b*", "&lt;!channel&gt; &amp; ＊b＊"),
            ("_i_ ~s~ `c` my_file.html", "＿i＿ ～s～ ｀c｀ my_file.html"),
            ("> quoted", "&gt; quoted"),
            ("@all [x](https://evil.example)", "＠all ［x］(https://evil.example)"),
            ("&lt;!here&gt;", "&amp;lt;!here&amp;gt;"),
        ] {
            assert_eq!(slack(raw), shown);
        }
    }

    #[test]
    fn no_address_ends_its_link() {
        let link = markdown_link("https://a.cn/)[x](y", Lang::Zh);
        assert_eq!(link, "[打开](https://a.cn/%29%5Bx%5D%28y)");
        assert_eq!(markdown_link("https://a.cn/", Lang::En), "[open](https://a.cn/)");
        let link = (SLACK.link)("https://a.cn/?a=1&b=<|>", Lang::En);
        assert_eq!(link, "<https://a.cn/?a=1&amp;b=%3C%7C%3E>");
    }
}
