//! The table of all sites that opens the report of a portfolio.

use std::io;

use crate::report::escape;
use crate::report::model::{SiteReport, Status};
use crate::report::words;
use crate::rules::Severity;

use super::columns::{align, cut};
use super::{Printer, status_paint};

/// The widest a site's name may be.
const NAME: usize = 40;

impl Printer<'_> {
    /// One row a site, under its client's name where clients are declared (those without one first).
    pub(super) fn portfolio(&mut self, sites: &[SiteReport]) -> io::Result<()> {
        let mut rows = vec![self.head()];
        rows.extend(sites.iter().map(|site| self.row(site)));
        let mut lines = align(&rows).into_iter();
        self.line(0, &lines.next().unwrap_or_default())?;

        let lines: Vec<(&SiteReport, String)> = sites.iter().zip(lines).collect();
        for client in clients(sites) {
            if let Some(name) = client {
                self.line(0, &format!("[{}]", escape::line(name)))?;
            }
            for (site, line) in &lines {
                if site.declared.client.as_deref() == client {
                    let painted = self.paint_status(site.status, line);
                    self.line(0, &painted)?;
                }
            }
        }
        self.gap()
    }

    fn head(&self) -> [String; 6] {
        [
            self.say("结果", "status"),
            self.say("站点", "site"),
            self.say("ICP备案号", "ICP number"),
            self.say("公安备案号", "police number"),
            self.say("错误", "errors"),
            self.say("警告", "warnings"),
        ]
        .map(str::to_owned)
    }

    fn row(&self, site: &SiteReport) -> [String; 6] {
        let of = |severity| {
            site.findings.iter().filter(|finding| finding.severity == severity).count().to_string()
        };
        let icp = site.filings.icp.iter().find(|filing| filing.visible);
        let police = site.filings.police.iter().find(|police| police.filing.visible);
        let number =
            |number: Option<&str>| number.map_or_else(|| "-".into(), escape::line).into_owned();
        [
            format!("{} {}", words::sign(site.status), self.word(&words::status(site.status))),
            cut(&escape::line(&site.target), NAME),
            number(icp.map(|filing| &*filing.number)),
            number(police.map(|police| &*police.filing.number)),
            of(Severity::Error),
            of(Severity::Warning),
        ]
    }

    /// The row with its status in colour: the padding is already right.
    fn paint_status(&self, status: Status, line: &str) -> String {
        let word = format!("{} {}", words::sign(status), self.word(&words::status(status)));
        match line.strip_prefix(word.as_str()) {
            Some(rest) => self.paint(status_paint(status), &word) + rest,
            None => line.to_owned(),
        }
    }
}

/// The clients in order of first occurrence, sites without one first.
fn clients(sites: &[SiteReport]) -> Vec<Option<&str>> {
    let mut clients = vec![None];
    for site in sites {
        let client = site.declared.client.as_deref();
        if !clients.contains(&client) {
            clients.push(client);
        }
    }
    clients
}
