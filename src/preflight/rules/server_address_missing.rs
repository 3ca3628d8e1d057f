//! The address of the server is said, where the provider compares it.

use std::net::IpAddr;

use crate::net::{SpecialRange, special_range};

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "server-address-missing",
    title: Text::fixed(
        "服务器公网 IP 缺失或有误",
        "the server's public address is missing or wrong",
    ),
    why: Text::fixed(
        "域名必须解析到备案填写的服务器：解析到别处，华为云驳回，腾讯云、火山引擎会取消接入。",
        "The domain must resolve to the server of the filing: Huawei Cloud refuses other addresses, Tencent Cloud and Volcengine withdraw the access.",
    ),
    fix: Text::fixed(
        "写控制台里的公网 IP，只写一个",
        "Copy the public address from the console, one alone",
    ),
    basis: &[basis::PROVIDERS],
    severity: Severity::Error,
    scope: RuleScope::Filing,
    examples: &[
        pass(
            "公网 IP",
            "a public address",
            "[[server]]\nproduct = \"ecs\"\naddress = \"203.0.113.10\"",
        ),
        fail(
            "内网 IP",
            "a private address",
            "[[server]]\nproduct = \"ecs\"\naddress = \"192.168.1.10\"",
        ),
        fail(
            "运营商内部地址",
            "an address within a carrier",
            "[[server]]\nproduct = \"ecs\"\naddress = \"100.64.0.1\"",
        ),
        fail("组播地址", "multicast", "[[server]]\nproduct = \"ecs\"\naddress = \"224.0.0.1\""),
        fail("不是 IP", "no address", "[[server]]\nproduct = \"ecs\"\naddress = \"203.0.113\""),
        review("没有写", "not said", "[[server]]\nproduct = \"ecs\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let judge = |server: &crate::preflight::dossier::Server| {
        let at = at_server(server).field(&server.address);
        let Some(text) = server.address.text() else {
            return Some(
                at.review("没有写公网 IP（address）", "the public address is not said")
                    .unsaid(&["address"]),
            );
        };
        match text.parse::<IpAddr>() {
            Err(_) => Some(
                at.fault(format!("“{text}”不是 IP 地址"), format!("{text:?} is no IP address"))
                    .seen(text),
            ),
            Ok(address) => private_range(address).map(|range| {
                at.fault(
                    format!("{text} 不是公网地址（{}）", range.prefix),
                    format!("{text} is no public address ({range})"),
                )
                .seen(text)
            }),
        }
    };
    judged(
        !view.dossier.servers.is_empty(),
        view.dossier.servers.iter().filter_map(judge).collect(),
    )
}

/// The range that an address lies in, where nobody outside can reach it. Those of documentation stand for any.
fn private_range(address: IpAddr) -> Option<&'static SpecialRange> {
    special_range(address).filter(|range| range.name != "documentation")
}
