//! JSON Lines: one site a line, each written as soon as it is done.

use std::io;

use super::json::{Compact, document};
use super::model::{Report, SiteReport};

/// Writes all sites of a report.
pub fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    report.sites.iter().try_for_each(|site| write_site(site, out))
}

/// Writes one site as one line.
pub fn write_site(site: &SiteReport, out: &mut dyn io::Write) -> io::Result<()> {
    document(site, Compact, out)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn each_site_is_one_line_of_json() {
        let report = sample::hostile();
        let mut out = Vec::new();
        write(&report, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), report.sites.len());
        for (line, site) in text.lines().zip(&report.sites) {
            let read: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(read, serde_json::to_value(site).unwrap());
        }
    }
}
