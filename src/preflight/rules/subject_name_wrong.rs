//! Names of people and units can be ones.

use super::names::is_han;
use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "subject-name-wrong",
    title: Text::fixed("姓名或单位名称有误", "the name of a person or unit is wrong"),
    why: Text::fixed(
        "名称要与证件逐字一致：姓名里没有数字和符号（少数民族和外国人姓名的间隔号“·”除外），单位名称是中文全称。不一致时与域名实名认证、管局数据都对不上。",
        "Names are those of the document, letter by letter: a person's has no digits or signs (but the dot of names with several parts), a unit's is its full Chinese name. Else neither the domain's holder nor the authority's data match.",
    ),
    fix: Text::fixed("照证件逐字填写", "Copy it from the document, letter by letter"),
    basis: &[basis::manual("1.1")],
    severity: Severity::Error,
    scope: RuleScope::Data,
    examples: &[
        pass("姓名", "a name", "[[lead]]\nname = \"沈听雨\""),
        pass("间隔号", "a dot", "[[lead]]\nname = \"阿里木·买买提\""),
        fail("有数字", "a digit", "[[lead]]\nname = \"沈听雨1\""),
        fail(
            "单位名称只有数字",
            "a unit of digits",
            "[subject]\nkind = \"enterprise\"\nname = \"12345\"",
        ),
        fail(
            "投资人只有数字",
            "an investor of digits",
            "[subject]\nname = \"青禾文具店\"\ninvestor = \"1\"",
        ),
        fail(
            "单位名称里有空格",
            "a unit with a blank",
            "[subject]\nkind = \"enterprise\"\nname = \"杭州青禾 文具有限公司\"",
        ),
        fail(
            "单位名称里有符号",
            "a unit with a sign",
            "[subject]\nkind = \"enterprise\"\nname = \"杭州青禾文具有限公司#\"",
        ),
        review("一个字", "one character", "[[lead]]\nname = \"沈\""),
        review(
            "单位名称没有汉字",
            "a unit without Han characters",
            "[subject]\nkind = \"enterprise\"\nname = \"Qinghe Ltd\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let dossier = view.dossier;
    let mut found = Vec::new();
    for lead in &dossier.leads {
        let at = at_lead(lead).field(&lead.name);
        found.extend(lead.name.text().and_then(|name| of_person(name, &at)));
    }
    if let Some(name) = dossier.subject.name.text() {
        let at = at_subject(view, dossier.subject.name.line());
        found.extend(match dossier.is_person() {
            Some(true) => of_person(name, &at),
            _ => of_unit(name, &at),
        });
    }
    if let Some(name) = dossier.subject.investor.text() {
        found.extend(of_unit(name, &at_subject(view, dossier.subject.investor.line())));
    }
    let any =
        dossier.subject.name.is_said() || dossier.leads.iter().any(|lead| lead.name.is_said());
    judged(any, found)
}

/// A person's name; what it has too much is counted and not shown: it may be a number of a document.
fn of_person(name: &str, at: &At) -> Option<DossierFault> {
    let usual = |char: char| {
        is_han(char) || char.is_alphabetic() && !is_wide(char) || "·• .-'".contains(char)
    };
    let odd = name.chars().filter(|char| !usual(*char)).count();
    if odd > 0 {
        return Some(at.fault(
            format!("姓名里有 {odd} 个数字或符号"),
            format!("it has digits or signs: {odd}"),
        ));
    }
    (name.chars().count() < 2)
        .then(|| at.review("姓名只有一个字，请核对", "it is a single character: compare it"))
}

fn of_unit(name: &str, at: &At) -> Option<DossierFault> {
    if !name.chars().any(char::is_alphabetic) || name.chars().any(is_wide) {
        return Some(at.fault(
            "名称或投资人里没有文字，或有全角字母、数字",
            "name or investor has no letters, or full-width letters or digits",
        ));
    }
    let usual = |char: char| char.is_alphanumeric() || "（）()·•&.,'-—、《》“” ".contains(char);
    let signs = name.chars().filter(|char| !usual(*char)).count();
    let is_chinese = name.chars().any(is_han);
    if signs > 0 || is_chinese && name.contains(' ') {
        return Some(
            at.fault("名称或投资人里有空格或符号", "name or investor has blanks or signs"),
        );
    }
    (!is_chinese).then(|| {
        at.review(
            "名称或投资人里没有汉字，请写中文全称",
            "name or investor has no Han characters: write the full Chinese name",
        )
    })
}

/// Letters and digits of full width.
fn is_wide(char: char) -> bool {
    matches!(char, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}
