//! JSON Lines: one site a line, each written as soon as it is done.

use std::io;

use super::json::{Compact, document};
use super::model::SiteReport;
use super::view::View;

/// Writes all sites of a report.
pub fn write(report: &View<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    report.sites.each(&mut |site| write_site(site, out))
}

/// Writes one site as one line.
pub fn write_site(site: &SiteReport, out: &mut dyn io::Write) -> io::Result<()> {
    document(site, Compact::default(), out)
}

/// Reads a line back.
pub fn read_site(line: &[u8]) -> io::Result<SiteReport> {
    Ok(serde_json::from_slice(line)?)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn each_site_is_one_line_of_json() {
        let report = sample::hostile();
        let mut out = Vec::new();
        write(&report.view(), &mut out).unwrap();
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
}
