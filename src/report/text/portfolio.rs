//! The table of all sites that opens the report of a portfolio.

use std::collections::BTreeMap;
use std::io;

use crate::report::escape;
use crate::report::model::{SiteReport, Status};
use crate::report::{Sites, words};
use crate::rules::Severity;

use super::Printer;
use super::columns::{align, cut};
use super::paint::status_paint;

/// The widest a site's name may be.
const NAME: usize = 40;

impl Printer<'_> {
    /// One row a site, under its client's name where clients are declared (those without one first). A row is all that
    /// is kept of a site meanwhile.
    pub(super) fn portfolio(&mut self, sites: &dyn Sites) -> io::Result<()> {
        let mut rows = vec![self.head()];
        let mut clients: Vec<Option<String>> = vec![None];
        let mut places = BTreeMap::from([(None, 0)]);
        let mut kept = Vec::new();
        sites.each(&mut |site| {
            rows.push(self.row(site));
            let client = &site.declared.client;
            let known = *places.entry(client.clone()).or_insert_with(|| {
                clients.push(client.clone());
                clients.len() - 1
            });
            kept.push((known, site.status));
            Ok(())
        })?;
        let mut lines = align(&rows).into_iter();
        self.line(0, &lines.next().unwrap_or_default())?;
        drop(rows);

        let mut lines: Vec<_> = kept.into_iter().zip(lines).collect();
        lines.sort_by_key(|((client, _), _)| *client);
        let mut told = None;
        for ((client, status), line) in lines {
            if told.replace(client) != Some(client)
                && let Some(Some(name)) = clients.get(client)
            {
                self.line(0, &format!("[{}]", escape::line(name)))?;
            }
            let painted = self.paint_status(status, &line);
            self.line(0, &painted)?;
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
