//! A server of another account gives its number first.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "server-other-account",
    title: Text::fixed(
        "服务器由其他账号购买，还没有备案服务号",
        "another account bought the server and has given no number",
    ),
    why: Text::fixed(
        "服务器不在备案账号下时，要由购买的账号先申请备案服务号，再填到订单里。",
        "If another account bought the server, that account applies for the filing service number, which is then entered in the order.",
    ),
    fix: Text::fixed(
        "请购买服务器的账号申请备案服务号（授权码）",
        "Ask that account for a filing service number",
    ),
    basis: &[basis::SERVERS],
    severity: Severity::Error,
    scope: RuleScope::Filing,
    examples: &[
        pass("自己的账号", "the own account", "[[server]]\nproduct = \"ecs\"\nown_account = true"),
        pass(
            "已申请",
            "applied for",
            "[[server]]\nproduct = \"ecs\"\nown_account = false\nnumber_applied = true",
        ),
        fail(
            "没有申请",
            "not applied for",
            "[[server]]\nproduct = \"ecs\"\nown_account = false\nnumber_applied = false",
        ),
        review("没有写", "not said", "[[server]]\nproduct = \"ecs\"\nown_account = false"),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let others = || view.dossier.bought_servers().filter(|server| server.own_account.is_said());
    let found = others()
        .filter(|server| server.own_account.copy() == Some(false))
        .filter_map(|server| {
            let at = at_server(server).field(&server.number_applied);
            match server.number_applied.copy() {
                Some(true) => None,
                Some(false) => {
                    Some(at.fault("还没有申请备案服务号", "the number was not applied for"))
                }
                None => Some(
                    at.review(
                        "没有写是否已申请备案服务号（number_applied）",
                        "whether the number was applied for is not said",
                    )
                    .unsaid(&["number_applied"]),
                ),
            }
        })
        .collect();
    judged(others().next().is_some(), found)
}
