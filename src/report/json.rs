//! The JSON contract: one document, and its schema. Characters that a terminal could take for a command are written
//! as `\uXXXX`, which any reader of JSON turns back.

use std::io::{self, BufWriter, Write as _};

use serde::Serialize;
use serde::ser::{Error as _, SerializeSeq as _};
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::changes::PortfolioTrend;
use crate::domain::date::Timestamp;

use super::acceptance::AcceptanceReport;
use super::escape;
use super::format::Format;
use super::model::{Report, SCHEMA_VERSION, Summary, Tool};
use super::view::{Sites, View};

/// The format's entry.
pub static FORMAT: Format = Format {
    name: "json",
    endings: &["json"],
    streams: false,
    is_text: true,
    write: |report, _, out| write(report, out),
};

/// Writes the report as one JSON document.
pub fn write(report: &View<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let whole = JsonReport {
        schema_version: SCHEMA_VERSION,
        complete: report.cut.is_none(),
        not_audited: report.cut.map_or(0, |cut| cut.not_audited),
        tool: Tool::default(),
        started_at: report.started_at,
        sites: report.sites,
        trend: &report.trend,
        acceptance: report.acceptance.as_ref(),
        summary: &report.summary,
    };
    pretty(&whole, out)
}

/// [`Report`], with sites that pass one by one.
#[derive(Serialize)]
struct JsonReport<'a> {
    schema_version: u32,
    complete: bool,
    not_audited: u64,
    tool: Tool,
    started_at: Timestamp,
    #[serde(serialize_with = "one_by_one")]
    sites: &'a dyn Sites,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    trend: &'a [PortfolioTrend],
    #[serde(skip_serializing_if = "Option::is_none")]
    acceptance: Option<&'a AcceptanceReport>,
    summary: &'a Summary,
}

fn one_by_one<S: serde::Serializer>(sites: &&dyn Sites, out: S) -> Result<S::Ok, S::Error> {
    let mut list = out.serialize_seq(None)?;
    sites
        .each(&mut |site| {
            list.serialize_element(site).map_err(|error| io::Error::other(error.to_string()))
        })
        .map_err(S::Error::custom)?;
    list.end()
}

/// The JSON Schema of the report, as `beian schema` prints it.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Report);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// Writes a value over several lines, indented by two blanks a level, and ends the line.
pub(super) fn pretty(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    document(value, PrettyFormatter::new(), out)
}

/// Writes a value as one line.
pub(super) fn line(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    document(value, CompactFormatter, out)
}

fn document(
    value: &impl Serialize,
    formatter: impl Formatter,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    // thousands of small pieces a page, none of which is worth a call through `dyn`
    let mut out = Escaping(BufWriter::with_capacity(1 << 16, out));
    value.serialize(&mut Serializer::with_formatter(&mut out, formatter))?;
    out.write_all(b"\n")?;
    out.flush()
}

/// Passes JSON on, with the characters that a terminal could take for a command as `\uXXXX`. JSON's own syntax has none
/// of them but line breaks, so that escaping can follow the serialiser: all others are inside of strings.
struct Escaping<W>(W);

impl<W: io::Write> io::Write for Escaping<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // most pieces: syntax, keys, addresses
        if bytes.iter().all(|byte| matches!(byte, b'\n' | b' '..=b'~')) {
            self.0.write_all(bytes)?;
            return Ok(bytes.len());
        }
        let text = match str::from_utf8(bytes) {
            Ok(text) => text,
            // the serialiser writes whole strings; of others the whole characters are taken
            Err(error) => match bytes.split_at(error.valid_up_to()) {
                ([], _) => return Err(io::ErrorKind::InvalidData.into()),
                (whole, _) => return self.write(whole),
            },
        };
        for (index, text) in text.split('\n').enumerate() {
            if index > 0 {
                self.0.write_all(b"\n")?;
            }
            self.0.write_all(escape::json(text).as_bytes())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn written(report: &Report) -> String {
        let mut out = Vec::new();
        write(&View::from(report), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_document_reads_as_it_looks() {
        insta::assert_snapshot!(written(&sample::hostile()));
    }

    #[test]
    fn escapes_are_turned_back_by_a_reader() {
        let report = sample::hostile();
        let text = written(&report);
        assert!(!text.chars().any(|char| char != '\n' && escape::is_unsafe(char)));
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read, serde_json::to_value(&report).unwrap());
    }

    #[test]
    fn no_character_is_cut_in_two() {
        let mut out = Vec::new();
        Escaping(&mut out).write_all("\"备\u{202e}\u{7f}\",\n\u{9b}".as_bytes()).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\"备\\u202e\\u007f\",\n\\u009b");
        let (mut out, text) = (Vec::new(), "a备".as_bytes());
        assert_eq!(Escaping(&mut out).write(&text[..3]).unwrap(), 1);
        assert!(Escaping(&mut out).write(&text[1..3]).is_err());
        assert_eq!(out, b"a");
    }

    #[test]
    fn what_is_written_is_valid_by_the_schema() {
        let schema: serde_json::Value = serde_json::from_str(&schema()).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let long = "题".repeat(10_000);
        for text in [sample::HOSTILE, "\u{0}\u{fffe}\u{ffff}\u{e0041}", &long] {
            let value = serde_json::from_str(&written(&sample::every_rule(text))).unwrap();
            let faults: Vec<String> =
                validator.iter_errors(&value).map(|fault| fault.to_string()).collect();
            assert_eq!(faults, [""; 0]);
            check(&schema, &schema, &value, "report");
        }
    }

    /// What the schema does not forbid, and we do: keys that it does not know.
    fn check(
        root: &serde_json::Value,
        schema: &serde_json::Value,
        value: &serde_json::Value,
        path: &str,
    ) {
        if let Some(reference) = schema["$ref"].as_str() {
            let target = root.pointer(reference.trim_start_matches('#')).expect("a definition");
            check(root, target, value, path);
        }
        for key in schema["required"].as_array().into_iter().flatten() {
            assert!(value.get(key.as_str().unwrap()).is_some(), "{path} lacks {key}");
        }
        if let (Some(known), Some(fields)) = (schema["properties"].as_object(), value.as_object()) {
            for (key, field) in fields {
                let inner = known.get(key).unwrap_or_else(|| panic!("{path} has unknown {key}"));
                check(root, inner, field, &format!("{path}.{key}"));
            }
        }
        for item in value.as_array().into_iter().flatten() {
            check(root, &schema["items"], item, path);
        }
    }
}
