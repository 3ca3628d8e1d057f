//! The first term cost as much as its product must.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "server-price-low",
    title: Text::fixed("建站产品首次购买金额不够", "the first term of the product cost too little"),
    why: Text::fixed(
        "建站市场的产品首次购买要 12 个月以上且不低于 99 元，才有一个备案服务号。",
        "A product of the site market entitles to a number from 12 months and 99 yuan on.",
    ),
    fix: Text::fixed(
        "换符合条件的产品，或另买服务器",
        "Take a product that meets it, or buy a server",
    ),
    basis: &[basis::SERVERS],
    severity: Severity::Error,
    scope: RuleScope::Filing,
    examples: &[
        pass(
            "够",
            "enough",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"site-market\"\nprice = 99",
        ),
        fail(
            "不够",
            "too little",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"site-market\"\nprice = 50",
        ),
        review(
            "没有写",
            "not said",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"site-market\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    super::servers::each(view, |provider, product, server| {
        let least = product.price?;
        let at = at_server(server).field(&server.price);
        match server.price.copy() {
            Some(price) if price < least => Some(
                at.fault(
                    format!("首次购买 {price} 元，至少 {least} 元"),
                    format!("{price} yuan; {least} at least"),
                )
                .by(&provider.origin()),
            ),
            Some(_) => None,
            None => Some(
                at.review(
                    format!("没有写首次购买金额（price），至少 {least} 元"),
                    format!("the price is not said; {least} yuan at least"),
                )
                .unsaid(&["price"]),
            ),
        }
    })
}
