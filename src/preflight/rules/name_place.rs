//! A person's website name is no place.

use crate::preflight::data;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "name-place",
    title: Text::fixed("个人网站名称含有地名", "a person's website name has the name of a place"),
    why: Text::fixed(
        "个人网站名称不能用地名：会被当作地方门户或行业网站。",
        "A person's website name may not be that of a place: it is taken for a local portal.",
    ),
    fix: Text::fixed("去掉地名", "Leave the place out"),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    scope: RuleScope::Site,
    examples: &[
        pass("没有地名", "no place", "[subject]\nkind = \"person\"\n[[site]]\nname = \"林间小筑\""),
        fail(
            "全名",
            "the full name",
            "[subject]\nkind = \"person\"\n[[site]]\nname = \"苏州市随笔\"",
        ),
        fail(
            "城市的简称",
            "a city's short name",
            "[subject]\nkind = \"person\"\n[[site]]\nname = \"苏州随笔\"",
        ),
        review(
            "可能是县名",
            "perhaps a county",
            "[subject]\nkind = \"person\"\n[[site]]\nname = \"新华书屋\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    super::names::of_persons(view, |_, name, at| {
        if view.dossier.subject.name.text().is_some_and(|own| !own.is_empty() && name.contains(own))
        {
            return None;
        }
        let (full, place, code) = longest(name)?;
        let (zh, en) = (
            format!("“{name}”里的“{full}”是地名（{place}）"),
            format!("{full} in {name:?} is a place ({place})"),
        );
        // counties have names of everyday words: 新华, 东方, 朝阳, 城区
        if code.len() <= 4 || full == place && full.chars().count() >= 3 {
            return Some(at.fault(zh, en));
        }
        Some(at.review(
            format!("“{name}”里的“{full}”也是地名（{place}），请人工判断"),
            format!("{full} in {name:?} is a place, too ({place}): judge whether it is meant"),
        ))
    })
}

/// The longest name of a place in a text: as it stands there, in full, and its code.
fn longest(text: &str) -> Option<(&'static str, &'static str, &'static str)> {
    data::places()
        .filter_map(|(code, place)| {
            let short = short(place);
            let found = if text.contains(place) {
                place
            } else {
                Some(short).filter(|it| text.contains(it))?
            };
            Some((found, place, code))
        })
        .max_by_key(|(found, place, code)| {
            (found.len(), found == place, std::cmp::Reverse(code.len()))
        })
}

/// A place without the word for its kind: 苏州市 is 苏州, 延边朝鲜族自治州 is 延边朝鲜族.
fn short(place: &'static str) -> &'static str {
    const KINDS: [&str; 17] = [
        "维吾尔自治区",
        "壮族自治区",
        "回族自治区",
        "自治区",
        "特别行政区",
        "自治州",
        "自治县",
        "自治旗",
        "地区",
        "林区",
        "特区",
        "省",
        "市",
        "区",
        "县",
        "旗",
        "盟",
    ];
    let stripped = KINDS.iter().find_map(|kind| place.strip_suffix(kind)).unwrap_or(place);
    if stripped.chars().count() >= 2 { stripped } else { place }
}
