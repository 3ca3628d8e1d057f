//! A website name is not its domain.

use crate::preflight::dossier::bare;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "name-is-domain",
    title: Text::fixed("网站名称就是域名", "the website name is the domain"),
    why: Text::fixed(
        "网站名称不能用域名，也不能是域名去掉后缀。",
        "The domain, with or without its suffix, cannot be the website's name.",
    ),
    fix: Text::fixed("改用汉字名称", "Take a name in Han characters"),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    scope: RuleScope::Site,
    examples: &[
        pass("不是域名", "another name", "[[site]]\nname = \"青禾文具\"\ndomain = \"qinghe.cn\""),
        fail("就是域名", "the domain", "[[site]]\nname = \"qinghe.cn\"\ndomain = \"qinghe.cn\""),
        fail(
            "中文域名去掉后缀",
            "the domain without its suffix",
            "[[site]]\nname = \"青禾文具\"\ndomain = \"青禾文具.中国\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    super::names::each(view, |site, name, at| {
        let plain = name.trim().to_lowercase();
        let is = |domain: &str| domain == plain || domain.split('.').next() == Some(plain.as_str());
        let domain =
            site.domains.iter().filter_map(|it| it.text()).map(bare).find(|domain| is(domain))?;
        Some(at.fault(
            format!("“{name}”就是域名 {domain}"),
            format!("{name:?} is the domain {domain}"),
        ))
    })
}
