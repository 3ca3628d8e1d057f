//! The server has public bandwidth.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "server-no-bandwidth",
    title: Text::fixed("服务器没有公网带宽", "the server has no public bandwidth"),
    why: Text::fixed(
        "云服务器要购买公网带宽才能申请备案服务号。",
        "A cloud server needs public bandwidth to apply.",
    ),
    fix: Text::fixed("购买公网带宽，或绑定公网 IP", "Buy public bandwidth"),
    basis: &[basis::SERVERS],
    severity: Severity::Error,
    scope: RuleScope::Filing,
    examples: &[
        pass(
            "买了",
            "bought",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"ecs\"\npublic_bandwidth = true",
        ),
        fail(
            "没有买",
            "not bought",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"ecs\"\npublic_bandwidth = false",
        ),
        review("没有写", "not said", "provider = \"aliyun\"\n[[server]]\nproduct = \"ecs\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    super::servers::each(view, |provider, product, server| {
        if !product.bandwidth {
            return None;
        }
        let at = at_server(server).field(&server.public_bandwidth);
        match server.public_bandwidth.copy() {
            Some(true) => None,
            Some(false) => Some(
                at.fault("没有公网带宽", "there is no public bandwidth").by(&provider.origin()),
            ),
            None => Some(
                at.review(
                    "没有写是否有公网带宽（public_bandwidth）",
                    "whether it has public bandwidth is not said",
                )
                .unsaid(&["public_bandwidth"]),
            ),
        }
    })
}
