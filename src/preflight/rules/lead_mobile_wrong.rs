//! Mobile numbers take the SMS of the authority.

use crate::domain::personal::masked;
use crate::domain::phone::{self, Mobile};

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "lead-mobile-wrong",
    title: Text::fixed("手机号码有误", "a mobile number is wrong"),
    why: Text::fixed(
        "短信核验发到备案填写的手机：号码必须是 11 位、本人能接听；物联网卡、卫星电话收不到核验短信。",
        "The SMS check goes to the mobile of the filing: 11 digits, and in use; data cards and satellite phones take no such SMS.",
    ),
    fix: Text::fixed(
        "写负责人本人正在使用的 11 位手机号",
        "Write the lead's own number of 11 digits",
    ),
    basis: &[basis::manual("3.1"), basis::manual("9")],
    severity: Severity::Error,
    scope: RuleScope::Order,
    examples: &[
        pass("11 位", "11 digits", "[[lead]]\nname = \"沈听雨\"\nmobile = \"13800000000\""),
        fail("少一位", "10 digits", "[[lead]]\nname = \"沈听雨\"\nmobile = \"1380000000\""),
        review(
            "物联网卡号段",
            "a block of data cards",
            "[[lead]]\nname = \"沈听雨\"\nmobile = \"14800000000\"",
        ),
        review("没有写", "not said", "[[lead]]\nname = \"沈听雨\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let mut found = Vec::new();
    for lead in &view.dossier.leads {
        let at = at_lead(lead).field(&lead.mobile);
        let Some(mobile) = lead.mobile.text() else {
            found.push(
                at.review("没有写手机号（mobile）", "the mobile number is not said")
                    .unsaid(&["mobile"]),
            );
            continue;
        };
        let shown = masked(mobile);
        match phone::mobile(mobile) {
            Mobile::Usual => {}
            Mobile::Machine => found.push(
                at.review(format!("{shown} 属于物联网卡或卫星号段，请确认能收短信"), format!("{shown} is in a block of data cards or satellites: make sure that it takes SMS")).seen(&shown),
            ),
            Mobile::Wrong => found.push(at.fault(format!("{shown} 不是 11 位手机号"), format!("{shown} is no mobile number of 11 digits")).seen(&shown)),
        }
    }
    judged(!view.dossier.leads.is_empty(), found)
}
