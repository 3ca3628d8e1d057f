//! City and district of the postal address belong together, and the city is the one of the form.

use crate::domain::province::Province;

use super::prelude::*;
use super::written_place::{
    WrittenDistrict, WrittenPlace, below_province, cities, compact, is_elsewhere, is_municipality,
    is_named,
};

pub(super) const RULE: FilingRule = FilingRule {
    id: "subject-address-city",
    title: Text::fixed(
        "通信地址的城市、区县对不上",
        "city and district of the postal address do not fit",
    ),
    why: Text::fixed(
        "表格里的城市要与通信地址的城市一致，区县要在这个城市里；写错会被退回。行政区划以 GB/T 2260 代码为准：已撤并的区县可能还在较早的证件上，请人工核对；东莞、中山等市不设区县，不检查。",
        "The city of the form is that of the address, and the district lies in it; else the order comes back. Divisions are those of the GB/T 2260 codes: a district that was merged may still be on an older document, which is for you to look at; Dongguan, Zhongshan and other cities have none, and nothing is judged there.",
    ),
    fix: Text::fixed(
        "对照证件或住址改正城市、区县，地址从省、市、区写起；证件上就是这样写的，不要改",
        "Correct city and district; the address begins with province, city and district. What is so on the document stays as it is",
    ),
    basis: &[basis::manual("2")],
    severity: Severity::Error,
    scope: RuleScope::Data,
    examples: &[
        pass(
            "对得上",
            "they fit",
            "[subject]\nprovince = \"江苏\"\ncity = \"苏州\"\naddress = \"江苏省苏州市姑苏区临顿路88号\"",
        ),
        pass(
            "县级市",
            "a city below a city",
            "[subject]\nprovince = \"江苏\"\ncity = \"苏州市\"\naddress = \"江苏省昆山市前进路8号\"",
        ),
        pass(
            "直辖市",
            "a municipality",
            "[subject]\nprovince = \"上海\"\ncity = \"上海\"\naddress = \"上海市徐汇区漕溪路8号\"",
        ),
        fail(
            "城市不同",
            "another city",
            "[subject]\nprovince = \"江苏\"\ncity = \"苏州\"\naddress = \"江苏省南京市玄武区珠江路88号\"",
        ),
        pass(
            "不设区的市",
            "a city without districts",
            "[subject]\nprovince = \"广东\"\ncity = \"东莞\"\naddress = \"广东省东莞市东城区东城路1号\"",
        ),
        pass(
            "地址里有空格",
            "an address with blanks",
            "[subject]\nprovince = \"浙江\"\ncity = \"杭州\"\naddress = \"浙江省 杭州市 西湖区 文三路20号\"",
        ),
        fail(
            "县级市在另一个省",
            "a city of another province",
            "[subject]\nprovince = \"江苏\"\naddress = \"江苏省苏州市义乌市文三路20号\"",
        ),
        review(
            "现行区划里这个城市没有这个区",
            "a district that the city does not have today",
            "[subject]\nprovince = \"河北\"\ncity = \"石家庄\"\naddress = \"河北省石家庄市桥东区平安大街1号\"",
        ),
        review(
            "没有写城市",
            "no city",
            "[subject]\nprovince = \"江苏\"\naddress = \"江苏省临顿路88号\"",
        ),
        review(
            "直辖市，已撤并的区",
            "a municipality, and a district that was merged",
            "[subject]\nprovince = \"上海\"\naddress = \"上海市闸北区共和新路1号\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let subject = &view.dossier.subject;
    let (Some(province), Some(address)) = (subject.province.copy(), subject.address.text()) else {
        return DossierVerdict::NotApplicable;
    };
    let text = compact(address);
    // an address in another province is the matter of another rule
    if is_elsewhere(&text, province) {
        return DossierVerdict::NotApplicable;
    }
    let at = at_subject(view, subject.address.line());
    let written = WrittenPlace::of(below_province(&text, province), province);
    let (zh, en) = written.city.map_or((province.zh, province.en), |(_, name)| (name, name));
    let of_district = || match written.district {
        WrittenDistrict::OtherProvince(name) => {
            Some(at.fault(format!("{name}不在{zh}"), format!("{name} is not in {en}")))
        }
        WrittenDistrict::Unlisted(name) => Some(unlisted(&at, name, [zh, en])),
        WrittenDistrict::None if written.city.is_none() => Some(unnamed(&at, &written, province)),
        WrittenDistrict::None | WrittenDistrict::Listed(_) => None,
    };
    let found = other_city(view, &at, &written, province).or_else(of_district);
    DossierVerdict::Judged(found.map(|it| it.seen(address)).into_iter().collect())
}

/// A district that the city or the province does not have today.
fn unlisted(at: &At, district: &str, [zh, en]: [&str; 2]) -> DossierFault {
    at.review(
        format!("{zh}现行的区县里没有“{district}”：与证件核对，证件上这样写的（例如已撤并的区县）不用改"),
        format!("{district} is no district of {en} today: compare it with the document, which goes before (it may have been merged since)"),
    )
}

/// An address that names no city, or in a municipality no district.
fn unnamed(at: &At, written: &WrittenPlace<'_>, province: &Province) -> DossierFault {
    if !is_municipality(province) {
        return at
            .review("地址在省份之后没有写城市", "the address names no city after the province");
    }
    let (zh, en) = (province.zh, province.en);
    match written.likely_district() {
        Some(district) => unlisted(at, district, [zh, en]),
        None => at.review(
            format!("地址在{zh}之后没有写区县"),
            format!("the address names no district after {en}"),
        ),
    }
}

/// The city of the form, where the address has another one.
fn other_city(
    view: &DossierView<'_>,
    at: &At,
    written: &WrittenPlace<'_>,
    province: &Province,
) -> Option<DossierFault> {
    let said = view.dossier.subject.city.text()?;
    let code = match (written.city, written.district) {
        (Some((code, _)), _) | (None, WrittenDistrict::Listed((code, _))) => code.get(..4)?,
        _ => return None,
    };
    let known = cities(province).find(|(_, name)| is_named(said, name))?;
    // a city that the province itself governs has no city above it
    let (_, city) = cities(province).find(|(own, _)| *own == code)?;
    (known.0 != code).then(|| {
        at.fault(
            format!("城市写的是{said}，地址在{city}"),
            format!("the city is {said}, the address is in {city}"),
        )
    })
}
