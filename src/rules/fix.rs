//! Fixes with the site's own values: the exact key to set where generator or theme is known, else the HTML to paste.

use crate::domain::icp_number::IcpNumber;
use crate::domain::lang::Text;
use crate::domain::police_number::PoliceNumber;

use super::footer_command::{self, FooterValues};
use super::themes::{self, Theme};
use super::{PageView, judge, links};

/// How to show this ICP number, linked to MIIT, on a page that shows none.
pub(super) fn show_icp(view: &PageView<'_>, number: &str) -> Text {
    icp(view, number, number, None)
}

/// How to show this ICP number of the page: with the province character it means, where it has a wrong one.
pub(super) fn show_right_icp(view: &PageView<'_>, number: &IcpNumber) -> Text {
    show_icp(view, &right(number).to_string())
}

/// How to show the declared ICP number, or the one that only the owner knows.
pub(super) fn show_own_icp(view: &PageView<'_>) -> Text {
    own_icp(view, None)
}

/// How to put the declared ICP number, or the one that only the owner knows, in the place of what is shown.
pub(super) fn replace_by_own_icp(view: &PageView<'_>, shown: &str) -> Text {
    own_icp(view, Some(shown))
}

/// How to put this ICP number, linked to MIIT, in the place of what is shown.
pub(super) fn replace_icp(view: &PageView<'_>, shown: &IcpNumber, number: &IcpNumber) -> Text {
    let number = number.to_string();
    icp(view, &number, &number, Some(&shown.to_string()))
}

/// How to put this ICP number, linked to MIIT, in the place of a text of the page.
pub(super) fn replace_shown_icp(view: &PageView<'_>, shown: &str, number: &IcpNumber) -> Text {
    let number = number.to_string();
    icp(view, &number, &number, Some(shown))
}

/// How to link the shown ICP number right; a wrong province character is set right with it.
pub(super) fn link_icp(view: &PageView<'_>, shown: &IcpNumber) -> Text {
    replace_icp(view, shown, &right(shown))
}

fn right(number: &IcpNumber) -> IcpNumber {
    judge::with_right_mark(number).unwrap_or_else(|| number.clone())
}

/// How to show this police number with badge and link, on a page that shows none.
pub(super) fn show_police(view: &PageView<'_>, number: &PoliceNumber) -> Text {
    police(view, number, None)
}

/// How to put this police number with badge and link in the place of what is shown.
pub(super) fn replace_police(
    view: &PageView<'_>,
    shown: &PoliceNumber,
    number: &PoliceNumber,
) -> Text {
    police(view, number, Some(&shown.to_string()))
}

/// How to put this police number with badge and link in the place of a text of the page.
pub(super) fn replace_shown_police(
    view: &PageView<'_>,
    shown: &str,
    number: &PoliceNumber,
) -> Text {
    police(view, number, Some(shown))
}

/// How to write this police number, which the page shows in another form: with the theme's key, where it is known.
pub(super) fn write_police(view: &PageView<'_>, number: &PoliceNumber) -> Text {
    let themed = view.facts.generator.as_ref().is_some_and(|generator| generator.theme.is_some());
    if themed {
        return show_police(view, number);
    }
    Text::made(format!("写作 {number}"), format!("Write {number}"))
}

fn police(view: &PageView<'_>, number: &PoliceNumber, shown: Option<&str>) -> Text {
    let (number, digits) = (number.to_string(), number.digits.as_str());
    let html = format!(
        "<img src=\"/beian.png\" alt=\"\" width=\"20\" height=\"20\"> \
         <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code={digits}\" target=\"_blank\" \
         rel=\"noreferrer\">{}</a>",
        escaped(&number)
    );
    let values = FixValues { number: &number, digits, html: &html, ..FixValues::default() };
    let text =
        from_theme(view, |theme| theme.police.as_ref(), &values, &values).unwrap_or_else(|| {
            let wanted = FooterValues { police: Some(&number), ..FooterValues::default() };
            by_hand(view, [&html, &html], shown, [wanted, wanted])
        });
    Text::made(
        format!(
            "{}\n图标要从自己的网站引用：登录 https://beian.mps.gov.cn，在备案详情中下载",
            text.zh
        ),
        format!(
            "{}\nServe the badge from your own site: sign in at https://beian.mps.gov.cn to download it",
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
    let values_zh = FixValues { html: &html_zh, year: &since, owner: zh, ..FixValues::default() };
    let values_en = FixValues { html: &html_en, owner: en, ..values_zh };
    from_theme(view, |theme| theme.copyright.as_ref(), &values_zh, &values_en).unwrap_or_else(
        || {
            let wanted = [zh, en]
                .map(|owner| FooterValues { owner: Some(owner), ..FooterValues::default() });
            by_hand(view, [&html_zh, &html_en], None, wanted)
        },
    )
}

fn own_icp(view: &PageView<'_>, shown: Option<&str>) -> Text {
    match view.site.icp.as_ref().map(ToString::to_string) {
        Some(number) => icp(view, &number, &number, shown),
        None => icp(view, "你的ICP备案号", "YOUR-ICP-NUMBER", shown),
    }
}

fn icp(view: &PageView<'_>, zh: &str, en: &str, shown: Option<&str>) -> Text {
    let link = |number: &str| {
        format!(
            "<a href=\"{}\" target=\"_blank\" rel=\"noreferrer\">{}</a>",
            links::MIIT,
            escaped(number)
        )
    };
    let (html_zh, html_en) = (link(zh), link(en));
    let values_zh = FixValues { number: zh, html: &html_zh, ..FixValues::default() };
    let values_en = FixValues { number: en, html: &html_en, ..FixValues::default() };
    from_theme(view, |theme| theme.icp.as_ref(), &values_zh, &values_en).unwrap_or_else(|| {
        let wanted =
            [zh, en].map(|number| FooterValues { icp: Some(number), ..FooterValues::default() });
        by_hand(view, [&html_zh, &html_en], shown, wanted)
    })
}

/// The command that puts it into every page, where pages are built ones; the HTML on a line of its own, to be copied as
/// it is: a new line of the footer, or in the place of what is shown.
fn by_hand(
    view: &PageView<'_>,
    [zh, en]: [&str; 2],
    shown: Option<&str>,
    [wanted_zh, wanted_en]: [FooterValues<'_>; 2],
) -> Text {
    if let Some(shown) = shown {
        return Text::made(
            format!("把页面上的 {shown}（连同外面的链接，如果有）换成：\n{zh}"),
            format!("Replace {shown}, and any link around it, by:\n{en}"),
        );
    }
    let inject = |wanted, folder| footer_command::inject(view, wanted, folder);
    if let (Some(inject_zh), Some(inject_en)) =
        (inject(&wanted_zh, "输出目录"), inject(&wanted_en, "OUTPUT-FOLDER"))
    {
        return Text::made(
            format!(
                "每次构建之后运行，写进所有页面：\n{inject_zh}\n或者粘贴到主题的页脚模板中：\n{zh}"
            ),
            format!(
                "Run this after each build, it puts it into every page:\n{inject_en}\nor paste into the theme's \
                 footer template:\n{en}"
            ),
        );
    }
    let [snippet_zh, snippet_en] =
        [wanted_zh, wanted_en].map(|it| footer_command::snippet(view, &it));
    Text::made(
        format!("粘贴到网站的页脚模板中（</body> 之前；完整页脚可用 `{snippet_zh}` 打印）：\n{zh}"),
        format!(
            "Paste into the site's footer template, before </body> (`{snippet_en}` prints a whole \
             footer):\n{en}"
        ),
    )
}

/// What the texts of a theme are filled with.
#[derive(Clone, Copy, Default)]
struct FixValues<'a> {
    number: &'a str,
    digits: &'a str,
    html: &'a str,
    year: &'a str,
    owner: &'a str,
}

fn from_theme(
    view: &PageView<'_>,
    text_of: impl Fn(&Theme) -> Option<&Text>,
    zh: &FixValues<'_>,
    en: &FixValues<'_>,
) -> Option<Text> {
    let theme = themes::of(view.facts.generator.as_ref()?)?;
    let text = text_of(theme)?;
    Some(Text::made(zh.fill(&text.zh), en.fill(&text.en)))
}

impl FixValues<'_> {
    /// One pass, so that a value that looks like a slot stays as it is. HTML at the end gets a line of its own.
    fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        if let Some(before) = text.strip_suffix("{html}") {
            return self.fill(before.trim_end()) + "\n" + self.html;
        }
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
            "Paste into the site's footer template, before </body> (`beian snippet --icp 京ICP备19004817号-1` prints a \
             whole footer):\n<a href=\"https://beian.miit.gov.cn/\" target=\"_blank\" \
             rel=\"noreferrer\">京ICP备19004817号-1</a>"
        );
        let police = PoliceNumber::parse("京公网安备11010502046718号").unwrap();
        let police = show_police(&case.view(), &police);
        assert!(police.zh.contains("webSearch?code=11010502046718\""), "{}", police.zh);
    }

    #[test]
    fn built_pages_get_the_command_that_does_it() {
        let mut case = Case::new();
        case.built = Some("public");
        case.site.owner = Some("青禾文具 (北京)".into());
        let text = show_icp(&case.view(), "京ICP备19004817号-1");
        let command = "beian inject public --icp 京ICP备19004817号-1 --owner '青禾文具 (北京)'\n";
        assert!(text.zh.contains(command) && text.en.contains(command), "{text:?}");
        assert!(!text.en.contains("</body>"), "{}", text.en);
        let police = PoliceNumber::parse("京公网安备11010502046718号").unwrap();
        let text = show_police(&case.view(), &police);
        let command = "beian inject public --police 京公网安备11010502046718号 --badge police.png";
        assert!(text.en.contains(command), "{}", text.en);
        assert!(show_own_icp(&case.view()).en.contains("--icp YOUR-ICP-NUMBER"));
        case.built = None;
        let generator =
            |name: &str| Some(Generator { name: name.into(), version: None, theme: None });
        case.facts.generator = generator("MkDocs");
        let text = show_icp(&case.view(), "京ICP备19004817号-1");
        assert!(text.en.contains("\nbeian inject site --icp 京ICP备19004817号-1"), "{}", text.en);
        case.facts.generator = generator("Gridea");
        let text = show_icp(&case.view(), "京ICP备19004817号-1");
        assert!(text.zh.contains("\nbeian inject 输出目录 --icp"), "{}", text.zh);
        case.facts.generator = generator("WordPress");
        let text = show_icp(&case.view(), "京ICP备19004817号-1");
        assert!(
            text.en.contains("child theme") && text.en.contains("beian snippet"),
            "{}",
            text.en
        );
    }

    #[test]
    fn what_is_shown_is_replaced_and_its_province_set_right() {
        let case = Case::new();
        let text = link_icp(&case.view(), &IcpNumber::parse("川ICP备19004817号-1").unwrap());
        assert!(text.zh.starts_with("把页面上的 川ICP备19004817号-1（"), "{}", text.zh);
        assert!(text.zh.ends_with(">蜀ICP备19004817号-1</a>"), "{}", text.zh);
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
