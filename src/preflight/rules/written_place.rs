//! What a postal address says after its province: the city, and the district or county.

use crate::domain::province::{self, Province};
use crate::preflight::data;

/// A code of GB/T 2260 with the name of its place.
pub(super) type Division = (&'static str, &'static str);

/// Before these a name is that of a street: 苏州路, 温州大道.
const STREETS: [&str; 11] =
    ["路", "街", "大道", "大街", "大路", "东路", "西路", "南路", "北路", "中路", "巷"];

/// What an address says after its province.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WrittenPlace<'t> {
    /// The city; a municipality has none below it.
    pub(super) city: Option<Division>,
    /// The district or county.
    pub(super) district: WrittenDistrict,
    /// What comes after the city.
    pub(super) rest: &'t str,
}

/// A district, a county, or a city below a city.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WrittenDistrict {
    /// None that is known anywhere.
    None,
    /// One of the city, or of the province where the address names no city.
    Listed(Division),
    /// One that is known elsewhere only. It may be one that was merged, and is on older documents.
    Unlisted(&'static str),
    /// A city below a city that is known in other provinces only.
    OtherProvince(&'static str),
}

/// An address without blanks: some are written with them between the names of places.
pub(super) fn compact(address: &str) -> String {
    address.chars().filter(|char| !char.is_whitespace()).collect()
}

/// A compact address without the province with which it begins.
pub(super) fn below_province<'t>(address: &'t str, province: &Province) -> &'t str {
    let Some(rest) = address.strip_prefix(province.zh) else { return address };
    if is_municipality(province) {
        let rest = rest.strip_prefix('市').unwrap_or(rest);
        // forms join province and city: 上海市上海市徐汇区
        let twice = rest.strip_prefix(province.zh).and_then(|rest| rest.strip_prefix('市'));
        return twice.unwrap_or(rest);
    }
    let kinds = ["省", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区"];
    match kinds.iter().find_map(|kind| rest.strip_prefix(kind)) {
        Some(rest) => rest,
        // the city of 吉林市 has the name of its province
        None if rest.starts_with('市') => address,
        None => rest,
    }
}

/// Whether a province has districts and no cities: 北京, 天津, 上海, 重庆.
pub(super) fn is_municipality(province: &Province) -> bool {
    cities(province).next().is_none()
}

/// The cities of a province.
pub(super) fn cities(province: &Province) -> impl Iterator<Item = Division> {
    let own = province.code.to_string();
    all_cities().filter(move |(code, _)| code.starts_with(&own))
}

/// The cities of all provinces: four digits, 3205 苏州市.
fn all_cities() -> impl Iterator<Item = Division> {
    data::places().filter(|(code, _)| code.len() == 4)
}

/// The city with which a compact text begins, where there is none of that name in the province.
pub(super) fn elsewhere(text: &str, province: &Province) -> Option<&'static str> {
    let own = province.code.to_string();
    let named = || all_cities().filter(|(_, name)| text.starts_with(name) || is_named(text, name));
    let (_, name) = named().next()?;
    named().all(|(code, _)| !code.starts_with(&own)).then_some(name)
}

/// The province that an address names, or that of the city with which it begins, where it is not the one of the filing.
pub(super) fn is_elsewhere(address: &str, province: &Province) -> bool {
    province::named_at_start(address).is_some_and(|named| named != province)
        || elsewhere(below_province(address, province), province).is_some()
}

/// Whether a text is the name of a city, whole or short: 苏州市, 苏州, 延边州.
pub(super) fn is_named(text: &str, city: &'static str) -> bool {
    after_city(text, city) == Some("")
}

/// What comes after the name of a city, whole or short, with which a text begins.
fn after_city<'t>(text: &'t str, name: &'static str) -> Option<&'t str> {
    if let Some(rest) = text.strip_prefix(name) {
        return Some(rest);
    }
    if name.ends_with("自治州") {
        return after_prefecture(text, name);
    }
    let short = name.strip_suffix('市').filter(|short| short.chars().count() > 1)?;
    text.strip_prefix(short).filter(|rest| !is_street(rest))
}

/// The same of an autonomous prefecture that is written without its peoples: 延边州 is 延边朝鲜族自治州.
fn after_prefecture<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    /// Before these the name is another one: 甘州区 is a district, and no 甘南藏族自治州.
    const OTHERS: [char; 4] = ['区', '市', '县', '镇'];
    let (short, rest) = text.split_once('州')?;
    let is = !short.is_empty() && name.starts_with(short);
    (is && !rest.starts_with(OTHERS) && !is_street(rest)).then_some(rest)
}

/// Whether what comes after a name makes it that of a street.
fn is_street(rest: &str) -> bool {
    // 东区街道 is a sub-district
    STREETS.iter().any(|street| rest.starts_with(street)) && !rest.starts_with("街道")
}

/// Whether the list has districts or counties whose code begins so. 东莞, 中山, 儋州 and 嘉峪关 have none.
fn has_districts(code: &str) -> bool {
    data::places().any(|(own, _)| own.len() == 6 && own.starts_with(code))
}

impl<'t> WrittenPlace<'t> {
    /// Reads what comes after the province.
    pub(super) fn of(text: &'t str, province: &Province) -> Self {
        let named =
            cities(province).filter_map(|(code, name)| Some((code, name, after_city(text, name)?)));
        let city = named.min_by_key(|(.., rest)| rest.len());
        let rest = city.map_or(text, |(.., rest)| rest);
        let province_code = province.code.to_string();
        let within = city.map_or(province_code.as_str(), |(code, ..)| code);
        let district = WrittenDistrict::of(rest, within, &province_code);
        Self { city: city.map(|(code, name, _)| (code, name)), district, rest }
    }

    /// The word with which the rest begins that looks like a district: 闸北区 of 闸北区共和新路.
    pub(super) fn likely_district(&self) -> Option<&'t str> {
        /// In characters.
        const LONGEST: usize = 6;
        let (end, kind) = self
            .rest
            .char_indices()
            .take(LONGEST)
            .find(|(at, char)| *at > 0 && matches!(char, '区' | '县'))?;
        self.rest.get(..end + kind.len_utf8())
    }
}

impl WrittenDistrict {
    /// Reads the district with which a text begins, in the city or province with a code.
    fn of(text: &str, within: &str, province: &str) -> Self {
        if !has_districts(within) {
            return Self::None;
        }
        let named =
            || data::places().filter(|(code, name)| code.len() == 6 && text.starts_with(name));
        let longest = |(_, name): &Division| name.len();
        if let Some(place) =
            named().filter(|(code, _)| code.starts_with(within)).max_by_key(longest)
        {
            return Self::Listed(place);
        }
        let is_district =
            |(_, name): &Division| text.strip_prefix(name).is_some_and(|rest| !is_street(rest));
        let Some((_, name)) = named().filter(is_district).max_by_key(longest) else {
            return Self::None;
        };
        let is_own = |(code, own): Division| own == name && code.starts_with(province);
        if name.ends_with('市') && !data::places().any(is_own) {
            Self::OtherProvince(name)
        } else {
            Self::Unlisted(name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str, province: &str) -> (Option<&'static str>, WrittenDistrict) {
        let province = province::named(province).expect(province);
        let address = compact(address);
        let place = WrittenPlace::of(below_province(&address, province), province);
        (place.city.map(|(_, name)| name), place.district)
    }

    #[test]
    fn blanks_and_short_names_are_read_over() {
        let west_lake = WrittenDistrict::Listed(("330106", "西湖区"));
        for address in [
            "浙江省杭州市西湖区文三路20号",
            " 浙江省 杭州市 西湖区 文三路20号",
            "浙江省\u{3000}杭州市\u{3000}西湖区",
            "浙江杭州西湖区文三路20号",
            "杭州市西湖区文三路20号",
        ] {
            assert_eq!(read(address, "浙江"), (Some("杭州市"), west_lake), "{address}");
        }
        for (address, province, city) in [
            ("吉林省延边州延吉市公园路1号", "吉林", Some("延边朝鲜族自治州")),
            ("湖北省恩施土家族苗族自治州恩施市施州大道1号", "湖北", Some("恩施土家族苗族自治州")),
            ("新疆维吾尔自治区巴州库尔勒市1号", "新疆", Some("巴音郭楞蒙古自治州")),
            ("甘肃省甘州区南大街1号", "甘肃", None),
            ("吉林市昌邑区1号", "吉林", Some("吉林市")),
            ("浙江省温州大道1号", "浙江", None),
        ] {
            assert_eq!(read(address, province).0, city, "{address}");
        }
    }

    #[test]
    fn districts_are_told_by_what_is_known_of_them() {
        for (address, province, district) in [
            ("上海市上海市徐汇区漕溪路8号", "上海", WrittenDistrict::Listed(("310104", "徐汇区"))),
            ("江苏省昆山市前进路8号", "江苏", WrittenDistrict::Listed(("320583", "昆山市"))),
            ("广东省东莞市东城区东城路1号", "广东", WrittenDistrict::None),
            ("江苏省苏州市新县路1号", "江苏", WrittenDistrict::None),
            ("河北省石家庄市桥东区1号", "河北", WrittenDistrict::Unlisted("桥东区")),
            ("江苏省苏州市义乌市1号", "江苏", WrittenDistrict::OtherProvince("义乌市")),
        ] {
            assert_eq!(read(address, province).1, district, "{address}");
        }
    }
}
