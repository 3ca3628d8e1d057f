//! City and district of the postal address belong together, and the city is the one of the form.

use crate::domain::province::Province;
use crate::preflight::data;

use super::prelude::*;
use super::subject_address_province::below_province;

pub(super) const RULE: FilingRule = FilingRule {
    id: "subject-address-city",
    title: Text::fixed(
        "通信地址的城市、区县对不上",
        "city and district of the postal address do not fit",
    ),
    why: Text::fixed(
        "表格里的城市要与通信地址的城市一致，区县要在这个城市里；写错会被退回。行政区划以 GB/T 2260 代码为准。",
        "The city of the form is that of the address, and the district lies in it; else the order comes back. Divisions are those of the GB/T 2260 codes.",
    ),
    fix: Text::fixed(
        "对照证件或住址改正城市、区县，地址从省、市、区写起",
        "Correct city and district; the address begins with province, city and district",
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
        fail(
            "区在另一个城市",
            "a district of another city",
            "[subject]\nprovince = \"江苏\"\naddress = \"江苏省苏州市西湖区文三路20号\"",
        ),
        review(
            "没有写城市",
            "no city",
            "[subject]\nprovince = \"江苏\"\naddress = \"江苏省临顿路88号\"",
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
    let written = WrittenPlace::of(below_province(address, province), province);
    let found = match &written {
        WrittenPlace { city: None, district: None } => Some(
            at.review("地址在省份之后没有写城市", "the address names no city behind the province"),
        ),
        WrittenPlace { city, district: Some((_, district, false)) } => {
            let (zh, en) = city.map_or((province.zh, province.en), |(_, name)| (name, name));
            Some(at.fault(format!("{district}不在{zh}"), format!("{district} is not in {en}")))
        }
        _ => other_city(view, &at, &written, province),
    };
    DossierVerdict::Judged(found.map(|it| it.seen(address)).into_iter().collect())
}

/// The city of the form, where the address has another one.
fn other_city(
    view: &DossierView<'_>,
    at: &At,
    written: &WrittenPlace,
    province: &Province,
) -> Option<DossierFault> {
    let said = view.dossier.subject.city.text()?;
    let code = written.city.or(written.district.map(|(code, name, _)| (code, name)));
    // below a municipality there are districts only
    let code = code?.0.get(..4).filter(|code| cities(province).any(|(own, _)| own == *code))?;
    let is_said = |name: &str| name == said || name.strip_suffix('市') == Some(said);
    let known = cities(province).find(|(_, name)| is_said(name))?;
    let (_, city) = cities(province).find(|(own, _)| *own == code)?;
    (known.0 != code).then(|| {
        at.fault(
            format!("城市写的是{said}，地址在{city}"),
            format!("the city is {said}, the address is in {city}"),
        )
    })
}

/// The cities of a province: code and name.
fn cities(province: &Province) -> impl Iterator<Item = (&'static str, &'static str)> {
    let own = province.code.to_string();
    data::places().filter(move |(code, _)| code.len() == 4 && code.starts_with(&own))
}

/// What an address says behind its province.
struct WrittenPlace {
    /// Code and name of the city.
    city: Option<(&'static str, &'static str)>,
    /// Code and name of the district, and whether it lies in the city, or else in the province.
    district: Option<(&'static str, &'static str, bool)>,
}

impl WrittenPlace {
    fn of(text: &str, province: &Province) -> Self {
        let named = |(code, name): (&'static str, &'static str)| {
            let short = name.strip_suffix('市').filter(|short| short.chars().count() > 1);
            let whole = text.strip_prefix(name);
            let rest =
                whole.or_else(|| text.strip_prefix(short?).filter(|it| !it.starts_with('路')));
            Some((code, name, rest?))
        };
        let city = cities(province).filter_map(named).max_by_key(|(_, name, _)| name.len());
        let rest = city.map_or(text, |(.., rest)| rest);
        let own = province.code.to_string();
        let within = city.map_or(own.as_str(), |(code, ..)| code);
        let districts =
            || data::places().filter(|(code, name)| code.len() == 6 && rest.starts_with(name));
        let longest = districts().map(|(_, name)| name.len()).max().unwrap_or_default();
        let district = districts()
            .filter(|(_, name)| name.len() == longest)
            .map(|(code, name)| (code, name, code.starts_with(within)))
            .max_by_key(|(.., inside)| *inside);
        Self { city: city.map(|(code, name, _)| (code, name)), district }
    }
}
