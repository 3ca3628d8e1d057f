//! Words of the state at the head of a name are for state bodies.

use crate::preflight::data::NAME_WORDS;
use crate::preflight::dossier::SubjectKind;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "name-state-word",
    title: Text::fixed(
        "网站名称以“中国”“国家”等字样开头",
        "the website name begins with a word of the state",
    ),
    why: Text::fixed(
        "以 中国、中华、中央、人民、人大、国家 等开头的名称只有国家机关可用。",
        "Names that begin with 中国, 中华, 中央, 人民, 人大 or 国家 are for state bodies only.",
    ),
    fix: Text::fixed(
        "去掉开头的字样；名称经国家批准的，上传批准文件",
        "Leave the word out; if the state granted the name, hand in the paper",
    ),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    scope: RuleScope::Site,
    examples: &[
        pass("没有", "none", "[subject]\nkind = \"enterprise\"\n[[site]]\nname = \"青禾文具\""),
        pass(
            "国家机关",
            "a state body",
            "[subject]\nkind = \"government\"\n[[site]]\nname = \"人民生活\"",
        ),
        fail(
            "企业以“中国”开头",
            "an enterprise with 中国",
            "[subject]\nkind = \"enterprise\"\n[[site]]\nname = \"中国文具\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    if view.dossier.subject.kind.copy() == Some(SubjectKind::Government) {
        return DossierVerdict::PASS;
    }
    let table = &*NAME_WORDS;
    super::names::each(view, |_, name, at| {
        let word = table.state.iter().find(|word| name.starts_with(word.as_str()))?;
        Some(
            at.fault(format!("“{name}”以“{word}”开头"), format!("{name:?} begins with {word}"))
                .by(&table.origin),
        )
    })
}
