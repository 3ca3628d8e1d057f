//! A changed phone is set right before an access filing.

use crate::preflight::kind::FilingKind;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "lead-mobile-changed",
    title: Text::fixed(
        "接入备案前，手机号要先在原接入商变更",
        "before an access filing a changed phone is set right at the old provider",
    ),
    why: Text::fixed(
        "接入备案的核验短信发到原来备案的手机；号码换了就收不到，订单 24 小时后退回。",
        "The SMS of an access filing goes to the phone that was filed before; if it has changed, nothing arrives and the order comes back after 24 hours.",
    ),
    fix: Text::fixed(
        "先在原接入商办变更备案（改电话），通过后再办接入；原接入商已取消接入的，只能注销后重新备案",
        "Change the phone in a filing with the old provider first; if that has withdrawn its access, cancel and file anew",
    ),
    basis: &[basis::manual("9")],
    severity: Severity::Error,
    scope: RuleScope::Data,
    examples: &[
        pass(
            "没有变",
            "unchanged",
            "[subject]\nicp = \"x\"\n[[lead]]\nname = \"甲\"\nmobile_changed = false\n[[site]]\nname = \"青禾文具\"\nicp = \"x-1\"",
        ),
        fail(
            "换了号码",
            "changed",
            "[subject]\nicp = \"x\"\n[[lead]]\nname = \"甲\"\nmobile_changed = true\n[[site]]\nname = \"青禾文具\"\nicp = \"x-1\"",
        ),
        review(
            "没有写",
            "not said",
            "[subject]\nicp = \"x\"\n[[lead]]\nname = \"甲\"\n[[site]]\nname = \"青禾文具\"\nicp = \"x-1\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    if !view.kinds.contains(&FilingKind::Access) {
        return DossierVerdict::NotApplicable;
    }
    let mut found = Vec::new();
    for lead in &view.dossier.leads {
        let at = at_lead(lead).field(&lead.mobile_changed);
        match lead.mobile_changed.copy() {
            Some(true) => found.push(
                at.fault("手机号与原来备案的不同", "the number is not the one that was filed"),
            ),
            None => found.push(
                at.review(
                    "没有写手机号是否与原备案相同（mobile_changed）",
                    "whether the number is the filed one (mobile_changed) is not said",
                )
                .unsaid(&["mobile_changed"]),
            ),
            Some(false) => {}
        }
    }
    judged(!view.dossier.leads.is_empty(), found)
}
