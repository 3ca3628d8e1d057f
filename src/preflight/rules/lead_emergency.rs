//! Each lead names an emergency number of its own.

use crate::domain::personal::masked;
use crate::domain::phone::{self, Mobile};

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "lead-emergency",
    title: Text::fixed("应急联系电话缺失或有误", "the emergency number is missing or wrong"),
    why: Text::fixed(
        "应急联系电话人人必填；应与手机不同，手机打不通时用。",
        "Everybody names an emergency number, another one than the mobile: it is for when that does not answer.",
    ),
    fix: Text::fixed("写另一个能联系到的电话", "Write another number that answers"),
    basis: &[basis::manual("3.1")],
    severity: Severity::Warning,
    scope: RuleScope::Data,
    examples: &[
        pass(
            "另一个号码",
            "another number",
            "[[lead]]\nname = \"甲\"\nmobile = \"13800000000\"\nemergency = \"13900000000\"",
        ),
        fail(
            "与手机相同",
            "the same",
            "[[lead]]\nname = \"甲\"\nmobile = \"13800000000\"\nemergency = \"13800000000\"",
        ),
        fail("不是电话", "no number", "[[lead]]\nname = \"甲\"\nemergency = \"110\""),
        review("没有写", "not said", "[[lead]]\nname = \"甲\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let judge = |lead: &crate::preflight::dossier::Lead| {
        let at = at_lead(lead).field(&lead.emergency);
        let Some(text) = lead.emergency.text() else {
            return Some(
                at.review("没有写应急联系电话（emergency）", "the emergency number is not said")
                    .unsaid(&["emergency"]),
            );
        };
        let shown = masked(text);
        if phone::mobile(text) == Mobile::Wrong && !phone::is_landline(text) {
            return Some(
                at.fault(
                    format!("{shown} 不是手机号或 086- 开头的座机"),
                    format!("{shown} is neither a mobile nor a landline"),
                )
                .seen(&shown),
            );
        }
        (lead.mobile.text() == Some(text)).then(|| {
            at.fault("应急电话与手机相同", "it is the same as the mobile number").seen(&shown)
        })
    };
    judged(!view.dossier.leads.is_empty(), view.dossier.leads.iter().filter_map(judge).collect())
}
