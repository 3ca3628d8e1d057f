//! A person's website name is not that of a business.

use crate::domain::province::Province;
use crate::preflight::data::{NAME_WORDS, PROVINCE_WORDS};
use crate::preflight::dossier::Branch;

use super::name_jiangsu_form::chosen_word;
use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "name-trade-word",
    title: Text::fixed(
        "个人网站名称含有公司、集团、商城等行业或企业字样",
        "a person's website name has a word of trades, companies or the state",
    ),
    why: Text::fixed(
        "个人网站不能涉及行业、企业和产品；2025 年的教程另列：中国、中华、集团、公司、博客、论坛。",
        "A person's site has nothing of trades, companies or products; a how-to of 2025 names 中国, 中华, 集团, 公司, 博客, 论坛 too.",
    ),
    fix: Text::fixed(
        "换成只说明个人内容的名称；确实经营业务，请以企业或个体工商户备案",
        "Take a name that tells of a person's content; if it is a business, file as one",
    ),
    basis: &[basis::HOW_TO, basis::manual("3.1")],
    severity: Severity::Error,
    scope: RuleScope::Site,
    examples: &[
        pass(
            "个人内容",
            "a person's content",
            "[subject]\nkind = \"person\"\n[[site]]\nname = \"林间小筑\"",
        ),
        pass(
            "单位不受此限",
            "units may",
            "[subject]\nkind = \"enterprise\"\n[[site]]\nname = \"青禾集团\"",
        ),
        fail("有“公司”", "公司", "[subject]\nkind = \"person\"\n[[site]]\nname = \"青禾文具公司\""),
        fail(
            "没有清单的省份：商城",
            "商城 in a province without a list",
            "[subject]\nkind = \"person\"\nprovince = \"四川\"\n[[site]]\nname = \"林间商城\"",
        ),
        fail(
            "江苏的固定格式，前面有“公司”",
            "Jiangsu's form, with 公司 before it",
            "[subject]\nkind = \"person\"\nprovince = \"江苏\"\n[[site]]\nname = \"青禾公司的个人博客\"",
        ),
        review(
            "大家都认识的公司，备案省份的清单里没有",
            "a company that everybody knows, and the list of the province does not",
            "[subject]\nkind = \"person\"\nprovince = \"浙江\"\n[[site]]\nname = \"淘宝客日记\"",
        ),
        review(
            "像是一家店",
            "what may be a shop",
            "[subject]\nkind = \"person\"\nprovince = \"浙江\"\n[[site]]\nname = \"林间文具店\"",
        ),
        review(
            "没有清单的省份：设计",
            "设计 in a province without a list",
            "[subject]\nkind = \"person\"\nprovince = \"四川\"\n[[site]]\nname = \"林间设计\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    if view.dossier.is_person() == Some(false) {
        return DossierVerdict::PASS;
    }
    let (table, province) = (&*NAME_WORDS, view.dossier.subject.province.copy());
    let own = province.and_then(|province| PROVINCE_WORDS.provinces.get(province.zh));
    super::names::of_persons(view, |site, name, at| {
        // what another rule refuses already is not said twice
        let said = |word: &String| {
            table.approval.contains(word) && !site.approvals.contains(&Branch::Boards)
        };
        let later: Vec<String> =
            table.later.words.iter().filter(|word| !said(word)).cloned().collect();
        if let Some(found) = chosen_word(view, name, &at, &later) {
            return Some(found.by(&table.later.origin));
        }
        // what the list of the province refuses is said by its own rule
        if own.is_some_and(|words| super::names::first(name, words).is_some()) {
            return None;
        }
        if let Some(found) = chosen_word(view, name, &at, &table.trade) {
            return Some(found.by(&table.origin));
        }
        if let Some(found) = chosen_word(view, name, &at, &table.trade_doubt) {
            let asked = found.asking(
                "：请判断是否涉及行业、企业或产品",
                ": judge whether it names a trade, company or product",
            );
            return Some(asked.by(&table.origin));
        }
        let province = province.filter(|_| own.is_none())?;
        elsewhere(view, name, &at, province)
    })
}

/// A word that other provinces refuse as one of trades, where the province has no list of its own: the manual's rule
/// holds everywhere, and what it means here is for a person to judge.
fn elsewhere(
    view: &DossierView<'_>,
    name: &str,
    at: &At,
    province: &Province,
) -> Option<DossierFault> {
    // of one character there are 网 and 购, which mean nothing by themselves
    let is_word = |word: &&String| word.chars().count() > 1;
    let own = super::name_jiangsu_form::own_part(view, name);
    let said =
        |word: &String| NAME_WORDS.generic.contains(word) || NAME_WORDS.approval.contains(word);
    let words: Vec<String> = PROVINCE_WORDS
        .provinces
        .values()
        .flatten()
        .filter(is_word)
        .filter(|word| !said(word))
        .cloned()
        .collect();
    let found = super::names::first(own, &words)?;
    let refusing = PROVINCE_WORDS.provinces.values().filter(|it| it.contains(found.word())).count();
    let zh = format!(
        "{}，{refusing} 个省份的清单不接受；{}没有清单，请判断是否涉及行业、企业或产品",
        found.zh(name),
        province.zh
    );
    let en = format!(
        "{}, which {refusing} provinces refuse; {} has no list: judge whether it names a trade, company or product",
        found.en(name),
        province.en
    );
    Some(at.review(zh, en).by(&PROVINCE_WORDS.origin))
}
