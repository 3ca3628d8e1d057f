//! The server was bought for as many months as its product must be.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "server-term-short",
    title: Text::fixed(
        "服务器购买时长不够，不能申请备案服务号",
        "the server was bought for too short a term",
    ),
    why: Text::fixed(
        "接入商按产品规定最短购买时长：不够就没有备案服务号，订单无法提交。续费后可以补足。",
        "Providers set the least term by product: with a shorter one there is no filing service number. Renewing makes up for it.",
    ),
    fix: Text::fixed("先续费到规定时长", "Renew it up to that term first"),
    basis: &[basis::SERVERS, basis::manual("4")],
    severity: Severity::Error,
    scope: RuleScope::Filing,
    examples: &[
        pass(
            "云服务器，一年",
            "a cloud server for a year",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"ecs\"\nmonths = 12",
        ),
        fail(
            "云服务器，一个月",
            "a cloud server for a month",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"ecs\"\nmonths = 1",
        ),
        fail(
            "虚拟主机，一个月",
            "a virtual host for a month",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"virtual-host\"\nmonths = 1",
        ),
        fail(
            "轻量服务器，两个月",
            "a light server for two",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"light-server\"\nmonths = 2",
        ),
        fail(
            "弹性 Web 托管，三个月",
            "elastic web hosting for three",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"elastic-web\"\nmonths = 3",
        ),
        fail(
            "建站市场，六个月",
            "the site market for six",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"site-market\"\nmonths = 6",
        ),
        pass(
            "NAT 网关，一个月",
            "a NAT gateway for one",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"nat-gateway\"\nmonths = 1",
        ),
        pass(
            "IPv6 转换，一个月",
            "IPv6 translation for one",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"ipv6-translation\"\nmonths = 1",
        ),
        fail(
            "边缘节点，一个月",
            "an edge node for one",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"edge-node\"\nmonths = 1",
        ),
        review(
            "没有写时长",
            "the term is not said",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"ecs\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    super::servers::each(view, |provider, product, server| {
        let least = product.months?;
        let at = at_server(server).field(&server.months);
        let label = product.label();
        match server.months.copy() {
            None => Some(
                at.review(
                    format!("没有写购买月数；{}至少 {least} 个月", label.zh),
                    format!("the months are not said; {}: {least} at least", label.en),
                )
                .unsaid(&["months"])
                .by(&provider.origin()),
            ),
            Some(months) if months < least => Some(
                at.fault(
                    format!("买了 {months} 个月，{}至少 {least} 个月", label.zh),
                    format!("bought for {}; {}: {least} at least", in_months(months), label.en),
                )
                .by(&provider.origin()),
            ),
            Some(_) => None,
        }
    })
}
