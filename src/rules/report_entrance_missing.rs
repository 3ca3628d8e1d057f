//! A content platform shows where to report illegal content.

use crate::domain::duty::Duty;
use crate::domain::lang::Text;

use super::law::CONTENT_PLATFORM;
use super::{
    Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, duty, judge,
};

pub(super) const RULE: Rule = Rule {
    id: "report-entrance-missing",
    subject: RuleSubject::Duty,
    fault: Fault::Missing,
    title: Text::fixed(
        "内容平台没有违法和不良信息举报入口",
        "a content platform without an entrance for reports",
    ),
    why: Text::fixed(
        "网络信息内容服务平台应当在显著位置设置便捷的投诉举报入口，公布投诉举报方式（网络信息内容生态治理规定第十六条）；违反的由网信部门约谈、警告、责令限期改正，直至暂停信息更新。",
        "A content platform puts an entrance for complaints and reports in a prominent place and says how to report (article 16); the authority may warn, set a term, and in the end stop updates.",
    ),
    fix: Text::fixed(
        "在页脚写上“违法和不良信息举报”的入口或电话",
        "Put an entrance or phone number for 违法和不良信息举报 in the footer",
    ),
    basis: &[CONTENT_PLATFORM],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("页脚写明", "shown in the footer"),
            declared: "duties = [\"platform\"]",
            pages: &[r#"<!doctype html><p>山湖</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-1</a>
违法和不良信息举报电话：0571-00000000</footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("声明了，页脚没有", "declared, not shown"),
            declared: "duties = [\"platform\"]",
            pages: &[r#"<!doctype html><p>山湖</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-1</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("没有声明", "not declared"),
            declared: "",
            pages: &[r#"<!doctype html><p>山湖</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-1</a></footer>"#],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Home(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    if let Some(why) = duty::not_judged(view, Duty::Platform) {
        return Verdict::NotApplicable(why);
    }
    if view.facts.footer.says(&["举报", "12377"]) || view.facts.footer.holds(&["12377.cn", "举报"])
    {
        return Verdict::Pass;
    }
    let message = Text::fixed(
        "声明为内容平台（platform），首页末尾没有举报入口或电话",
        "the site is declared a content platform, but no entrance or phone for reports stands at the end of the home page",
    );
    Verdict::Fail(vec![judge::of_page("", message)])
}
