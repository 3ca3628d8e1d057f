//! A website name has three Han characters or more.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "name-too-short",
    title: Text::fixed(
        "网站名称不足三个汉字",
        "the website name has fewer than three Han characters",
    ),
    why: Text::fixed(
        "网站名称至少三个汉字；太短看不出网站是什么，审核驳回。",
        "A website name has three Han characters or more; a shorter one says nothing and is refused.",
    ),
    fix: Text::fixed(
        "改成三个汉字以上、能说明网站内容的名称",
        "Take a name of three characters or more that says what the site holds",
    ),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    scope: RuleScope::Site,
    examples: &[
        pass("四个字", "four", "[[site]]\nname = \"青禾文具\""),
        fail("两个字", "two", "[[site]]\nname = \"青禾\""),
        fail("英文", "Latin letters", "[[site]]\nname = \"Blog青禾\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    super::names::each(view, |site, name, at| {
        let _ = site;
        let count = name.chars().filter(|char| super::names::is_han(*char)).count();
        let (zh, en) = (
            format!("“{name}”只有 {count} 个汉字"),
            format!("{name:?} has {count} Han characters"),
        );
        (count < 3).then(|| at.fault(zh, en))
    })
}
