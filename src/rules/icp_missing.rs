//! The home page shows an ICP number, or a licence in its place.

use crate::domain::lang::Text;
use crate::facts::{ElsewhereKind, PageKind};

use super::judge::{self, Presence};
use super::{
    Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix, law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-missing",
    subject: RuleSubject::Icp,
    fault: Fault::Missing,
    title: Text::fixed("首页没有 ICP 备案号", "the home page shows no ICP number"),
    why: Text::fixed(
        "网站开通时，主页底部居中位置必须标明备案编号，并链接到工信部备案系统（第33号令第十三条；经营性网站展示许可证编号也可以）。主页未标明的，责令改正，处 5000 元以上 5 万元以下罚款（国务院令第292号第二十二条）；接入商核查不通过会退回备案或取消接入。",
        "From the day a site opens, its home page must show the filing number at the bottom centre, linked to \
         MIIT's filing system (Order 33 art. 13; commercial sites may show their licence number instead). Without \
         it: an order to correct and a fine of 5,000 to 50,000 yuan (Decree 292 art. 22); providers reject or \
         withdraw the filing.",
    ),
    fix: Text::fixed(
        "在首页页脚写上备案号，并链接到 https://beian.miit.gov.cn/",
        "Put the number into the footer of the home page, linked to https://beian.miit.gov.cn/",
    ),
    basis: &[
        law::ORDER_33_NUMBER_AND_LINK,
        law::ORDER_33_FINE,
        law::DECREE_292_NUMBER,
        law::DECREE_292_FINE,
    ],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("页脚有备案号", "the number in the footer"),
            declared: "",
            pages: &[r#"<!doctype html><title>青禾文具</title><main><p>文具批发与零售</p></main>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-2</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("只有经营许可证，也合规", "a licence number alone is enough"),
            declared: "",
            pages: &["<!doctype html><title>青禾文具</title><main><p>文具批发与零售</p></main>
<footer>增值电信业务经营许可证：浙B2-20190376</footer>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("页脚没有备案号", "a footer without a number"),
            declared: "icp = \"浙ICP备2021036518号-2\"",
            pages: &["<!doctype html><title>青禾文具</title><main><p>文具批发与零售</p></main>
<footer>© 2026 青禾文具</footer>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("备案号在注释里，读者看不到", "a number in a comment is not shown"),
            declared: "",
            pages: &["<!doctype html><title>青禾文具</title><main><p>文具批发与零售</p></main>
<footer>© 2026 青禾文具 <!-- 浙ICP备2021036518号-2 --></footer>"],
            expect: Expect::Fail,
        },
    ],
    check: Check::Home(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    match judge::presence(view) {
        Presence::Number | Presence::Licence => return Verdict::Pass,
        Presence::Nothing if removed(view) => {
            return Verdict::NotApplicable("scripts remove it: icp-removed-by-script judges it");
        }
        Presence::Hidden => return Verdict::NotApplicable("hidden: icp-hidden judges it"),
        Presence::Script => {
            return Verdict::NotApplicable("in a script: icp-script-only judges it");
        }
        Presence::Picture => return Verdict::NotApplicable("in a picture: icp-not-text judges it"),
        Presence::Nothing => {}
    }
    match view.facts.kind {
        PageKind::Document | PageKind::Fragment | PageKind::Empty => absent(view),
        PageKind::Stub if view.facts.script_redirect.is_some() => {
            Verdict::NotApplicable("redirects by a script: site-needs-browser judges it")
        }
        // A home page without a number never passes in silence: what cannot be judged here is for a person.
        PageKind::Frameset | PageKind::Stub | PageKind::TooComplex => review(view),
        PageKind::Shell => Verdict::NotApplicable("an empty shell: site-needs-browser judges it"),
        PageKind::NotHtml => Verdict::NotApplicable("not HTML: site-not-html judges it"),
    }
}

/// Whether the HTML has a number that a browser does not show.
fn removed(view: &PageView<'_>) -> bool {
    view.facts.rendered.as_ref().is_some_and(|rendered| !rendered.removed.is_empty())
}

/// Whether a style sheet may draw a number, and no browser has looked.
fn is_drawn(view: &PageView<'_>) -> bool {
    let looked = view.facts.rendered.as_ref().is_some_and(|it| !it.screens.is_empty());
    !looked && judge::number_in(view, ElsewhereKind::Style).is_some()
}

fn absent(view: &PageView<'_>) -> Verdict {
    if judge::footer_frames(view).next().is_some() || is_drawn(view) {
        return review(view);
    }
    let message = match &view.site.icp {
        Some(number) => Text::made(
            format!("首页没有显示 {number}"),
            format!("the home page does not show {number}"),
        ),
        None => RULE.title.clone(),
    };
    let mut evidence = judge::of_page("", message);
    evidence.fix = Some(fix::show_own_icp(view));
    Verdict::Fail(vec![evidence])
}

fn review(view: &PageView<'_>) -> Verdict {
    let message = match view.facts.kind {
        _ if judge::footer_frames(view).next().is_some() => Text::fixed(
            "首页自身没有备案号，但页脚可能在没有读取的框架里，请打开页面确认",
            "no number on the home page itself, but the footer may be in a frame that was not read; open the page and \
         check",
        ),
        _ if is_drawn(view) => Text::fixed(
            "备案号只写在样式表里，样式（CSS content）可能会把它画出来，请打开页面确认；画出来的文字无法点击",
            "the number is in a style sheet only, and CSS `content` may draw it; open the page and check: text that is \
             drawn cannot be clicked on",
        ),
        PageKind::Frameset => Text::fixed(
            "首页是框架集（frameset），已读取的框架里没有备案号，请打开页面确认",
            "the home page is a frameset and the frames that were read contain no number; open the page and check",
        ),
        PageKind::Stub => Text::fixed(
            "首页只是跳转页，没有可判断的内容，请检查跳转后的页面",
            "the home page only redirects and has nothing to judge; audit the page it leads to",
        ),
        _ => Text::fixed(
            "首页标记过于复杂，无法读完，请打开页面确认",
            "the markup of the home page is too complex to read; open the page and check",
        ),
    };
    let frames: Vec<&str> = judge::footer_frames(view).collect();
    Verdict::Review(vec![judge::of_page(&frames.join(" "), message)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::icp_number::IcpNumber;
    use crate::rules::tests::Case;

    #[test]
    fn a_home_page_that_cannot_be_judged_is_never_passed() {
        let mut case = Case::new();
        for kind in [PageKind::Frameset, PageKind::Stub, PageKind::TooComplex] {
            case.facts.kind = kind;
            assert!(matches!(check(&case.view()), Verdict::Review(_)), "{kind:?}");
        }
        case.facts.kind = PageKind::Document;
        assert!(matches!(check(&case.view()), Verdict::Fail(_)));
        case.foreign_frames = vec!["https://video.example.com/embed/7".into()];
        assert!(matches!(check(&case.view()), Verdict::Fail(_)));
        case.facts.letters = 0;
        assert!(matches!(check(&case.view()), Verdict::Review(_)));
        case.facts.letters = 2000;
        case.foreign_frames.push("https://static.example.com/Footer.html".into());
        assert!(matches!(check(&case.view()), Verdict::Review(_)));
    }

    #[test]
    fn a_number_that_css_may_draw_is_for_a_person_until_a_browser_has_looked() {
        let mut case = Case::new();
        let html = "<!doctype html><title>青禾</title><p>文具批发与零售</p><style>footer::after{content:'浙ICP备2021036518号-2'}</style><footer></footer>";
        case.facts = crate::testkit::page::facts(html);
        assert!(matches!(check(&case.view()), Verdict::Review(_)));
        case.site.icp = IcpNumber::parse("京ICP备19004817号-1").ok();
        assert!(matches!(check(&case.view()), Verdict::Fail(_)), "another's number");
    }

    #[test]
    fn the_rules_of_absence_exclude_each_other() {
        let mut case = Case::new();
        case.facts.filing_images = vec!["/icp-beian.png".into()];
        assert!(matches!(check(&case.view()), Verdict::NotApplicable(_)));
    }
}
