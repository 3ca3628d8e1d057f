//! The registry that was asked about a domain answers.

use crate::preflight::live::Registry;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "seen-registry-silent",
    title: Text::fixed("注册局没有回答", "the registry gave no answer"),
    why: Text::fixed(
        "问了注册局（--whois），没有得到能用的回答：域名的持有者、注册商、状态和到期日没有核对。",
        "The registry was asked (--whois) and gave nothing to go by: holder, registrar, status and expiry of the domain are not \
         compared.",
    ),
    fix: Text::fixed(
        "稍后再查；也可以在注册商处核对这些信息",
        "Ask again later, or compare them at the registrar",
    ),
    basis: &[basis::HOW_TO],
    severity: Severity::Warning,
    scope: RuleScope::Always,
    examples: &[
        seen(
            Expect::Pass,
            Text::fixed("有回答", "an answer"),
            DOSSIER,
            SeenExample::Registry("Domain Name: example.cn\nDomain Status: ok"),
        ),
        seen(
            Expect::Review,
            Text::fixed("查询太频繁", "asked too often"),
            DOSSIER,
            SeenExample::Registry("Queried interval is too short."),
        ),
    ],
    check,
};

const DOSSIER: &str =
    "[[site]]\nname = \"青禾文具\"\ndomain = \"example.cn\"\n[[domain]]\nname = \"example.cn\"";

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let asked = || view.sights.iter().filter_map(|sight| Some((sight, sight.registry.as_ref()?)));
    let silent = asked().filter_map(|(sight, registry)| {
        let Registry::Unknown(why) = registry else { return None };
        let host = &sight.host;
        let at = view.dossier.domain_named(host).map_or_else(|| at_top(None), at_domain);
        Some(at.review(format!("{host}：{}", why.zh), format!("{host}: {}", why.en)))
    });
    judged(asked().next().is_some(), silent.collect())
}
