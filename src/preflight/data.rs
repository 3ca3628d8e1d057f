//! Tables that a province or a provider may change: data with a source and a date, never a constant in a rule.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::domain::cn;
use crate::domain::date::{self, Date};
use crate::domain::lang::Text;
use crate::domain::province::Province;

use super::dossier::{Branch, ExamplePlace, NamedChoice as _};

/// Where a table comes from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TableSource {
    /// The document, in Chinese.
    pub source: String,
    /// The document, in English; the Chinese name stands where it is empty.
    #[serde(default)]
    pub source_en: String,
    /// The state of its text, `YYYY-MM-DD`.
    pub as_of: String,
}

impl TableSource {
    /// The day of its text.
    pub fn day(&self) -> Option<Date> {
        date::parse(&self.as_of).ok()
    }

    /// Whether the text is more than a year older than a day.
    pub fn is_old(&self, today: Date) -> bool {
        self.day().is_none_or(|day| date::days_between(day, today) > 366)
    }

    /// The document.
    pub fn name(&self) -> Text {
        let en = if self.source_en.is_empty() { &self.source } else { &self.source_en };
        Text::made(self.source.as_str(), en.as_str())
    }

    /// Source and date in one line.
    pub fn cite(&self) -> Text {
        let (name, day) = (self.name(), &self.as_of);
        Text::made(format!("{}（{day}）", name.zh), format!("{} ({day})", name.en))
    }
}

/// Words that provinces refuse in the names of persons' sites.
#[derive(Debug, Deserialize)]
pub(super) struct ProvinceWords {
    #[serde(flatten)]
    pub(super) origin: TableSource,
    pub(super) provinces: BTreeMap<String, Vec<String>>,
}

/// Words of website names.
#[derive(Debug, Deserialize)]
pub(super) struct NameWords {
    #[serde(flatten)]
    pub(super) origin: TableSource,
    pub(super) state: Vec<String>,
    pub(super) sensitive: Vec<String>,
    /// Words that reviewers may take for sensitive: our reading, for a person to judge.
    pub(super) sensitive_doubt: Vec<String>,
    pub(super) generic: Vec<String>,
    /// Words of trades and companies: our reading of the manual's rule, beside the lists of provinces.
    pub(super) trade: Vec<String>,
    /// Words that name a trade, goods or a company in most names, and are for a person to judge.
    pub(super) trade_doubt: Vec<String>,
    pub(super) approval: Vec<String>,
    pub(super) jiangsu: Vec<String>,
    pub(super) later: LaterWords,
}

/// Words of a later source.
#[derive(Debug, Deserialize)]
pub(super) struct LaterWords {
    #[serde(flatten)]
    pub(super) origin: TableSource,
    pub(super) words: Vec<String>,
}

/// Sites in one order.
#[derive(Debug, Deserialize)]
pub(super) struct SitesPerOrder {
    pub(super) source: String,
    pub(super) source_en: String,
    pub(super) as_of: String,
    #[serde(flatten)]
    provinces: BTreeMap<String, OrderLimit>,
}

/// What one province takes in one order; what is not named has no bound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) struct OrderLimit {
    pub(super) person: Option<usize>,
    pub(super) unit: Option<usize>,
    pub(super) unit_domains: Option<usize>,
    pub(super) next_zh: Option<String>,
    pub(super) next_en: Option<String>,
}

impl SitesPerOrder {
    /// The row of a province, by its Chinese short name.
    pub(super) fn of(&self, province: &str) -> Option<&OrderLimit> {
        self.provinces.get(province)
    }

    pub(super) fn origin(&self) -> TableSource {
        TableSource {
            source: self.source.clone(),
            source_en: self.source_en.clone(),
            as_of: self.as_of.clone(),
        }
    }
}

/// Prior approvals by two readings.
#[derive(Debug, Deserialize)]
pub(super) struct Approvals {
    pub(super) decree: ApprovalReading,
    pub(super) guide: ApprovalReading,
    words: BTreeMap<String, Vec<String>>,
}

/// One reading.
#[derive(Debug, Deserialize)]
pub(super) struct ApprovalReading {
    #[serde(flatten)]
    pub(super) origin: TableSource,
    branches: Vec<String>,
}

impl ApprovalReading {
    /// Whether the reading names a branch.
    pub(super) fn names(&self, branch: Branch) -> bool {
        self.branches.iter().any(|word| word == branch.word())
    }
}

impl Approvals {
    /// The first word of a text that points to a branch.
    pub(super) fn word_in<'t>(&self, branch: Branch, text: &'t str) -> Option<&'t str> {
        self.words.get(branch.word())?.iter().find_map(|word| {
            let at = text.find(word.as_str())?;
            text.get(at..at + word.len())
        })
    }
}

/// Suffixes of domains.
#[derive(Debug, Deserialize)]
pub(super) struct Suffixes {
    #[serde(flatten)]
    pub(super) origin: TableSource,
    pub(super) filed: Vec<String>,
    pub(super) refused: Vec<String>,
}

impl Suffixes {
    /// The registered name of a host: the host itself, or what it is a sub-domain of. Nothing for a suffix alone, and
    /// for suffixes that are in no list.
    pub(super) fn registered<'h>(&self, host: &'h str) -> Option<&'h str> {
        let last = |labels: usize| -> Option<&'h str> {
            let dots = host.rmatch_indices('.').nth(labels - 1).map(|(at, _)| at + 1);
            let start = dots.or((host.split('.').count() == labels).then_some(0))?;
            host.get(start..)
        };
        let (top, _) = idna::domain_to_unicode(last(1)?);
        if !self.filed.contains(&top) {
            return None;
        }
        let two = last(2)?;
        if cn::is_suffix(two) { last(3) } else { Some(two) }
    }
}

/// Registrars.
#[derive(Debug, Deserialize)]
pub(super) struct Registrars {
    #[serde(flatten)]
    pub(super) origin: TableSource,
    pub(super) foreign: Vec<String>,
    pub(super) domestic: Vec<String>,
}

/// Provinces that ask for a residence permit.
#[derive(Debug, Deserialize)]
pub(super) struct Residence {
    #[serde(flatten)]
    pub(super) origin: TableSource,
    pub(super) provinces: Vec<String>,
}

/// Words in the names of regions.
#[derive(Debug, Deserialize)]
pub(super) struct Regions {
    #[serde(flatten)]
    pub(super) origin: TableSource,
    mainland: Vec<String>,
    outside: Vec<String>,
}

impl Regions {
    /// Whether a region is in the mainland; nothing where its name does not tell.
    pub(super) fn is_mainland(&self, region: &str) -> Option<bool> {
        let region = region.to_lowercase();
        // `us-` begins the id of a region, and stands in the middle of others
        let is = |word: &String| {
            if word.ends_with('-') { region.starts_with(word) } else { region.contains(word) }
        };
        let has = |words: &[String]| words.iter().any(is);
        let short = |place: &'static str| place.trim_end_matches(['省', '市']);
        if has(&self.outside) {
            return Some(false);
        }
        let place = || places().any(|(code, name)| code.len() <= 4 && region.contains(short(name)));
        (has(&self.mainland) || place()).then_some(true)
    }
}

macro_rules! table {
    ($name:ident: $type:ty = $file:literal) => {
        pub(super) static $name: LazyLock<$type> = LazyLock::new(|| {
            toml::from_str(include_str!(concat!("data/", $file)))
                .expect("a table that came with this version is valid: a test reads all of them")
        });
    };
}

table!(PROVINCE_WORDS: ProvinceWords = "person_name_words.toml");
table!(NAME_WORDS: NameWords = "name_words.toml");
table!(SITES_PER_ORDER: SitesPerOrder = "sites_per_order.toml");
table!(APPROVALS: Approvals = "approvals.toml");
table!(SUFFIXES: Suffixes = "suffixes.toml");
table!(REGISTRARS: Registrars = "registrars.toml");
table!(RESIDENCE: Residence = "residence.toml");
table!(REGIONS: Regions = "regions.toml");

/// Names of places down to counties: `(code, name)`.
pub(super) fn places() -> impl Iterator<Item = (&'static str, &'static str)> {
    body(include_str!("data/places.txt")).filter_map(|line| line.split_once(' '))
}

/// The first city of a province, and a postal address there that nobody has: for examples.
pub fn example_place(province: &Province) -> Option<ExamplePlace> {
    let own = province.code.to_string();
    let first = |length: usize| {
        places().find(|(code, _)| code.len() == length && code.starts_with(&own)).map(|it| it.1)
    };
    let (whole, district) = (first(2)?, first(6)?);
    // a municipality has no city of its own below it
    let city = first(4);
    let address = format!("{whole}{}{district}中山路1号2幢301室", city.unwrap_or_default());
    Some(ExamplePlace { city: city.unwrap_or(whole), address })
}

/// Surnames of one or two characters.
pub(super) fn surnames() -> impl Iterator<Item = &'static str> {
    body(include_str!("data/surnames.txt")).flat_map(str::split_whitespace)
}

/// Whether four characters are an idiom of the list, which is sorted and has no separators.
pub(super) fn is_idiom(text: &str) -> bool {
    const BYTES: usize = 12;
    let list = body(include_str!("data/idioms.txt")).next().unwrap_or_default().as_bytes();
    if text.len() != BYTES {
        return false;
    }
    let (mut low, mut high) = (0, list.len() / BYTES);
    while low < high {
        let middle = low.midpoint(high);
        let idiom = list.get(middle * BYTES..(middle + 1) * BYTES).unwrap_or_default();
        match idiom.cmp(text.as_bytes()) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    false
}

fn body(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::province;

    #[test]
    fn every_table_is_read_and_names_provinces_that_exist() {
        let names = |name: &str| province::ALL.iter().any(|province| province.zh == name);
        assert_eq!(PROVINCE_WORDS.provinces.len(), 11);
        assert!(PROVINCE_WORDS.provinces.keys().all(|name| names(name)));
        assert!(SITES_PER_ORDER.provinces.keys().all(|name| names(name)));
        assert!(RESIDENCE.provinces.iter().all(|name| names(name)));
        for origin in [
            &PROVINCE_WORDS.origin,
            &NAME_WORDS.origin,
            &NAME_WORDS.later.origin,
            &SITES_PER_ORDER.origin(),
            &APPROVALS.decree.origin,
            &APPROVALS.guide.origin,
            &SUFFIXES.origin,
            &REGISTRARS.origin,
            &RESIDENCE.origin,
            &REGIONS.origin,
        ] {
            assert!(origin.day().is_some() && !origin.source.is_empty(), "{origin:?}");
            let english = origin.source_en.chars().next().is_some_and(|c| c.is_ascii_uppercase());
            assert!(english, "{origin:?}");
        }
        assert!(APPROVALS.words.keys().all(|word| Branch::named(word).is_some()));
        assert!(APPROVALS.decree.names(Branch::News) && !APPROVALS.decree.names(Branch::Health));
        assert!(!SUFFIXES.filed.iter().any(|suffix| SUFFIXES.refused.contains(suffix)));
    }

    #[test]
    fn registered_names_are_told_from_sub_domains() {
        for (host, registered) in [
            ("a.cn", Some("a.cn")),
            ("m.a.cn", Some("a.cn")),
            ("a.com.cn", Some("a.com.cn")),
            ("m.a.com.cn", Some("a.com.cn")),
            ("a.zj.cn", Some("a.zj.cn")),
            ("m.例子.公司.cn", Some("例子.公司.cn")),
            ("m.xn--fsqu00a.xn--55qx5d.cn", Some("xn--fsqu00a.xn--55qx5d.cn")),
            ("com.cn", None),
            ("cn", None),
            ("x.y.例子.中国", Some("例子.中国")),
            ("x.xn--fsqu00a.xn--fiqs8s", Some("xn--fsqu00a.xn--fiqs8s")),
            ("m.example.co.uk", None),
            ("", None),
        ] {
            assert_eq!(SUFFIXES.registered(host), registered, "{host}");
        }
    }

    #[test]
    fn regions_tell_whether_they_are_in_the_mainland() {
        for region in [
            "华东 1（杭州）",
            "cn-hangzhou",
            "china-north-1",
            "北京四",
            "ap-guangzhou",
            "苏州",
            "西南-贵阳一",
        ] {
            assert_eq!(REGIONS.is_mainland(region), Some(true), "{region}");
        }
        for region in
            ["中国香港", "cn-hongkong", "ap-southeast-1", "新加坡", "us-west-1", "华南-香港"]
        {
            assert_eq!(REGIONS.is_mainland(region), Some(false), "{region}");
        }
        for region in ["xyz", "火星", "1"] {
            assert_eq!(REGIONS.is_mainland(region), None, "{region}");
        }
    }

    #[test]
    fn words_are_looked_up() {
        assert!(places().any(|(code, name)| (code, name) == ("3205", "苏州市")));
        assert!(surnames().any(|name| name == "欧阳"));
        for idiom in ["一举两得", "一丁不识", "画蛇添足"] {
            assert!(is_idiom(idiom), "{idiom}");
        }
        assert!(!is_idiom("青禾文具") && !is_idiom("") && !is_idiom("一举"));
        assert_eq!(APPROVALS.word_in(Branch::News, "本地新闻汇"), Some("新闻"));
    }
}
