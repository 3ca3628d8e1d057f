//! The province character is the one that ICP numbers use.

use crate::domain::icp_number::{IcpNumber, NumberState};
use crate::domain::lang::Text;
use crate::domain::province;
use crate::facts::Sighting;

use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix,
    judge, law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-province-char",
    subject: RuleSubject::Icp,
    fault: Fault::Other,
    title: Text::fixed("备案号的省份简称用错了", "the ICP number has a wrong province character"),
    why: Text::fixed(
        "ICP 备案号用 蜀（四川）、黔（贵州）、陇（甘肃）、滇（云南）、陕（陕西），不用 川、贵、甘、云、秦；公安备案号则写 川、贵、甘。写错的号码在备案系统里查不到，等同于没有标明（第33号令第十三条；国务院令第292号第二十二条，5000 元以上 5 万元以下罚款），也常是从别的模板抄来的。",
        "ICP numbers use 蜀 (Sichuan), 黔 (Guizhou), 陇 (Gansu), 滇 (Yunnan) and 陕 (Shaanxi), never 川, 贵, 甘, 云 or 秦; \
         police numbers do use 川, 贵 and 甘. A number with the wrong character cannot be looked up and counts as \
         missing (Order 33 art. 13; Decree 292 art. 22: a fine of 5,000 to 50,000 yuan); it is often copied from a \
         template.",
    ),
    fix: Text::fixed(
        "改成正确的省份简称，并到 https://beian.miit.gov.cn/ 核对号码",
        "Use the right character and check the number at https://beian.miit.gov.cn/",
    ),
    basis: &[law::ORDER_33_NUMBER_AND_LINK, law::DECREE_292_FINE],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("四川用 蜀", "蜀 for Sichuan"),
            declared: "",
            pages: &[r#"<!doctype html><p>山城茶社</p>
<footer><a href="https://beian.miit.gov.cn/">蜀ICP备17028364号-1</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("四川误用 川", "川 for Sichuan"),
            declared: "",
            pages: &[r#"<!doctype html><p>山城茶社</p>
<footer><a href="https://beian.miit.gov.cn/">川ICP备17028364号-1</a></footer>"#],
            expect: Expect::Fail,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    let shown = judge::shown_icp(view);
    if shown.is_empty() {
        return Verdict::NotApplicable("no ICP number on the page");
    }
    judge::verdict(shown.into_iter().filter_map(|seen| wrong_mark(view, seen)).collect())
}

fn wrong_mark(view: &PageView<'_>, seen: &Sighting<IcpNumber>) -> Option<Evidence> {
    if judge::state(view, &seen.number) == NumberState::Placeholder {
        return None;
    }
    let wrong = seen.number.mark?;
    let province = province::meant_by(wrong)?;
    let message = Text::made(
        format!(
            "{} 的省份简称应为“{}”（{}），不是“{wrong}”",
            seen.number, province.icp, province.zh
        ),
        format!(
            "{}: ICP numbers in {} begin with {}, not {wrong}",
            seen.number, province.en, province.icp
        ),
    );
    let mut evidence = judge::at(seen, message);
    evidence.fix = Some(fix::link_icp(view, &seen.number));
    Some(evidence)
}
