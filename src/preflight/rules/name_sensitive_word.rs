//! No sensitive words in website names.

use crate::preflight::data::NAME_WORDS;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "name-sensitive-word",
    title: Text::fixed("网站名称含有敏感词", "the website name has a sensitive word"),
    why: Text::fixed(
        "反腐、赌博、廉政、色情等字样谁也不能用（清单是示例，审核员还会看其他词）。",
        "Words such as 反腐, 赌博, 廉政, 色情 are for nobody (the list is an example; reviewers know more).",
    ),
    fix: Text::fixed("换一个名称", "Take another name"),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    scope: RuleScope::Site,
    examples: &[
        pass("没有", "none", "[[site]]\nname = \"青禾文具\""),
        fail("有", "one", "[[site]]\nname = \"廉政之窗\""),
        review("可能是", "what may be one", "[[site]]\nname = \"棋牌之家\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let table = &*NAME_WORDS;
    super::names::each(view, |_, name, at| {
        let fault = |words: &[String]| {
            super::names::first(name, words).map(|it| at.fault(it.zh(name), it.en(name)))
        };
        let doubt = || {
            let asked = "：请判断是否会被当作敏感词";
            let asked_en = ": judge whether it may be taken for sensitive";
            fault(&table.sensitive_doubt).map(|it| it.asking(asked, asked_en))
        };
        Some(fault(&table.sensitive).or_else(doubt)?.by(&table.origin))
    })
}
