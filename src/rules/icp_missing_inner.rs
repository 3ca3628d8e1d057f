//! Inner pages show the number too.

use crate::domain::lang::Text;
use crate::facts::PageKind;

use super::judge::{self, Presence};
use super::{
    Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix, law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-missing-inner",
    subject: RuleSubject::Icp,
    fault: Fault::Missing,
    title: Text::fixed("内页没有 ICP 备案号", "an inner page shows no ICP number"),
    why: Text::fixed(
        "法规只要求主页标明备案号（第33号令第十三条），内页不写不违法；但访客常从内页进入，有的接入商也会抽查内页，放在公共页脚里最省事。",
        "The law requires the number on the home page only (Order 33 art. 13). But visitors and some providers' \
         checks land on inner pages, and a footer shared by all pages is the easiest solution.",
    ),
    fix: Text::fixed(
        "把备案号放进所有页面共用的页脚模板",
        "Put the number into the footer template that all pages share",
    ),
    basis: &[law::ORDER_33_NUMBER_AND_LINK],
    severity: Severity::Info,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("内页有同样的页脚", "inner pages with the same footer"),
            declared: "",
            pages: &[
                r#"<!doctype html><title>首页</title><p>青禾文具</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-2</a></footer>"#,
                r#"<!doctype html><title>关于我们</title><p>成立于2012年</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-2</a></footer>"#,
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("内页没有备案号", "an inner page without the number"),
            declared: "",
            pages: &[
                r#"<!doctype html><title>首页</title><p>青禾文具</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-2</a></footer>"#,
                "<!doctype html><title>关于我们</title><p>成立于2012年</p><footer>青禾文具</footer>",
            ],
            expect: Expect::Fail,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    if view.home {
        return Verdict::NotApplicable("the home page: icp-missing judges it");
    }
    match (judge::presence(view), view.facts.kind) {
        (Presence::Number | Presence::Licence, _) => Verdict::Pass,
        (Presence::Hidden, _) => Verdict::NotApplicable("hidden: icp-hidden judges it"),
        (_, PageKind::Document) => {
            let message = RULE.title.clone();
            let mut evidence = judge::of_page("", message);
            evidence.fix = Some(fix::show_own_icp(view));
            Verdict::Fail(vec![evidence])
        }
        (_, _) => Verdict::NotApplicable("not a document of its own"),
    }
}
