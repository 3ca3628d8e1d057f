//! Reads reports back that were written as JSON or JSON Lines, site by site: a portfolio's may be more than memory holds.

use std::fmt;
use std::io;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize as _, Deserializer};
use serde_json::Deserializer as JsonDeserializer;

use crate::domain::date::Timestamp;
use crate::domain::failure::Remedy;
use crate::domain::lang::{Bilingual, Text};
use crate::folder::decoded;

use super::model::{SCHEMA_VERSION, SiteReport};

/// What a file of reports says besides its sites.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportHead {
    /// When the run started; JSON Lines do not say.
    pub started_at: Option<Timestamp>,
    /// The run ended before its time: it did not get to some sites, or did not read some to their end.
    pub is_cut: bool,
    /// Sites that the run did not get to.
    pub not_audited: u64,
    /// Sites in the file.
    pub sites: u64,
}

/// Why a report cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system's reason.
    #[error("{0}")]
    Unreadable(io::Error),
    /// It is no report, or not whole: where, and why.
    #[error("not a report of beian: {0}")]
    NotAReport(String),
    /// It has another version of the contract.
    #[error("a report of version {0}; this program reads version {SCHEMA_VERSION}")]
    OtherVersion(u64),
}

impl Remedy for ReadError {
    fn fix(&self) -> Text {
        match self {
            Self::Unreadable(_) => {
                Text::fixed("请检查文件是否存在、可读", "check that the file is there and readable")
            }
            Self::NotAReport(_) => Text::fixed(
                "请给出 `beian audit --format json` 或 jsonl 写出的文件",
                "name a file that `beian audit --format json` or jsonl wrote",
            ),
            Self::OtherVersion(_) => Text::fixed(
                "请用写出这份报告的 beian，或更新的版本",
                "use the beian that wrote it, or a newer one",
            ),
        }
    }
}

impl Bilingual for ReadError {
    fn zh(&self) -> String {
        match self {
            Self::Unreadable(error) => error.zh(),
            Self::NotAReport(why) => format!("不是 beian 的报告：{why}"),
            Self::OtherVersion(version) => {
                format!("报告的版本是 {version}，本程序读取的是 {SCHEMA_VERSION}")
            }
        }
    }
}

impl ReadError {
    fn of(error: serde_json::Error, version: Option<u64>) -> Self {
        match version {
            Some(version) => Self::OtherVersion(version),
            None if error.is_io() => Self::Unreadable(error.into()),
            None => Self::NotAReport(error.to_string()),
        }
    }
}

/// Calls `each` with the sites of a report, JSON or JSON Lines, in their order, in whatever form of Unicode a shell saved
/// them. Keys that this version does not know are
/// passed over, and keys that an older one did not write have their defaults.
pub fn read_report(
    source: impl io::Read,
    mut each: impl FnMut(SiteReport),
) -> Result<ReportHead, ReadError> {
    let source = decoded(source).map_err(ReadError::Unreadable)?;
    let mut input = JsonDeserializer::from_reader(source);
    let mut reading = ReportReader { each: &mut each, head: ReportHead::default(), version: None };
    let mut documents = 0_u64;
    while input.end().is_err() {
        let read = DeserializeSeed::deserialize(&mut reading, &mut input);
        read.map_err(|error| ReadError::of(error, reading.version))?;
        documents += 1;
    }
    if documents == 0 {
        return Err(ReadError::NotAReport("the file is empty".to_owned()));
    }
    Ok(reading.head)
}

/// Takes one document: a whole report, a site, or the last line of a run that was cut.
struct ReportReader<'a> {
    each: &'a mut dyn FnMut(SiteReport),
    head: ReportHead,
    /// The version of the contract, where it is another one.
    version: Option<u64>,
}

impl ReportReader<'_> {
    fn take(&mut self, site: SiteReport) {
        self.head.sites += 1;
        self.head.is_cut |= site.interrupted;
        (self.each)(site);
    }
}

impl<'de> DeserializeSeed<'de> for &mut ReportReader<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut ReportReader<'_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a report or a site")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut known = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "schema_version" => {
                    let version = map.next_value::<u64>()?;
                    if version != u64::from(SCHEMA_VERSION) {
                        self.version = Some(version);
                        return Err(A::Error::custom("another version"));
                    }
                }
                "started_at" => self.head.started_at = Some(map.next_value()?),
                "not_audited" => self.head.not_audited = map.next_value()?,
                "complete" => self.head.is_cut = !map.next_value::<bool>()?,
                "sites" => map.next_value_seed(SitesOf(&mut *self))?,
                // The first key of a report whose keys another program sorted may be any of these.
                "acceptance" | "tool" | "summary" => drop(map.next_value::<IgnoredAny>()?),
                // A site: its keys may have been sorted by another program.
                _ if !known => {
                    let site =
                        SiteReport::deserialize(serde::de::value::MapAccessDeserializer::new(
                            WithFirst { first: Some(key), rest: map },
                        ))?;
                    self.take(site);
                    return Ok(());
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
            known = true;
        }
        if known { Ok(()) } else { Err(A::Error::custom("an empty object")) }
    }
}

/// The list of sites of a report.
struct SitesOf<'a, 'b>(&'a mut ReportReader<'b>);

impl<'de> DeserializeSeed<'de> for SitesOf<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for SitesOf<'_, '_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a list of sites")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(site) = list.next_element()? {
            self.0.take(site);
        }
        Ok(())
    }
}

/// An object whose first key was read already.
struct WithFirst<A> {
    first: Option<String>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WithFirst<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(key) => seed.deserialize(StrDeserializer::<A::Error>::new(&key)).map(Some),
            None => self.rest.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.rest.next_value_seed(seed)
    }
}

#[cfg(test)]
mod tests {
    use super::super::acceptance::AcceptanceReport;
    use super::super::model::{AcceptedBy, AcceptedFinding};
    use super::super::{View, json, jsonl, sample};
    use super::*;

    fn read(bytes: &[u8]) -> Result<(ReportHead, Vec<String>), ReadError> {
        let mut targets = Vec::new();
        let head = read_report(bytes, |site| targets.push(site.target))?;
        Ok((head, targets))
    }

    #[test]
    fn what_was_written_is_read_back_in_either_form() {
        let report = sample::hostile();
        let expected: Vec<String> = report.sites.iter().map(|site| site.target.clone()).collect();
        let (mut whole, mut lines) = (Vec::new(), Vec::new());
        json::write(&View::from(&report), &mut whole).unwrap();
        jsonl::write(&View::from(&report), &mut lines).unwrap();
        let (head, targets) = read(&whole).unwrap();
        assert_eq!((head.started_at, head.sites), (Some(report.started_at), 4));
        assert_eq!(targets, expected);
        jsonl::write_cut(
            super::super::Cut { interrupted: true, not_audited: 7, unfinished: 0 },
            &mut lines,
        )
        .unwrap();
        let (head, targets) = read(&lines).unwrap();
        assert_eq!((head.is_cut, head.not_audited, targets), (true, 7, expected.clone()));
        // Keys in another order, as other programs write them.
        let sorted: serde_json::Value = serde_json::from_slice(&whole).unwrap();
        assert_eq!(read(sorted.to_string().as_bytes()).unwrap().1, expected);
        let first = sorted["sites"][0].to_string();
        assert_eq!(read(first.as_bytes()).unwrap().1, expected[..1]);
        // As PowerShell saves it.
        let text = String::from_utf8(whole).unwrap();
        let wide: Vec<u8> =
            std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&wide).unwrap().1, expected);
        assert_eq!(read(format!("\u{feff}{text}").as_bytes()).unwrap().1, expected);
    }

    /// Sorts the keys of every object, as `jq -S` does.
    fn sorted(value: serde_json::Value) -> String {
        match value {
            serde_json::Value::Object(map) => {
                let map: std::collections::BTreeMap<_, _> = map.into_iter().collect();
                let parts =
                    map.into_iter().map(|(key, value)| format!("{key:?}:{}", sorted(value)));
                format!("{{{}}}", parts.collect::<Vec<_>>().join(","))
            }
            serde_json::Value::Array(list) => {
                let parts: Vec<String> = list.into_iter().map(sorted).collect();
                format!("[{}]", parts.join(","))
            }
            other => other.to_string(),
        }
    }

    #[test]
    fn a_report_with_all_that_there_is_may_have_its_keys_sorted() {
        let mut report = sample::hostile();
        let finding = report.sites[0].findings.remove(0);
        report.sites[0].accepted.push(AcceptedFinding {
            finding,
            review: false,
            by: AcceptedBy::Baseline,
            reason: None,
            until: None,
        });
        report.acceptance = Some(AcceptanceReport {
            accepted: 1,
            baseline: None,
            unused_exemptions: Vec::new(),
            expired_exemptions: Vec::new(),
        });
        report.complete = false;
        for (value, sites) in [
            (serde_json::to_value(&report).unwrap(), 4),
            (serde_json::to_value(&report.sites[0]).unwrap(), 1),
            (serde_json::to_value(&report.sites[1]).unwrap(), 1),
        ] {
            let (head, targets) = read(sorted(value).as_bytes()).unwrap();
            assert_eq!((targets.len(), head.is_cut), (sites, sites == 4));
        }
    }

    #[test]
    fn a_report_of_the_first_program_is_read() {
        let old = r#"{"schema_version":1,"tool":{"name":"beian","version":"0.1.0"},"started_at":"2026-01-01T00:00:00+08:00",
            "sites":[{"target":"a.cn","home":null,"final_url":null,"redirects":[],"status":"fail","pages_found":1,
            "pages_checked":1,"truncated":false,"declared":{},"clocks":[],"filings":{"icp":[],"police":[],"licences":[],
            "copyright":[{"text":"©","owner":null,"owner_kind":null,"from":2009,"to":2026,"visible":true,"page":"x"}]},
            "findings":[{"rule":"icp-missing","severity":"error","page":"x","line":null,"message":"","evidence":"","fix":"",
            "reference":""}],"reviews":[],"skipped":[],"pages":[{"url":"x","status":200,"error":null,"encoding":"gbk",
            "generator":null,"facts":{"icp":[],"police":[],"licences":[],"copyright":[]}}]}],
            "summary":{"sites":1,"passed":0,"failed":1,"reviews":0,"errors":0,"findings":1}}"#;
        assert_eq!(read(old.as_bytes()).unwrap().1, ["a.cn"]);
    }

    #[test]
    fn what_is_no_report_is_an_error_that_says_where() {
        for (text, part) in [
            ("", "the file is empty"),
            ("  \n", "the file is empty"),
            ("{}", "an empty object"),
            ("[]", "a report or a site"),
            ("{\"target\":\"a.cn\"}", "missing field"),
            ("{\"schema_version\":1,\"sites\":[{}]}", "missing field"),
            ("{\"schema_version\":1,\"sites\":[", "EOF"),
            ("{\"schema_version\":2,\"sites\":[]}", "a report of version 2"),
            ("site,status\n", "line 1 column 1"),
        ] {
            let error = read(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = read(&bytes);
        }
    }
}
