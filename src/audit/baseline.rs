//! The baseline: a file with the findings that a team knows already, so that only new ones count.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::date::{Date, parse};
use crate::domain::failure::Failure;
use crate::folder::{read_text, unreadable};
use crate::report::Fingerprint;

/// The version of the file.
const SCHEMA_VERSION: u32 = 1;

/// The largest file, in bytes: half a million findings.
const LARGEST: u64 = 128 << 20;

/// The findings that are known already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<Fingerprint, BaselineEntry>);

/// A known finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaselineEntry {
    /// The domain of the site, else its host, else the path of its folder.
    pub site: String,
    /// The page.
    pub page: String,
    /// The rule's id.
    pub rule: String,
    /// How often it is known.
    #[serde(default = "one")]
    pub count: u32,
    /// The last day on which it is accepted. People write it; nothing else sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What identifies it: rule, site, page and what the page shows there, without lines and dates.
    pub fingerprint: Fingerprint,
}

const fn one() -> u32 {
    1
}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BaselineFile {
    schema_version: u32,
    findings: Vec<BaselineEntry>,
}

impl BaselineEntry {
    /// Whether it still holds on a day.
    pub fn holds(&self, today: Date) -> bool {
        self.until.as_deref().and_then(|day| parse(day).ok()).is_none_or(|last| today <= last)
    }
}

impl Baseline {
    /// Reads a file, which errors call `shown`. Only a run that writes it (`update`) may find none.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or is no baseline.
    pub fn read(path: &Path, shown: &Path, update: bool) -> Result<Self, Failure> {
        let text = match read_text(path, LARGEST) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound && update => {
                return Ok(Self::default());
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let shown = shown.display();
                return Err(Failure::new(
                    (format!("没有基线文件 {shown}"), format!("there is no baseline {shown}")),
                    (
                        "请先加 --update-baseline 运行一次，把现有问题写入基线",
                        "run once with --update-baseline, which writes what is known today",
                    ),
                ));
            }
            Err(error) => return Err(unreadable(shown).because(&error)),
        };
        Self::parse(&text).map_err(|why| {
            let shown = shown.display();
            Failure::new(
                (format!("{shown} 不是基线文件：{why}"), format!("{shown} is no baseline: {why}")),
                (
                    "请解决合并冲突或恢复旧版本；要重新开始，请删去文件并加 --update-baseline 运行",
                    "solve the merge conflict or restore an older version; to start anew, delete it and run with \
                     --update-baseline",
                ),
            )
        })
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    ///
    /// What is wrong, in the words of the JSON reader.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: BaselineFile = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if file.schema_version != SCHEMA_VERSION {
            return Err(format!("schema_version {} is not {SCHEMA_VERSION}", file.schema_version));
        }
        let mut known = Self::default();
        for entry in file.findings {
            if let Some(day) = entry.until.as_deref().filter(|day| parse(day).is_err()) {
                return Err(format!("until {day:?} is not a date (YYYY-MM-DD)"));
            }
            // Branches that were merged may both have added it: the larger count was true in one of them.
            let count = entry.count;
            let kept = known.0.entry(entry.fingerprint).or_insert(entry);
            kept.count = kept.count.max(count);
        }
        Ok(known)
    }

    /// Writes the file: one finding a line, in the order of sites, pages and rules, so that a review shows what was added
    /// and what is gone.
    ///
    /// # Errors
    ///
    /// The stream cannot be written.
    pub fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let mut entries: Vec<&BaselineEntry> = self.0.values().collect();
        entries.sort();
        write!(out, "{{\n  \"schema_version\": {SCHEMA_VERSION},\n  \"findings\": [")?;
        for (at, entry) in entries.into_iter().enumerate() {
            let line = serde_json::to_string(entry)?;
            let line = crate::report::escape::json(&line);
            write!(out, "{}\n    {line}", if at == 0 { "" } else { "," })?;
        }
        out.write_all(if self.0.is_empty() { b"]\n}\n" } else { b"\n  ]\n}\n" })
    }

    /// A known finding.
    pub fn get(&self, fingerprint: &Fingerprint) -> Option<&BaselineEntry> {
        self.0.get(fingerprint)
    }

    /// All known findings.
    pub fn entries(&self) -> impl Iterator<Item = &BaselineEntry> {
        self.0.values()
    }

    /// Replaces what is known of a finding.
    pub fn set(&mut self, entry: BaselineEntry) {
        self.0.insert(entry.fingerprint, entry);
    }

    /// How many findings it has, each as often as it is known.
    pub fn len(&self) -> u64 {
        self.0.values().map(|entry| u64::from(entry.count)).sum()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(page: &str, fingerprint: u8, count: u32) -> BaselineEntry {
        BaselineEntry {
            site: "a.cn".to_owned(),
            page: page.to_owned(),
            rule: "icp-missing".to_owned(),
            count,
            until: None,
            fingerprint: format!("{fingerprint:032x}").parse().unwrap(),
        }
    }

    /// Adds a finding once more.
    fn add(baseline: &mut Baseline, entry: &BaselineEntry) {
        let known = baseline.get(&entry.fingerprint);
        let count = entry.count + known.map_or(0, |known| known.count);
        let first = known.unwrap_or(entry).clone();
        baseline.set(BaselineEntry { count, ..first });
    }

    fn written(baseline: &Baseline) -> String {
        let mut out = Vec::new();
        baseline.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_file_reads_as_it_looks() {
        let mut baseline = Baseline::default();
        assert_eq!(written(&baseline), "{\n  \"schema_version\": 1,\n  \"findings\": []\n}\n");
        add(&mut baseline, &entry("b\u{202e}.html", 1, 1));
        let until = Some("2027-01-31".to_owned());
        add(&mut baseline, &BaselineEntry { until, ..entry("a.html", 2, 1) });
        add(&mut baseline, &entry("b", 1, 1));
        let line = |page: &str, rest: &str, fingerprint: u8| {
            format!(
                "    {{\"site\":\"a.cn\",\"page\":\"{page}\",\"rule\":\"icp-missing\",{rest},\
                 \"fingerprint\":\"{fingerprint:032x}\"}}"
            )
        };
        let lines = [
            line("a.html", "\"count\":1,\"until\":\"2027-01-31\"", 2),
            line("b\\u202e.html", "\"count\":2", 1),
        ];
        let expected = format!(
            "{{\n  \"schema_version\": 1,\n  \"findings\": [\n{}\n  ]\n}}\n",
            lines.join(",\n")
        );
        assert_eq!(written(&baseline), expected);
        assert_eq!(Baseline::parse(&expected), Ok(baseline));
    }

    #[test]
    fn what_is_no_baseline_is_refused() {
        let finding = |rest: &str| {
            format!(
                r#"{{"schema_version":1,"findings":[{{"site":"a","page":"b","rule":"c","fingerprint":"{:032x}"{rest}}}]}}"#,
                1
            )
        };
        assert!(Baseline::parse(&finding("")).is_ok_and(|baseline| baseline.len() == 1));
        for (text, part) in [
            (finding(",\"line\":3"), "unknown field"),
            (finding(",\"until\":\"soon\""), "not a date"),
            (finding("").replace("000", "00g"), "hexadecimal"),
            (finding("").replace(":1,", ":2,"), "schema_version 2 is not 1"),
            ("[]".to_owned(), "expected"),
            ("<<<<<<< HEAD".to_owned(), "line 1"),
        ] {
            let error = Baseline::parse(&text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn the_order_of_findings_does_not_matter(
            findings in prop::collection::vec(("[a-c]", 0_u8..5, 1_u32..3), 0..12),
        ) {
            let (mut there, mut back) = (Baseline::default(), Baseline::default());
            // One page has one fingerprint.
            let page = |fingerprint: u8| format!("p{fingerprint}");
            for (_, fingerprint, count) in &findings { add(&mut there, &entry(&page(*fingerprint), *fingerprint, *count)); }
            for (_, fingerprint, count) in findings.iter().rev() { add(&mut back, &entry(&page(*fingerprint), *fingerprint, *count)); }
            prop_assert_eq!(written(&there), written(&back));
            prop_assert_eq!(Baseline::parse(&written(&there)), Ok(there));
        }
    }
}
