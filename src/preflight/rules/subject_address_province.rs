//! The postal address lies in the province of the filing.

use crate::domain::province::{self, Province};
use crate::preflight::data;

use super::prelude::*;
use super::written_place::{below_province, compact, elsewhere, is_named};

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
    scope: RuleScope::Data,
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
        fail(
            "城市在另一省",
            "a city of another one",
            "[subject]\nprovince = \"浙江\"\ncity = \"苏州\"\naddress = \"浙江省杭州市文三路20号\"",
        ),
        pass(
            "地址里有空格",
            "an address with blanks",
            "[subject]\nprovince = \"江苏\"\naddress = \"江苏省 苏州市 临顿路88号\"",
        ),
        fail(
            "地址里的城市在另一省",
            "an address with a city of another one",
            "[subject]\nprovince = \"浙江\"\naddress = \"浙江省苏州市临顿路88号\"",
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
    let compact_address = compact(address);
    let named = province::named_at_start(&compact_address);
    let is_there = |city: &str| compact_address.contains(city.trim_end_matches('市'));
    let city = subject.city.text().is_some_and(is_there);
    let mut found = vec![match named {
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
    }];
    found.push(elsewhere(below_province(&compact_address, province), province).map(|place| {
        at.fault(
            format!("地址里的{place}不在{}", province.zh),
            format!("{place} of the address is not in {}", province.en),
        )
    }));
    let at_city = at.field(&subject.city);
    found.push(subject.city.text().and_then(|city| elsewhere(city, province)).map(|place| {
        at_city.fault(
            format!("城市{place}不在{}", province.zh),
            format!("the city, {place}, is not in {}", province.en),
        )
    }));
    found.push(subject.city.text().filter(|city| !is_place(city)).map(|city| {
        at_city.review(
            format!("没有城市“{city}”，请核对"),
            format!("there is no city {city:?}: look whether it is right"),
        )
    }));
    found.push(of_document(view, province));
    let shown = |evidence: DossierFault| evidence.seen(address);
    DossierVerdict::Judged(found.into_iter().flatten().map(shown).collect())
}

/// Whether a place of this name is known, in full or short.
fn is_place(text: &str) -> bool {
    text.chars().count() > 1
        && data::places().any(|(_, name)| name.starts_with(text) || is_named(text, name))
}

/// A unit files where its licence was given.
fn of_document(view: &DossierView<'_>, province: &Province) -> Option<DossierFault> {
    let field = &view.dossier.subject.document.address;
    let text = field.text().filter(|_| view.dossier.is_person() == Some(false))?;
    let named = province::named_at_start(&compact(text))?;
    (named != province).then(|| {
        at_subject(view, field.line()).review(
            format!("证件住所在{}，备案省份是{}：单位通常在证件住所的省份备案", named.zh, province.zh),
            format!(
                "the document's address is in {}, the filing in {}: units file where the document is from, as a rule",
                named.en, province.en
            ),
        )
    })
}
