//! The number is in the HTML, not only in a script.

use crate::domain::lang::Text;

use super::judge::{self, Presence};
use super::{
    Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix, law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-script-only",
    subject: RuleSubject::Icp,
    fault: Fault::Other,
    title: Text::fixed("备案号只在脚本里", "the ICP number is only in a script"),
    why: Text::fixed(
        "页面的 HTML 里没有备案号，要等脚本运行后才可能出现。不执行脚本的检查程序看不到它，会当作没有标明（第33号令第十三条；国务院令第292号第二十二条，5000 元以上 5 万元以下罚款）；脚本报错或被拦截时访客也看不到。",
        "The HTML contains no ICP number; it can appear only after a script has run. Checkers that do not run \
         scripts treat it as missing (Order 33 art. 13; Decree 292 art. 22: a fine of 5,000 to 50,000 yuan), and \
         visitors do not see it if the script fails or is blocked.",
    ),
    fix: Text::fixed("把备案号直接写进页脚的 HTML", "Write the number into the HTML of the footer"),
    basis: &[law::ORDER_33_NUMBER_AND_LINK, law::DECREE_292_FINE, law::PUBLIC_CAN_CHECK],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("备案号在 HTML 里", "the number in the HTML"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("由脚本写出", "written by a script"),
            declared: "",
            pages: &[
                r#"<!doctype html><main><p>鸿雁照相馆，证件照与全家福。</p></main><footer id="f">© 2026 鸿雁照相馆</footer>
<script>document.getElementById("f").append("京ICP备19004817号-1")</script>"#,
            ],
            expect: Expect::Fail,
        },
    ],
    check: Check::Home(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    match (judge::presence(view), judge::not_a_document(view.facts.kind)) {
        (Presence::Number, _) => written_by_script(view),
        (Presence::Licence, _) => Verdict::Pass,
        (Presence::Script, None) => script_only(view),
        (_, Some(why)) => Verdict::NotApplicable(why),
        (Presence::Hidden | Presence::Picture | Presence::Nothing, None) => {
            Verdict::NotApplicable("no ICP number in a script")
        }
    }
}

/// A browser shows the number, and the HTML does not have it.
fn written_by_script(view: &PageView<'_>) -> Verdict {
    let Some(rendered) = &view.facts.rendered else { return Verdict::Pass };
    let shown = judge::shown_icp(view);
    let Some(number) = shown.first().map(|seen| &seen.number) else { return Verdict::Pass };
    if !shown.iter().all(|seen| rendered.written.contains(&seen.number)) {
        return Verdict::Pass;
    }
    let message = Text::made(
        format!("{number} 由脚本写出，HTML 源码里没有（浏览器里看得到）"),
        format!("{number} is written by a script and not in the HTML (a browser shows it)"),
    );
    let mut evidence = judge::of_page(&number.to_string(), message);
    evidence.fix = Some(fix::show_right_icp(view, number));
    Verdict::Fail(vec![evidence])
}

fn script_only(view: &PageView<'_>) -> Verdict {
    let Some((number, line)) = judge::scripted_number(view) else { return Verdict::Pass };
    let message = Text::made(
        format!("{number} 只出现在脚本里，HTML 中没有"),
        format!("{number} is only in a script, not in the HTML"),
    );
    let mut evidence = judge::of_page(&number.to_string(), message);
    evidence.line = Some(line);
    evidence.fix = Some(fix::show_right_icp(view, &number));
    Verdict::Fail(vec![evidence])
}
