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
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    super::servers::each(view, |provider, product, server| {
        let refused = product.monthly && server.billing.copy() == Some(Billing::PayAsYouGo);
        refused.then(|| {
            at_server(server)
                .field(&server.billing)
                .fault("按量付费", "it is paid as you go")
                .by(&provider.origin())
        })
    })
}
