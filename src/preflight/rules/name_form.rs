//! A website name is no mere digits, letters or signs.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "name-form",
    title: Text::fixed(
        "网站名称含有特殊符号，或只有数字、字母",
        "the website name has signs, or is digits or letters only",
    ),
    why: Text::fixed(
        "网站名称不能全是数字或字母，不能有特殊符号（空格、短横、引号、星号等）。",
        "A website name may not be digits or letters only, nor hold signs (blanks, hyphens, quotes, stars …).",
    ),
    fix: Text::fixed("去掉符号，改用汉字", "Leave the signs out and use Han characters"),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    scope: RuleScope::Site,
    examples: &[
        pass("汉字", "Han characters", "[[site]]\nname = \"青禾文具\""),
        fail("有符号", "a sign", "[[site]]\nname = \"青禾-文具店\""),
        fail("只有数字", "digits only", "[[site]]\nname = \"123456\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    super::names::each(view, |_, name, at| {
        let signs: String = name
            .chars()
            .filter(|char| !char.is_ascii_alphanumeric() && !super::names::is_han(*char))
            .collect();
        if !signs.is_empty() {
            return Some(at.fault(
                format!("“{name}”里有符号“{signs}”"),
                format!("{name:?} has the signs {signs:?}"),
            ));
        }
        let plain = |test: fn(&u8) -> bool| name.bytes().all(|byte| test(&byte));
        if plain(u8::is_ascii_digit) {
            Some(at.fault(format!("“{name}”只有数字"), format!("{name:?} is digits only")))
        } else if plain(u8::is_ascii_alphanumeric) {
            Some(at.fault(
                format!("“{name}”只有字母或数字"),
                format!("{name:?} is letters and digits only"),
            ))
        } else {
            None
        }
    })
}
