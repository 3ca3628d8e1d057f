//! A person's website name is no idiom.

use crate::preflight::data;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "name-idiom",
    title: Text::fixed("个人网站名称是成语", "a person's website name is an idiom"),
    why: Text::fixed(
        "个人网站名称不能用成语：看不出网站放什么内容。",
        "A person's website name may not be an idiom: it does not say what the site holds.",
    ),
    fix: Text::fixed("改成能说明网站内容的名称", "Take a name that says what the site holds"),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    scope: RuleScope::Site,
    examples: &[
        pass("不是成语", "no idiom", "[subject]\nkind = \"person\"\n[[site]]\nname = \"林间小筑\""),
        fail("成语", "an idiom", "[subject]\nkind = \"person\"\n[[site]]\nname = \"一举两得\""),
        review(
            "含有成语",
            "an idiom within",
            "[subject]\nkind = \"person\"\n[[site]]\nname = \"一举两得集\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    super::names::of_persons(view, |_, name, at| {
        let chars: Vec<char> = name.chars().collect();
        let idiom = chars
            .windows(4)
            .map(|four| four.iter().collect::<String>())
            .find(|four| data::is_idiom(four))?;
        let (zh, en) = (format!("“{idiom}”是成语"), format!("{idiom} is an idiom"));
        Some(if idiom == name { at.fault(zh, en) } else { at.review(zh, en) })
    })
}
