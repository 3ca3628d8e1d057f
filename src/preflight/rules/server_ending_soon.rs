//! The server outlasts the filing.

use crate::domain::date::days_between;
use crate::preflight::dossier::Server;
use crate::preflight::provider::Provider;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "server-ending-soon",
    title: Text::fixed("服务器剩余时间不足一个月", "the server's term ends within a month"),
    why: Text::fixed(
        "部分接入商要求提交时服务器还有一个月以上；审核最长 20 个工作日，期间到期，备案会被驳回或取消接入。",
        "Some providers want more than a month left; the review takes up to 20 working days, and a server that ends in it ends the filing.",
    ),
    fix: Text::fixed("先续费", "Renew it first"),
    basis: &[basis::HOW_TO],
    severity: Severity::Warning,
    scope: RuleScope::Filing,
    examples: &[
        pass("还有一年", "a year left", "[[server]]\nproduct = \"ecs\"\nexpires = 2027-11-01"),
        fail("三周后到期", "three weeks", "[[server]]\nproduct = \"ecs\"\nexpires = 2026-12-13"),
        fail("已到期", "ended", "[[server]]\nproduct = \"ecs\"\nexpires = 2026-11-01"),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let said =
        || view.dossier.servers.iter().filter_map(|server| Some((server, server.expires.copy()?)));
    let mut found = Vec::new();
    for (server, day) in said() {
        let at = at_server(server).field(&server.expires);
        if day < view.today {
            found.push(
                at.fault(format!("已于 {day} 到期"), format!("its term ended on {day}"))
                    .seen(&day.to_string())
                    .severity(Severity::Error),
            );
        } else if let Some((provider, days)) = wanted(view, server)
            .filter(|(_, days)| days_between(view.today, day) < i32::from(*days))
        {
            let label = provider.label();
            let fault = at.fault(
                format!("{day} 到期，{}要求还有 {days} 天以上", label.zh),
                format!("its term ends on {day}; {} wants {days} days left", label.en),
            );
            found.push(
                fault.seen(&day.to_string()).severity(Severity::Error).by(&provider.origin()),
            );
        } else if day <= months_after(view.today, 1) {
            found.push(
                at.fault(format!("{day} 到期"), format!("its term ends on {day}"))
                    .seen(&day.to_string()),
            );
        }
    }
    judged(said().next().is_some(), found)
}

/// The days that the provider wants left of the term of a server that it sells, where its table tells.
fn wanted<'a>(view: &DossierView<'a>, server: &Server) -> Option<(&'a Provider, u16)> {
    let provider = view.provider.filter(|_| !server.is_own())?;
    Some((provider, provider.term_left_days?))
}
