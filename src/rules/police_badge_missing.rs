//! The badge of the police is beside the police number.

use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;

use super::law::{POLICE_DISPLAY, POLICE_SNIPPET};
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix,
    judge, police,
};

pub(super) const RULE: Rule = Rule {
    id: "police-badge-missing",
    subject: RuleSubject::Police,
    fault: Fault::Missing,
    title: Text::fixed("公安备案号旁没有备案图标", "there is no badge beside the police number"),
    why: Text::fixed(
        "公安备案平台发放的展示代码由备案图标和编号组成，图标在前、编号在后。没有找到要求图标的法律条文，但不少地方的网安部门会因为\
         缺图标要求整改。",
        "The code issued by the police platform consists of the badge and the number. We found no article of law \
         that requires the badge, but local police reject sites without it.",
    ),
    fix: Text::fixed(
        "登录 https://beian.mps.gov.cn 下载“备案图标.png”，放到网站目录，写在编号前面：<img src=\"/备案图标.png\" width=\"20\" height=\"20\" alt=\"\">",
        "Sign in at https://beian.mps.gov.cn, download 备案图标.png, put it into your site and before the number: \
         <img src=\"/beian.png\" width=\"20\" height=\"20\" alt=\"\">",
    ),
    basis: &[POLICE_SNIPPET, POLICE_DISPLAY],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("图标在编号前", "badge before the number"),
            declared: "",
            pages: &["<html><body><footer><img src=\"/images/beian.png\" width=\"20\" alt=\"\">\
                 <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=42010602019583\">\
                 鄂公网安备42010602019583号</a></footer></body></html>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("只有编号", "number only"),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=42010602019583\">\
                 鄂公网安备42010602019583号</a></footer></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("没有公安备案号", "no police number"),
            declared: "",
            pages: &["<html><body><footer>鄂ICP备2021019583号-1</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    police::each_shown(view, |number, shown| {
        let sighting = shown.first()?;
        // a badge beside a placeholder would only make it look real
        let asked = number.state() != NumberState::Placeholder;
        (asked && shown.iter().all(|sighting| sighting.badge.is_none())).then(|| {
            let message = Text::made(
                format!("公安备案号 {number} 旁没有备案图标"),
                format!("there is no badge beside the police number {number}"),
            );
            let wanted = police::wanted(view, number);
            let fix = wanted.map(|wanted| fix::replace_police(view, number, wanted));
            Evidence { fix, ..judge::at(sighting, message) }
        })
    })
}
