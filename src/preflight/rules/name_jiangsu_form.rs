//! Jiangsu takes two forms of names from persons.

use crate::preflight::data::NAME_WORDS;

use super::prelude::*;

/// Jiangsu's code.
const JIANGSU: u8 = 32;

pub(super) const RULE: FilingRule = FilingRule {
    id: "name-jiangsu-form",
    title: Text::fixed(
        "江苏个人网站名称不是“某某的个人博客”或“某某的个人主页”",
        "in Jiangsu a person's site is named …的个人博客 or …的个人主页",
    ),
    why: Text::fixed(
        "江苏省的个人网站名称只接受“某某的个人博客”或“某某的个人主页”，并要在备注里写清网站内容。",
        "Jiangsu takes only …的个人博客 or …的个人主页 as the name of a person's site, and wants the remark to say what it holds.",
    ),
    fix: Text::fixed(
        "改成“某某的个人博客”或“某某的个人主页”，例如 听雨的个人博客",
        "Rename it, e.g. 听雨的个人博客",
    ),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    examples: &[
        pass(
            "个人博客",
            "a personal blog",
            "[subject]\nkind = \"person\"\nprovince = \"江苏\"\n[[site]]\nname = \"听雨的个人博客\"",
        ),
        fail(
            "其他名称",
            "another name",
            "[subject]\nkind = \"person\"\nprovince = \"江苏\"\n[[site]]\nname = \"林间小筑\"",
        ),
        pass(
            "单位不受此限",
            "units may",
            "[subject]\nkind = \"enterprise\"\nprovince = \"江苏\"\n[[site]]\nname = \"青禾文具\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    if view.dossier.subject.province.copy().is_none_or(|it| it.code != JIANGSU) {
        return DossierVerdict::NotApplicable;
    }
    if view.dossier.is_person() == Some(false) {
        return DossierVerdict::PASS;
    }
    super::names::of_persons(view, |_, name, at| {
        (!is_form(view, name)).then(|| {
            at.fault(
                format!("“{name}”不是江苏接受的两种格式"),
                format!("{name:?} is neither of the two forms"),
            )
            .by(&NAME_WORDS.origin)
        })
    })
}

/// Whether a name is one of the two forms, and the filing is in Jiangsu: their words are refused elsewhere.
pub(super) fn is_form(view: &DossierView<'_>, name: &str) -> bool {
    let jiangsu = view.dossier.subject.province.copy().is_some_and(|it| it.code == JIANGSU);
    let form = |form: &String| name.strip_suffix(form.as_str()).is_some_and(|who| !who.is_empty());
    jiangsu && NAME_WORDS.jiangsu.iter().any(form)
}
