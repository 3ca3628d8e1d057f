//! No more filing service numbers are left than the product gives.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "server-numbers-many",
    title: Text::fixed(
        "备案服务号多于产品提供的数量",
        "more filing service numbers are left than the product gives",
    ),
    why: Text::fixed(
        "每种产品提供的备案服务号个数是固定的，用过的号在网站注销或迁走后也不退回。写多了，“够用”的结论就是错的。",
        "Each product gives a fixed count of numbers, and a used one stays used after its site is cancelled or leaves. With too many here, enough is not enough.",
    ),
    fix: Text::fixed(
        "在控制台“备案服务号管理”里查看剩余个数；每台服务器写一段 [[server]]",
        "Look up how many are left in the console; write one [[server]] a server",
    ),
    basis: &[basis::SERVERS],
    severity: Severity::Error,
    scope: RuleScope::Filing,
    examples: &[
        pass(
            "不多于五个",
            "five at the most",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"ecs\"\nnumbers_left = 5",
        ),
        fail(
            "五十个",
            "fifty",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"ecs\"\nnumbers_left = 50",
        ),
        fail(
            "建站市场，两个",
            "two of the site market",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"site-market\"\nnumbers_left = 2",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    super::servers::each(view, |provider, product, server| {
        let (most, left) = (product.numbers?, server.numbers_left.copy()?);
        let label = product.label();
        (left > most).then(|| {
            at_server(server)
                .field(&server.numbers_left)
                .fault(
                    format!("写了剩 {left} 个，{}最多 {most} 个", label.zh),
                    format!("{left} are left; {}: {most} at the most", label.en),
                )
                .by(&provider.origin())
        })
    })
}
