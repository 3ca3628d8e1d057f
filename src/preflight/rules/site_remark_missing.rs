//! A person's remark says what the site will hold.

use super::names::is_han;
use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "site-remark-missing",
    title: Text::fixed(
        "个人网站的备注没有写用途",
        "the remark of a person's site does not say its purpose",
    ),
    why: Text::fixed(
        "个人网站要在备注里写清网站将放什么内容（江苏等省必填），审核员据此判断是否属于个人范围。",
        "The remark of a person's site says what it will hold (required in Jiangsu and elsewhere); reviewers judge by it.",
    ),
    fix: Text::fixed(
        "例如：remark = \"网站用于记录读书和摄影笔记，全部为个人原创，不涉及经营\"",
        "E.g. remark = \"网站用于记录读书和摄影笔记\" (what the site is for: notes on books and photographs)",
    ),
    basis: &[basis::HOW_TO, basis::manual("3.1")],
    severity: Severity::Warning,
    scope: RuleScope::Site,
    examples: &[
        pass(
            "写了用途",
            "said",
            "[subject]\nkind = \"person\"\n[[site]]\nname = \"林间小筑\"\nremark = \"网站用于记录读书笔记\"",
        ),
        fail(
            "太短",
            "too short",
            "[subject]\nkind = \"person\"\n[[site]]\nname = \"林间小筑\"\nremark = \"网站\"",
        ),
        fail(
            "只有标点",
            "nothing but marks",
            "[subject]\nkind = \"person\"\n[[site]]\nname = \"林间小筑\"\nremark = \"。。。。。。。。\"",
        ),
        review("没有写", "not said", "[subject]\nkind = \"person\"\n[[site]]\nname = \"林间小筑\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    /// Han characters below which a remark cannot say a purpose.
    const SHORTEST: usize = 6;
    let mut found = Vec::new();
    for site in &view.dossier.sites {
        let at = at_site(site).field(&site.remark);
        match site.remark.text() {
            None => found
                .push(at.review("没有写备注（remark）", "there is no remark").unsaid(&["remark"])),
            Some(text) if text.chars().filter(|it| is_han(*it)).count() < SHORTEST => found.push(
                at.fault(
                    "备注看不出网站放什么内容",
                    "the remark does not tell what the site holds",
                )
                .seen(text),
            ),
            Some(_) => {}
        }
    }
    judged(view.dossier.is_person() == Some(true) && view.is_ordered(), found)
}
