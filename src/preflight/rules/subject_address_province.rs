//! The postal address lies in the province of the filing.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "subject-address-province",
    title: Text::fixed(
        "通信地址不在备案省份",
        "the postal address is not in the province of the filing",
    ),
    why: Text::fixed(
        "备案由主办单位所在省的管局审核；通信地址与所选省份、城市不一致会被退回。",
        "The authority of the subject's province judges; an address elsewhere sends the order back.",
    ),
    fix: Text::fixed(
        "选主办单位所在的省份，或改正地址",
        "Choose the province of the address, or correct the address",
    ),
    basis: &[basis::manual("2")],
    severity: Severity::Error,
    examples: &[
        pass(
            "在同一省",
            "the same province",
            "[subject]\nprovince = \"江苏\"\naddress = \"江苏省苏州市临顿路88号\"",
        ),
        fail(
            "在另一省",
            "another one",
            "[subject]\nprovince = \"浙江\"\naddress = \"江苏省苏州市临顿路88号\"",
        ),
        review(
            "地址没有写省份",
            "no province in the address",
            "[subject]\nprovince = \"江苏\"\naddress = \"临顿路88号\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let subject = &view.dossier.subject;
    let (Some(province), Some(address)) = (subject.province.copy(), subject.address.text()) else {
        return DossierVerdict::NotApplicable;
    };
    let at = at_subject(view, subject.address.line());
    let named = crate::domain::province::ALL.iter().find(|it| address.starts_with(it.zh));
    let city =
        subject.city.text().is_some_and(|city| address.contains(city.trim_end_matches('市')));
    let found = match named {
        Some(named) if named == province => None,
        Some(named) => Some(at.fault(
            format!("地址在{}，备案省份是{}", named.zh, province.zh),
            format!("the address is in {}, the filing in {}", named.en, province.en),
        )),
        None if city => None,
        None => Some(at.review(
            "地址没有写省份、城市，请核对",
            "the address names no province: look whether it is complete",
        )),
    };
    DossierVerdict::Judged(found.map(|evidence| evidence.seen(address)).into_iter().collect())
}
