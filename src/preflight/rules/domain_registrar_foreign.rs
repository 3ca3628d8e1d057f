//! The registrar is one that MIIT approved.

use crate::preflight::data::REGISTRARS;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "domain-registrar-foreign",
    title: Text::fixed("域名在境外注册商，不能备案", "the domain is with a foreign registrar"),
    why: Text::fixed(
        "只有工信部批复的注册服务机构管理的域名才能备案。GoDaddy、Namecheap 等境外注册商的域名要先转入境内注册商，重新实名认证。",
        "Only domains with registrars that MIIT approved can be filed. A domain of GoDaddy, Namecheap or another foreign \
         registrar must first be transferred and pass the real-name check anew.",
    ),
    fix: Text::fixed(
        "把域名转入境内注册商（通常需要 5～7 天，注册未满 60 天不能转），再做实名认证",
        "Transfer the domain to a domestic registrar (some five to seven days; not within 60 days of registration), then pass the real-name check",
    ),
    basis: &[basis::FAQ, basis::HOW_TO],
    severity: Severity::Error,
    scope: RuleScope::Filing,
    examples: &[
        pass(
            "境内注册商",
            "a domestic registrar",
            "[[domain]]\nname = \"example.cn\"\nregistrar = \"阿里云计算有限公司\"",
        ),
        fail(
            "境外注册商",
            "a foreign one",
            "[[domain]]\nname = \"example.com\"\nregistrar = \"GoDaddy.com, LLC\"",
        ),
        review(
            "不认识的注册商",
            "one that is not known",
            "[[domain]]\nname = \"example.cn\"\nregistrar = \"某某网络公司\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let table = &*REGISTRARS;
    let mut found = Vec::new();
    let said = || view.dossier.domains.iter().filter_map(|it| Some((it, it.registrar.text()?)));
    for (domain, registrar) in said() {
        let plain = registrar.to_lowercase();
        let at = at_domain(domain).field(&domain.registrar);
        let names = |list: &[String]| list.iter().any(|name| plain.contains(name.as_str()));
        if names(&table.foreign) {
            found.push(
                at.fault(
                    format!("{registrar} 是境外注册商"),
                    format!("{registrar} is a foreign registrar"),
                )
                .seen(registrar)
                .by(&table.origin),
            );
        } else if !names(&table.domestic) {
            found.push(
                at.review(
                    format!("请确认 {registrar} 是工信部批复的注册服务机构"),
                    format!("look up whether MIIT approved {registrar}"),
                )
                .seen(registrar)
                .fix(
                    "查询：https://域名.信息 或工信部网站“域名注册服务机构”名单",
                    "See MIIT's list of registrars (域名注册服务机构)",
                ),
            );
        }
    }
    judged(said().next().is_some(), found)
}
