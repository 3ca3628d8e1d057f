//! Content, service and languages of each site are said.

use super::names::is_han;
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
    scope: RuleScope::Site,
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
        review(
            "不是表格里的选项",
            "no word of the forms",
            "[[site]]\nname = \"林间小筑\"\ncontent = \"其他\"\nservices = \"x\"\nlanguages = \"中文简体\"",
        ),
        review(
            "比任何选项都长",
            "longer than any word of the forms",
            "[[site]]\nname = \"林间小筑\"\ncontent = \"其他\"\nservices = \"用来把平时读书摄影旅行做饭的各种各样的心得体会都放上去\"\nlanguages = \"中文简体\"",
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
        let missing: Vec<&'static str> =
            fields.iter().filter(|(_, field)| !field.is_said()).map(|(name, _)| *name).collect();
        if !missing.is_empty() {
            let Text { zh, en } = listed(&missing);
            let review = at_site(site).review(format!("没有写：{zh}"), format!("not said: {en}"));
            found.push(review.unsaid(&missing));
        }
        for (key, field) in fields {
            found.extend(unlike_forms(&at_site(site).field(field), key, field.text()));
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

/// What is no word of the forms: they are short, and Chinese.
fn unlike_forms(at: &At, key: &str, text: Option<&str>) -> Option<DossierFault> {
    /// Characters that no word of the forms has.
    const LONGEST: usize = 20;
    let text = text?;
    let long =
        text.split([',', '，', '、', ';', '；']).any(|word| word.trim().chars().count() > LONGEST);
    let review = if !text.chars().any(is_han) {
        at.review(
            format!("{key} 写的是“{text}”，表格里的选项都是中文：照控制台的写"),
            format!("{key} is {text:?}; the forms have Chinese words: copy the console's"),
        )
    } else if long {
        at.review(
            format!("{key} 比表格里的任何选项都长：照控制台的选项写，说明写在 remark 里"),
            format!("{key} is longer than any choice of the forms: copy the console's; what is to be told belongs into remark"),
        )
    } else {
        return None;
    };
    Some(review.seen(text))
}
