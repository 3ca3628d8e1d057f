//! The address of the server is said, where the provider compares it.

use std::net::IpAddr;

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
    fix: Text::fixed("写上公网 IP（address）", "Fill in address"),
    basis: &[basis::PROVIDERS],
    severity: Severity::Error,
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
        fail("不是 IP", "no address", "[[server]]\nproduct = \"ecs\"\naddress = \"203.0.113\""),
        review("没有写", "not said", "[[server]]\nproduct = \"ecs\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let judge = |server: &crate::preflight::dossier::Server| {
        let at = at_server(server).field(&server.address);
        let Some(text) = server.address.text() else {
            return Some(at.review("没有写公网 IP（address）", "the public address is not said"));
        };
        match text.parse::<IpAddr>() {
            Err(_) => Some(
                at.fault(format!("“{text}”不是 IP 地址"), format!("{text:?} is no IP address"))
                    .seen(text),
            ),
            Ok(address) if is_private(address) => Some(
                at.fault(format!("{text} 是内网地址"), format!("{text} is a private address"))
                    .seen(text),
            ),
            Ok(_) => None,
        }
    };
    judged(
        !view.dossier.servers.is_empty(),
        view.dossier.servers.iter().filter_map(judge).collect(),
    )
}

/// Whether nobody outside can reach an address.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_unspecified()
        }
        IpAddr::V6(address) => {
            address.is_loopback()
                || address.is_unique_local()
                || address.is_unicast_link_local()
                || address.is_unspecified()
        }
    }
}
