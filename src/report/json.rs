//! The JSON contract: one document, and its schema. Characters that a terminal could take for a command are written
//! as `\uXXXX`, which any reader of JSON turns back.

use std::io::{self, BufWriter, Write as _};

use serde::Serialize;
use serde::ser::{Error as _, SerializeSeq as _};
use serde_json::ser::{Formatter, Serializer};

use crate::domain::date::Timestamp;

use super::escape;
use super::model::{Report, SCHEMA_VERSION, Summary, Tool};
use super::view::{Sites, View};

/// Writes the report as one JSON document.
pub fn write(report: &View<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let whole = Document {
        schema_version: SCHEMA_VERSION,
        complete: report.cut.is_none(),
        not_audited: report.cut.map_or(0, |cut| cut.not_audited),
        tool: Tool::default(),
        started_at: report.started_at,
        sites: report.sites,
        summary: &report.summary,
    };
    document(&whole, Pretty::default(), out)
}

/// [`Report`], with sites that pass one by one.
#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    complete: bool,
    not_audited: u64,
    tool: Tool,
    started_at: Timestamp,
    #[serde(serialize_with = "one_by_one")]
    sites: &'a dyn Sites,
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

/// Writes a value with a formatter and ends the line.
pub(super) fn document(
    value: &impl Serialize,
    formatter: impl Formatter,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    // thousands of small pieces a page, none of which is worth a call through `dyn`
    let mut out = BufWriter::with_capacity(1 << 16, out);
    value.serialize(&mut Serializer::with_formatter(&mut out, formatter))?;
    out.write_all(b"\n")?;
    out.flush()
}

/// Writes a piece of a string with nothing in it that acts on a terminal; `known` to be so or not.
fn fragment<W: ?Sized + io::Write>(writer: &mut W, fragment: &str, known: bool) -> io::Result<()> {
    if known || escape::is_harmless(fragment) {
        return writer.write_all(fragment.as_bytes());
    }
    writer.write_all(escape::json(fragment).as_bytes())
}

/// One line.
#[derive(Default)]
pub(super) struct Compact {
    /// Whether what is written is a key: the names of fields, which are our own.
    key: bool,
}

impl Formatter for Compact {
    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.key = true;
        if first { Ok(()) } else { writer.write_all(b",") }
    }

    fn end_object_key<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.key = false;
        Ok(())
    }

    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        text: &str,
    ) -> io::Result<()> {
        fragment(writer, text, self.key)
    }
}

/// Indented by two blanks a level.
#[derive(Default)]
pub(super) struct Pretty {
    depth: usize,
    /// Whether the list or object that is open holds something.
    filled: bool,
    /// Whether what is written is a key: the names of fields, which are our own.
    key: bool,
}

impl Pretty {
    fn open<W: ?Sized + io::Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        writer.write_all(bracket)
    }

    fn close<W: ?Sized + io::Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        if self.filled {
            self.line(writer, true)?;
        }
        writer.write_all(bracket)
    }

    fn line<W: ?Sized + io::Write>(&self, writer: &mut W, first: bool) -> io::Result<()> {
        const BLANK: &str = ",\n                                ";
        let start = usize::from(first);
        // the report is not so deep that blanks would be missing
        let line = BLANK.get(start..2 + 2 * self.depth).or(BLANK.get(start..)).unwrap_or_default();
        writer.write_all(line.as_bytes())
    }
}

impl Formatter for Pretty {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        text: &str,
    ) -> io::Result<()> {
        fragment(writer, text, self.key)
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.line(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.key = true;
        self.line(writer, first)
    }

    fn end_object_key<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.key = false;
        Ok(())
    }

    /// The quote behind a key is written with the colon.
    fn end_string<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.key { Ok(()) } else { writer.write_all(b"\"") }
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b"\": ")
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn written(report: &Report) -> String {
        let mut out = Vec::new();
        write(&report.view(), &mut out).unwrap();
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
    fn every_key_that_the_schema_requires_is_there() {
        let schema: serde_json::Value = serde_json::from_str(&schema()).unwrap();
        let value = serde_json::to_value(sample::hostile()).unwrap();
        check(&schema, &schema, &value, "report");
    }

    /// As much of JSON Schema as ours uses: `$ref`, `required`, `properties`, `items`, and no unknown keys.
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
