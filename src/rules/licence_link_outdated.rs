//! A linked licence does not lead to a host that MIIT has left.

use crate::domain::lang::Text;
use crate::domain::licence::Licence;
use crate::facts::Sighting;

use super::law::PROVIDER_GUIDE;
use super::links::{self, PublicRegister, Worth};
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, judge,
};

pub(super) const RULE: Rule = Rule {
    id: "licence-link-outdated",
    subject: RuleSubject::Licence,
    fault: Fault::NotLinked,
    title: Text::fixed(
        "经营许可证号链接到已停用的工信部旧地址",
        "the licence links to a retired MIIT domain",
    ),
    why: Text::fixed(
        "www.miibeian.gov.cn、www.miitbeian.gov.cn、www.beian.miit.gov.cn 都已停用，也不会跳转到新地址，访客点开是空白。\
         许可证号不要求链接；要链接，就用现在的地址。",
        "www.miibeian.gov.cn, www.miitbeian.gov.cn and www.beian.miit.gov.cn are shut down and do not redirect: a \
         click leads nowhere. A licence does not need a link; if it has one, the link should be current.",
    ),
    fix: Text::fixed(
        "把链接改为 https://beian.miit.gov.cn/，或者去掉链接",
        "Link to https://beian.miit.gov.cn/, or remove the link",
    ),
    basis: &[PROVIDER_GUIDE],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("现在的地址", "today's address"),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"https://beian.miit.gov.cn/\">京ICP证190482号</a>\
                 </footer></body></html>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("旧地址", "an old address"),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"http://www.miibeian.gov.cn/\">京ICP证190482号</a>\
                 </footer></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("没有链接", "no link"),
            declared: "",
            pages: &["<html><body><footer>京ICP证190482号</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    let groups = judge::own(&view.facts.licences);
    let linked: Vec<Vec<_>> = groups
        .iter()
        .map(|group| group.shown().filter(|sighting| sighting.link.is_plain()).collect())
        .filter(|linked: &Vec<_>| !linked.is_empty())
        .collect();
    if linked.is_empty() {
        return Verdict::NotApplicable("no licence is linked");
    }
    let faults = linked.iter().filter(|linked| linked.iter().all(|sighting| is_outdated(sighting)));
    judge::verdict(faults.filter_map(|linked| Some(evidence(linked.first()?))).collect())
}

fn is_outdated(sighting: &Sighting<Licence>) -> bool {
    let href = sighting.link.plain().unwrap_or_default();
    links::worth(href, PublicRegister::Miit) == Worth::Outdated
}

fn evidence(sighting: &Sighting<Licence>) -> Evidence {
    let licence = &sighting.number;
    let message = Text::made(
        format!("经营许可证号 {licence} 链接到工信部已停用的旧地址"),
        format!("the licence {licence} links to a retired MIIT domain"),
    );
    judge::at_link(sighting, message)
}
