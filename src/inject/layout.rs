//! Layouts that hide the end of the body: content taken out of the flow covers what follows it, and a body that is as
//! high as the window and does not scroll cuts it off. In known themes the block goes into the theme's own footer
//! instead; in others, the page's own style sheets and attributes decide whether there is a warning.

use crate::facts::Generator;
use crate::html::ElementQuery;

use super::css::{SheetLayout, has_layout};
use super::wrappers::{Wrapper, wrappers};

/// A theme whose layout is known.
#[derive(Debug)]
pub(super) struct ThemeLayout {
    /// The generator, lower case.
    generator: &'static str,
    /// The theme, lower case; empty for all of the generator.
    name: &'static str,
    /// The theme's own footer.
    pub footer: ElementQuery,
    /// Where a block goes.
    pub position: Position,
}

/// Where a block goes in the pages of a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// In the theme's own footer: the layout hides the end of the body.
    InFooter,
    /// At the end of the body.
    Last,
    /// At the end of the body whatever the layout: scripts take over the rest of the page and would remove the block
    /// from it.
    Outside,
}

use Position::{InFooter, Last, Outside};

const fn theme(
    generator: &'static str,
    name: &'static str,
    footer: ElementQuery,
    position: Position,
) -> ThemeLayout {
    ThemeLayout { generator, name, footer, position }
}

const fn footer(attribute: &'static str, value: &'static str) -> ElementQuery {
    ElementQuery { name: "footer", attribute, value }
}

/// Known themes; entries with a name come before those for a whole generator.
const THEMES: &[ThemeLayout] = &[
    theme("hexo", "landscape", footer("id", "footer"), InFooter),
    theme("hexo", "next", footer("class", "footer"), Last),
    theme("hexo", "butterfly", footer("id", "footer"), Last),
    theme("hexo", "icarus", footer("class", "footer"), Last),
    theme("hexo", "fluid", footer("", ""), Last),
    theme("hugo", "stack", footer("class", "site-footer"), Last),
    theme("hugo", "papermod", footer("class", "footer"), Last),
    theme("hugo", "book", footer("class", "book-footer"), Last),
    theme("wordpress", "twenty", footer("id", "colophon"), Last),
    theme("wordpress", "twentyblock", footer("class", "wp-block-template-part"), Last),
    theme("vitepress", "", footer("class", "VPFooter"), Outside),
    theme("docusaurus", "", footer("class", "footer"), Outside),
    theme("vuepress", "", footer("class", "vp-footer"), Outside),
    theme("next.js", "", footer("id", "footer"), Outside),
    theme("nuxt", "", footer("id", "footer"), Outside),
];

/// The known theme that a page was made with.
pub(super) fn theme_of(generator: &Generator) -> Option<&'static ThemeLayout> {
    let program = generator.name.to_ascii_lowercase();
    let name = generator.theme.as_deref().unwrap_or_default();
    let of_program = || THEMES.iter().filter(|theme| program.starts_with(theme.generator));
    of_program().find(|theme| theme.name == name)
}

/// Whether, by the page's own style sheets and attributes, its layout hides what comes last in the body.
pub(super) fn hides_end(page: &[u8], sheet: &SheetLayout) -> bool {
    // without rules only the style of a tag can say so
    let styled = || has_layout(page) && memchr::memmem::find(page, b" style=").is_some();
    if sheet.is_plain() && !styled() {
        return false;
    }
    let (frame, wrappers) = wrappers(page);
    let mut body = sheet.frame;
    for tag in frame {
        body.add(tag.style);
    }
    let covers = |wrapper: &Wrapper<'_>| {
        sheet.fills.iter().any(|selector| wrapper.is(selector)) || wrapper.fills()
    };
    body.cuts() || wrappers.iter().any(covers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hides(page: &str) -> bool {
        let sheets: Vec<&[u8]> = crate::inject::visible::sheets(page.as_bytes()).collect();
        hides_end(page.as_bytes(), &SheetLayout::read(&sheets))
    }

    fn page(style: &str, body: &str) -> String {
        format!("<!doctype html><html><head><style>{style}</style></head>{body}</html>")
    }

    const TEXT: &str = "<p>words that are the content of the page, and go on for a while</p>";

    #[test]
    fn content_that_leaves_the_flow_and_bodies_that_do_not_scroll_are_told() {
        let wrapped = |attributes: &str| {
            format!("<body><!-- x --><div id=a><div {attributes}>{TEXT}</div></div></body>")
        };
        for page in [
            page(
                "#wrap{position:absolute;top:0;left:0;width:100%;height:100%}",
                &wrapped("id=wrap"),
            ),
            page(".w , .x{position:fixed;inset:0;overflow:auto}", &wrapped("class='y x'")),
            page("div.w{position:absolute;top:0;bottom:0;left:0;right:0}", &wrapped("class=w")),
            page("", &wrapped("style='position: absolute; inset: 0'")),
            page("html,body{height:100%}body{overflow:hidden}", &format!("<body>{TEXT}</body>")),
            page("body{height:100vh;overflow-y:hidden}", &format!("<body>{TEXT}</body>")),
            page("", &format!("<body style='height:100vh;overflow:hidden'>{TEXT}</body>")),
            page(
                "/* x */@charset 'a';body{max-height:100dvh;overflow:clip}",
                &format!("<body>{TEXT}</body>"),
            ),
        ] {
            assert!(hides(&page), "{page}");
        }
    }

    #[test]
    fn other_layouts_are_not() {
        let body = |before: &str| format!("<body>{before}<main>{}</main></body>", TEXT.repeat(3));
        for page in [
            page("#loader{position:fixed;inset:0}", &body("<div id=loader><i>x</i></div>")),
            page("nav{position:fixed;top:0;bottom:0;left:0;width:240px}", &body("<nav>x</nav>")),
            page("#w{position:relative;height:100%;width:100%}", &body("<div id=w>x</div>")),
            page("body{overflow-x:hidden;height:100%}", &body("")),
            page("body{overflow:hidden}", &body("")),
            page("html,body{height:100%}", &body("")),
            page("body.open{height:100vh;overflow:hidden}", &body("")),
            page("@media print{body{height:100vh;overflow:hidden}}", &body("")),
            page(
                "body{display:flex;flex-direction:column;height:100vh;overflow:hidden}main{flex:1;overflow:auto}",
                &body(""),
            ),
            page("#w{position:absolute;inset:0}", &body("<script>'<div id=w>'</script>")),
        ] {
            assert!(!hides(&page), "{page}");
        }
    }

    #[test]
    fn themes_are_found_by_generator_and_name() {
        let of = |name: &str, theme: Option<&str>| {
            let theme = theme.map(str::to_owned);
            theme_of(&Generator { name: name.to_owned(), version: None, theme })
                .map(|it| it.position)
        };
        assert_eq!(of("Hexo", Some("landscape")), Some(InFooter));
        assert_eq!(of("Hexo", Some("next")), Some(Last));
        assert_eq!(of("Hexo", None), None);
        assert_eq!(of("VitePress v1.6.3", None), Some(Outside));
        assert_eq!(of("Hugo", Some("landscape")), None);
    }
}
