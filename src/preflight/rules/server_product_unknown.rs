//! The product is one of which the conditions are known.

use crate::domain::nearest::nearest;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "server-product-unknown",
    title: Text::fixed(
        "不知道这个产品的备案条件",
        "the conditions of the product are not known here",
    ),
    why: Text::fixed(
        "购买时长、备案服务号个数等条件因产品而异；表里没有的不猜。",
        "Terms and numbers differ by product; what is in no table is not guessed.",
    ),
    fix: Text::fixed(
        "在接入商控制台查看，或用 --providers 提供自己的表",
        "Look it up in the provider's console, or bring a table of your own with --providers",
    ),
    basis: &[basis::SERVERS],
    severity: Severity::Warning,
    scope: RuleScope::Filing,
    examples: &[
        pass("表里有", "in the table", "provider = \"aliyun\"\n[[server]]\nproduct = \"ecs\""),
        review(
            "表里没有",
            "not in the table",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"quantum\"",
        ),
        pass(
            "云服务器和自有服务器",
            "a cloud server, and one of the owner's",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"ecs\"\n[[server]]\nhosting = \"own\"",
        ),
        review("没有写产品", "not said", "provider = \"aliyun\"\n[[server]]\nmonths = 12"),
        review(
            "接入商的产品表为空",
            "a provider without a table",
            "provider = \"huawei\"\n[[server]]\nproduct = \"ecs\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let servers = || view.dossier.bought_servers();
    let found = servers()
        .filter_map(|server| {
            let at = at_server(server).field(&server.product);
            let Some(text) = server.product.text() else {
                return Some(at.review("没有写产品（product）", "the product is not said").unsaid(&["product"]));
            };
            let Some(provider) = view.provider else {
                // a name that is not known is the matter of another rule
                return (!view.dossier.provider.is_said()).then(|| at_top(view.dossier.provider.line()).review(
                    "没有写接入商，产品的条件没有检查",
                    "the provider is not said: nothing of the product's conditions was judged",
                ));
            };
            if provider.product(text).is_some() {
                return None;
            }
            let label = provider.label();
            if provider.products.is_empty() {
                return Some(
                    at.review(
                        format!(
                            "这里没有{}的产品资料：购买时长、带宽、备案服务号（授权码）个数都没有检查",
                            label.zh
                        ),
                        format!(
                            "products of {} are not in our table: nothing of term, bandwidth and filing numbers was judged",
                            label.en
                        ),
                    )
                    .seen(text)
                    .by(&provider.origin()),
                );
            }
            let evidence = at
                .review(
                    format!("{}的表里没有产品“{text}”", label.zh),
                    format!("the table of {} has no product {text:?}", label.en),
                )
                .seen(text);
            let known: Vec<&str> =
                provider.products.iter().map(|product| product.id.as_str()).collect();
            Some(match nearest(text, known.iter().copied()) {
                Some(meant) => evidence.fix(
                    format!("是否想写 {meant}？可用的有：{}", known.join("、")),
                    format!("Did you mean {meant}? There are: {}", known.join(", ")),
                ),
                None => evidence,
            })
        })
        .collect();
    judged(servers().next().is_some(), found)
}
