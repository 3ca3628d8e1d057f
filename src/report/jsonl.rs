//! JSON Lines: one site a line, each written as soon as it is done.

use std::io;

use serde::{Deserialize, Serialize};

use super::format::Format;
use super::json::line;
use super::model::{SCHEMA_VERSION, SiteReport};
use super::view::{Cut, View};

/// The format's entry.
pub static FORMAT: Format = Format {
    name: "jsonl",
    endings: &["jsonl", "ndjson"],
    streams: true,
    is_text: true,
    write: |report, _, out| write(report, out),
};

/// The last line of a run that was cut. It names no target: what looks for sites finds none in it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CutLine {
    schema_version: u32,
    complete: bool,
    not_audited: u64,
}

/// How the last line of a run that was cut begins.
pub const CUT_START: &[u8] = b"{\"schema_version\":";

/// Writes all sites of a report, and how it was cut.
pub fn write(report: &View<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    report.sites.each(&mut |site| write_site(site, out))?;
    report.cut.map_or(Ok(()), |cut| write_cut(cut, out))
}

/// Writes the last line of a run that was cut: while sites are written one by one, it is not known earlier. The lines
/// before it are valid all the same.
pub fn write_cut(cut: Cut, out: &mut dyn io::Write) -> io::Result<()> {
    let (schema_version, not_audited) = (SCHEMA_VERSION, cut.not_audited);
    line(&CutLine { schema_version, complete: false, not_audited }, out)
}

/// Whether a line says that a run was cut.
pub fn is_cut(bytes: &[u8]) -> bool {
    serde_json::from_slice::<CutLine>(bytes).is_ok_and(|line| !line.complete)
}

/// Writes one site as one line.
pub fn write_site(site: &SiteReport, out: &mut dyn io::Write) -> io::Result<()> {
    line(site, out)
}

/// Reads a line back.
pub fn read_site(bytes: &[u8]) -> io::Result<SiteReport> {
    Ok(serde_json::from_slice(bytes)?)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn each_site_is_one_line_of_json() {
        let report = sample::hostile();
        let mut out = Vec::new();
        write(&View::from(&report), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), report.sites.len());
        for (line, site) in text.lines().zip(&report.sites) {
            let read: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(read, serde_json::to_value(site).unwrap());
        }
    }

    #[test]
    fn what_is_read_back_is_written_as_it_was() {
        for site in sample::hostile().sites {
            let mut line = Vec::new();
            write_site(&site, &mut line).unwrap();
            let mut again = Vec::new();
            write_site(&read_site(&line).unwrap(), &mut again).unwrap();
            assert_eq!(String::from_utf8(line).unwrap(), String::from_utf8(again).unwrap());
        }
        for wrong in ["", "{}", "null", "{\"target\":\"a.cn\"}", "x"] {
            assert!(read_site(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_last_line_of_a_run_that_was_cut_is_no_site() {
        let cut = Cut { interrupted: true, not_audited: 7, unfinished: 1 };
        let report = sample::hostile();
        let mut out = Vec::new();
        write(&View { cut: Some(cut), ..View::from(&report) }, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let last = text.lines().last().unwrap();
        assert_eq!(last, r#"{"schema_version":1,"complete":false,"not_audited":7}"#);
        assert!(is_cut(last.as_bytes()) && read_site(last.as_bytes()).is_err());
        assert!(last.as_bytes().starts_with(CUT_START));
        let others: Vec<bool> = text.lines().map(|line| is_cut(line.as_bytes())).collect();
        assert_eq!(others.iter().filter(|cut| **cut).count(), 1);
        assert_eq!(others.len(), report.sites.len() + 1);
    }
}
