//! Fixes with the site's own values: the exact key to set where generator or theme is known, else the HTML to paste.

use crate::domain::lang::Text;

use super::themes::{self, Theme};
use super::{PageView, links};

/// How to show this ICP number, linked to MIIT, on this page.
pub(super) fn show_icp(view: &PageView<'_>, number: &str) -> Text {
    icp(view, number, number)
}

/// How to show the declared ICP number, or the one that only the owner knows.
pub(super) fn show_own_icp(view: &PageView<'_>) -> Text {
    match &view.site.icp {
        Some(number) => show_icp(view, &number.to_string()),
        None => icp(view, "你的ICP备案号", "YOUR-ICP-NUMBER"),
    }
}

/// How to link this ICP number right on this page.
pub(super) fn link_icp(view: &PageView<'_>, number: &str) -> Text {
    let show = show_icp(view, number);
    Text::made(
        format!("把备案号的链接改为 {}。{}", links::MIIT, show.zh),
        format!("Make the number link to {}. {}", links::MIIT, show.en),
    )
}

/// How to show this police number with badge and link on this page.
pub(super) fn show_police(view: &PageView<'_>, number: &str) -> Text {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let html = format!(
        "<img src=\"/beian.png\" alt=\"\" width=\"20\" height=\"20\"> \
         <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code={digits}\" target=\"_blank\" \
         rel=\"noreferrer\">{}</a>",
        escaped(number)
    );
    let values = Values { number, digits: &digits, html: &html, ..Values::default() };
    let text = from_theme(view, |theme| theme.police.as_ref(), &values, &values)
        .unwrap_or_else(|| paste(&html, &html));
    Text::made(
        format!(
            "{}。图标请登录 beian.mps.gov.cn 后在备案详情中下载，放到自己的站点上引用",
            text.zh
        ),
        format!(
            "{}. Download the badge from beian.mps.gov.cn after logging in and serve it from your own site",
            text.en
        ),
    )
}

/// How to show the copyright line on this page.
pub(super) fn show_copyright(view: &PageView<'_>) -> Text {
    let this_year = view.today.year();
    let since = view.site.since.unwrap_or(this_year).min(this_year).to_string();
    let years = if since == this_year.to_string() {
        since.clone()
    } else {
        format!("{since}–{this_year}")
    };
    let owner = view.site.owner.as_deref();
    let zh = owner.unwrap_or("你的单位全称");
    let en = owner.unwrap_or("YOUR-REGISTERED-NAME");
    let line = |owner: &str| format!("© {years} {} 版权所有", escaped(owner));
    let (html_zh, html_en) = (line(zh), line(en));
    let values_zh = Values { html: &html_zh, year: &since, owner: zh, ..Values::default() };
    let values_en = Values { html: &html_en, owner: en, ..values_zh };
    from_theme(view, |theme| theme.copyright.as_ref(), &values_zh, &values_en)
        .unwrap_or_else(|| paste(&html_zh, &html_en))
}

fn icp(view: &PageView<'_>, zh: &str, en: &str) -> Text {
    let link = |number: &str| {
        format!(
            "<a href=\"{}\" target=\"_blank\" rel=\"noreferrer\">{}</a>",
            links::MIIT,
            escaped(number)
        )
    };
    let (html_zh, html_en) = (link(zh), link(en));
    let values_zh = Values { number: zh, html: &html_zh, ..Values::default() };
    let values_en = Values { number: en, html: &html_en, ..Values::default() };
    from_theme(view, |theme| theme.icp.as_ref(), &values_zh, &values_en)
        .unwrap_or_else(|| paste(&html_zh, &html_en))
}

fn paste(zh: &str, en: &str) -> Text {
    Text::made(
        format!("在页脚中（</body> 之前）写入：\n{zh}"),
        format!("Paste into the footer, before </body>:\n{en}"),
    )
}

/// What the texts of a theme are filled with.
#[derive(Clone, Copy, Default)]
struct Values<'a> {
    number: &'a str,
    digits: &'a str,
    html: &'a str,
    year: &'a str,
    owner: &'a str,
}

fn from_theme(
    view: &PageView<'_>,
    text_of: impl Fn(&Theme) -> Option<&Text>,
    zh: &Values<'_>,
    en: &Values<'_>,
) -> Option<Text> {
    let theme = themes::of(view.facts.generator.as_ref()?)?;
    let text = text_of(theme)?;
    Some(Text::made(zh.fill(&text.zh), en.fill(&text.en)))
}

impl Values<'_> {
    /// One pass, so that a value that looks like a slot stays as it is.
    fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            rest = match after.split_once('}') {
                Some((slot, tail)) => {
                    filled.push_str(self.value(slot));
                    tail
                }
                None => after,
            };
        }
        filled + rest
    }

    fn value(&self, slot: &str) -> &str {
        match slot {
            "number" => self.number,
            "digits" => self.digits,
            "html" => self.html,
            "year" => self.year,
            "owner" => self.owner,
            _ => "",
        }
    }
}

/// Text for HTML: what is pasted must not bring markup of its own.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Generator;
    use crate::rules::tests::Case;

    #[test]
    fn without_a_known_theme_the_fix_is_html_with_the_sites_values() {
        let case = Case::new();
        let text = show_icp(&case.view(), "京ICP备19004817号-1");
        assert_eq!(
            text.en,
            "Paste into the footer, before </body>:\n<a href=\"https://beian.miit.gov.cn/\" \
             target=\"_blank\" rel=\"noreferrer\">京ICP备19004817号-1</a>"
        );
        let police = show_police(&case.view(), "京公网安备11010502046718号");
        assert!(police.zh.contains("webSearch?code=11010502046718\""), "{}", police.zh);
    }

    #[test]
    fn the_fix_names_the_key_of_the_theme() {
        let mut case = Case::new();
        let theme = Some("next".to_owned());
        case.facts.generator = Some(Generator { name: "Hexo".into(), version: None, theme });
        let text = show_icp(&case.view(), "京ICP备19004817号-1");
        assert!(text.zh.contains("`footer.beian.icp: 京ICP备19004817号-1`"), "{}", text.zh);
        case.site.since = Some(2019);
        case.site.owner = Some("青禾文具店".into());
        let text = show_copyright(&case.view());
        assert!(text.en.contains("`footer.since: 2019`"), "{}", text.en);
        assert!(text.en.contains("`footer.copyright: 青禾文具店`"), "{}", text.en);
    }

    #[test]
    fn pasted_html_carries_values_as_text() {
        let mut case = Case::new();
        case.site.owner = Some("A & <b>\"{html}\"".into());
        case.site.since = Some(2019);
        let text = show_copyright(&case.view());
        let line = "© 2019–2026 A &amp; &lt;b&gt;&quot;{html}&quot; 版权所有";
        assert!(text.zh.ends_with(line), "{}", text.zh);
        case.facts.generator =
            Some(Generator { name: "VitePress".into(), version: None, theme: None });
        assert!(show_copyright(&case.view()).zh.ends_with(line));
    }
}
