//! Servers that are paid as you go take no filing.

use crate::preflight::dossier::Billing;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "server-pay-as-you-go",
    title: Text::fixed(
        "按量付费的服务器不能申请备案服务号",
        "a pay-as-you-go server cannot apply for a filing",
    ),
    why: Text::fixed(
        "云服务器要包年包月才有备案服务号，按量付费的没有。",
        "A cloud server entitles to a filing service number when it is paid by month or year only.",
    ),
    fix: Text::fixed(
        "转为包年包月（至少三个月）",
        "Turn it to monthly billing (three months at least)",
    ),
    basis: &[basis::SERVERS],
    severity: Severity::Error,
    scope: RuleScope::Filing,
    examples: &[
        pass(
            "包年包月",
            "by month",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"ecs\"\nbilling = \"monthly\"",
        ),
        fail(
            "按量付费",
            "as you go",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"ecs\"\nbilling = \"pay-as-you-go\"",
        ),
        review(
            "要买够时长的产品",
            "a product with a term",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"light-server\"\nbilling = \"pay-as-you-go\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    super::servers::each(view, |provider, product, server| {
        if server.billing.copy() != Some(Billing::PayAsYouGo) {
            return None;
        }
        let at = at_server(server).field(&server.billing);
        let found = match (product.monthly, product.months) {
            (true, _) => at.fault("按量付费", "it is paid as you go"),
            (false, Some(months)) => {
                let label = product.label();
                at.review(
                    format!("按量付费没有购买时长，而{}至少要买 {months} 个月：请核对", label.zh),
                    format!("paid as you go it has no term, and {} must be bought for {months} months: look which is right", label.en),
                )
            }
            (false, None) => return None,
        };
        Some(found.by(&provider.origin()))
    })
}
