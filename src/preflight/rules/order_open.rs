//! No other order is open.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "order-open",
    title: Text::fixed("还有未完成的备案订单", "another order is open"),
    why: Text::fixed(
        "同一主体、域名或证件同时只能有一个备案订单。",
        "A subject, domain or document can be in one open order at a time.",
    ),
    fix: Text::fixed("先完成或放弃原订单", "Finish or drop the other order first"),
    basis: &[basis::FAQ, basis::manual("1")],
    severity: Severity::Error,
    scope: RuleScope::Always,
    examples: &[pass("没有", "none", "open_order = false"), fail("有", "one", "open_order = true")],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let field = &view.dossier.open_order;
    let found = (field.copy() == Some(true)).then(|| {
        at_top(field.line())
            .fault("同一主体或域名还有未完成的订单", "an order of this subject or domain is open")
    });
    judged(field.is_said(), found.into_iter().collect())
}
