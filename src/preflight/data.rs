//! Tables that a province or a provider may change: data with a source and a date, never a constant in a rule.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::domain::date::{self, Date};

use super::dossier::{Branch, NamedChoice as _};

/// Where a table comes from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TableSource {
    /// The document.
    pub source: String,
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

    /// Source and date in one line.
    pub fn cite(&self) -> String {
        format!("{}（{}）", self.source, self.as_of)
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
    pub(super) generic: Vec<String>,
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
        TableSource { source: self.source.clone(), as_of: self.as_of.clone() }
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

/// Names of places down to counties: `(code, name)`.
pub(super) fn places() -> impl Iterator<Item = (&'static str, &'static str)> {
    body(include_str!("data/places.txt")).filter_map(|line| line.split_once(' '))
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
        ] {
            assert!(origin.day().is_some() && !origin.source.is_empty(), "{origin:?}");
        }
        assert!(APPROVALS.words.keys().all(|word| Branch::named(word).is_some()));
        assert!(APPROVALS.decree.names(Branch::News) && !APPROVALS.decree.names(Branch::Health));
        assert!(!SUFFIXES.filed.iter().any(|suffix| SUFFIXES.refused.contains(suffix)));
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
