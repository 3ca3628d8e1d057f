//! Two people have two mobiles.

use crate::domain::personal::masked;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "lead-mobile-shared",
    title: Text::fixed("两个负责人用同一个手机号", "two leads have the same mobile number"),
    why: Text::fixed(
        "每个手机号应由本人使用；不同负责人填同一号码，审核员会核实或退回。",
        "A mobile belongs to one person; reviewers ask about one that two leads share, or send the order back.",
    ),
    fix: Text::fixed("各写各的手机号", "Give each lead a number of their own"),
    basis: &[basis::manual("3.1")],
    severity: Severity::Warning,
    scope: RuleScope::Data,
    examples: &[
        pass(
            "各有各的",
            "one each",
            "[[lead]]\nname = \"甲\"\nmobile = \"13800000000\"\n[[lead]]\nname = \"乙\"\nmobile = \"13900000000\"",
        ),
        fail(
            "同一个",
            "the same",
            "[[lead]]\nname = \"甲\"\nmobile = \"13800000000\"\n[[lead]]\nname = \"乙\"\nmobile = \"13800000000\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let leads = &view.dossier.leads;
    let mut found = Vec::new();
    for (index, lead) in leads.iter().enumerate() {
        let Some(mobile) = lead.mobile.text() else { continue };
        let earlier = leads
            .iter()
            .take(index)
            .find(|other| other.mobile.text() == Some(mobile) && other.name != lead.name);
        if let Some(earlier) = earlier {
            let (shown, name) = (masked(mobile), earlier.name.text().unwrap_or_default());
            found.push(
                at_lead(lead)
                    .field(&lead.mobile)
                    .fault(
                        format!("与“{name}”同用 {shown}"),
                        format!("{name:?} has the same number, {shown}"),
                    )
                    .seen(&shown),
            );
        }
    }
    judged(leads.len() > 1, found)
}
