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
    scope: RuleScope::Site,
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
        fail(
            "照抄了格式",
            "the form itself, with nobody in it",
            "[subject]\nkind = \"person\"\nprovince = \"江苏\"\n[[site]]\nname = \"某某的个人博客\"",
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
        if own_part(view, name) == "某某" {
            return Some(
                at.fault("“某某”要换成自己的名字或网名", "某某 stands for a name: put yours there"),
            );
        }
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
    is_in_jiangsu(view) == Some(true) && has_form(name)
}

/// What is wrong with a word in a name: nothing where Jiangsu prescribes the name, for a person to look at where the
/// province is not said.
pub(super) fn unless_form(
    view: &DossierView<'_>,
    name: &str,
    fault: DossierFault,
) -> Option<DossierFault> {
    match is_in_jiangsu(view) {
        Some(true) if has_form(name) => None,
        None if has_form(name) => Some(DossierFault { review: true, ..fault }),
        _ => Some(fault),
    }
}

/// A word of a list in a name, where the person chose it: Jiangsu's forms hold words that are refused elsewhere.
pub(super) fn chosen_word(
    view: &DossierView<'_>,
    name: &str,
    at: &At,
    words: &[String],
) -> Option<DossierFault> {
    let own = own_part(view, name);
    let found = super::names::first(own, words)?;
    let fault = at.fault(found.zh(name), found.en(name));
    if own == name { unless_form(view, name, fault) } else { Some(fault) }
}

/// The part of a name that is the person's own choice: before the prescribed form in Jiangsu, else all of it.
pub(super) fn own_part<'t>(view: &DossierView<'_>, name: &'t str) -> &'t str {
    let form = NAME_WORDS.jiangsu.iter().find_map(|form| name.strip_suffix(form.as_str()));
    let prescribed = is_form(view, name) && view.dossier.is_person() == Some(true);
    form.filter(|_| prescribed).unwrap_or(name)
}

/// Whether the filing is in Jiangsu; nothing where the province is not said.
fn is_in_jiangsu(view: &DossierView<'_>) -> Option<bool> {
    view.dossier.subject.province.copy().map(|it| it.code == JIANGSU)
}

fn has_form(name: &str) -> bool {
    let form = |form: &String| name.strip_suffix(form.as_str()).is_some_and(|who| !who.is_empty());
    NAME_WORDS.jiangsu.iter().any(form)
}
