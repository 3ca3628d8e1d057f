//! Content, service and languages of each site are said.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "site-content-missing",
    title: Text::fixed(
        "网站内容、服务类型或语言没有填写",
        "content, kind of service or languages of a site are missing",
    ),
    why: Text::fixed(
        "备案表格要选网站内容类型（个人通常选“其他”）、服务类型和语言；不填不能提交，与实际不符会被驳回。",
        "The form asks for kind of content (persons take 其他), kind of service and languages; what is empty cannot be handed in.",
    ),
    fix: Text::fixed(
        "写上 content、services、languages",
        "Fill in content, services and languages",
    ),
    basis: &[basis::manual("3.1")],
    severity: Severity::Warning,
    examples: &[
        pass(
            "都写了",
            "all said",
            "[subject]\nkind = \"person\"\n[[site]]\nname = \"林间小筑\"\ncontent = \"其他\"\nservices = \"其他\"\nlanguages = \"中文简体\"",
        ),
        fail(
            "个人没有选“其他”",
            "a person with another kind",
            "[subject]\nkind = \"person\"\n[[site]]\nname = \"林间小筑\"\ncontent = \"新闻\"\nservices = \"其他\"\nlanguages = \"中文简体\"",
        ),
        review("没有写", "not said", "[[site]]\nname = \"林间小筑\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let mut found = Vec::new();
    for (site, _) in view.sites().filter(|(_, kind)| kind.is_ordered()) {
        let fields = [
            ("content", &site.content),
            ("services", &site.services),
            ("languages", &site.languages),
        ];
        let missing: Vec<&str> =
            fields.iter().filter(|(_, field)| !field.is_said()).map(|(name, _)| *name).collect();
        if !missing.is_empty() {
            let list = missing.join(", ");
            found
                .push(at_site(site).review(format!("没有写：{list}"), format!("not said: {list}")));
        }
        if let (Some(true), Some(content)) = (view.dossier.is_person(), site.content.text())
            && content != "其他"
        {
            found.push(
                at_site(site)
                    .field(&site.content)
                    .fault(
                        format!("个人网站的内容类型写了“{content}”，通常选“其他”"),
                        format!("the content of a person's site is {content:?}; persons take 其他"),
                    )
                    .seen(content),
            );
        }
    }
    judged(view.is_ordered(), found)
}
