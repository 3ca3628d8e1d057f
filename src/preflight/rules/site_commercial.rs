//! Whether a site is paid for is said, and persons have none that is.

use crate::domain::law;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "site-commercial",
    title: Text::fixed(
        "是否有偿服务没有写，或个人网站写了有偿",
        "whether the site is paid for is not said, or a person's site is",
    ),
    why: Text::fixed(
        "有偿提供信息的网站（经营性）除备案外还要 ICP 许可证，许可证只发给依法设立的公司，个人不能办理。",
        "A site that is paid for (commercial) needs an ICP licence besides the filing; licences are for companies, never for persons.",
    ),
    fix: Text::fixed(
        "写上 commercial = false；有偿服务由公司备案并申请 ICP 许可证",
        "Write commercial = false; a paid service is filed by a company that applies for the licence",
    ),
    basis: &[law::DECREE_292_LICENCE],
    severity: Severity::Warning,
    scope: RuleScope::Site,
    examples: &[
        pass("非经营性", "not commercial", "[[site]]\nname = \"林间小筑\"\ncommercial = false"),
        pass(
            "公司的经营性网站",
            "a company's",
            "[subject]\nkind = \"enterprise\"\n[[site]]\nname = \"青禾文具\"\ncommercial = true",
        ),
        fail(
            "个人的经营性网站",
            "a person's",
            "[subject]\nkind = \"person\"\n[[site]]\nname = \"林间小筑\"\ncommercial = true",
        ),
        review("没有写", "not said", "[[site]]\nname = \"林间小筑\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let new = || view.sites().filter(|(_, kind)| kind.is_ordered()).map(|(site, _)| site);
    let found = new()
        .filter_map(|site| {
            let at = at_site(site).field(&site.commercial);
            match (site.commercial.copy(), view.dossier.is_person()) {
                (None, _) => Some(
                    at.review(
                        "没有写是否有偿服务（commercial）",
                        "whether it is paid for (commercial) is not said",
                    )
                    .unsaid(&["commercial"]),
                ),
                (Some(true), Some(true)) => {
                    Some(at.fault("个人网站写了有偿服务", "a person's site is paid for"))
                }
                (Some(true), None) => Some(at.review(
                    "有偿服务：没有写主办单位性质，个人不能办理",
                    "it is paid for, and who files is not said: persons may not",
                )),
                _ => None,
            }
        })
        .collect();
    judged(new().next().is_some(), found)
}
