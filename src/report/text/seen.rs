//! What a check would see, which clocks run, and what was not judged.

use std::collections::BTreeMap;
use std::io;

use crate::domain::lang::Lang;
use crate::report::escape;
use crate::report::groups::{self, DistinctFiling, NumberKind};
use crate::report::model::{AcceptedBy, Filings, PageReport, SiteReport, Status};
use crate::report::{Detail, Extensible, words};
use crate::visit::SkipReason;

use super::columns::{align, cut};
use super::{FEW_PAGES, Printer};

/// At most this many different things of a kind are listed, unless all are asked for.
const FEW: usize = 4;
/// The widest a number or copyright line, and a link, may be.
const WIDTH: usize = 60;

impl Printer<'_> {
    /// The filings that the pages show, also when all is well: what a check would see. Silent where nothing was seen
    /// of a home page that could not be judged: "none" would be a verdict.
    pub(super) fn seen(&mut self, site: &SiteReport) -> io::Result<()> {
        let unknown = matches!(site.status, Status::Review | Status::Error);
        if site.pages_checked == 0 || unknown && site.filings == Filings::default() {
            return Ok(());
        }
        self.line(2, self.say("页面上显示的备案信息：", "what the pages show:"))?;
        let mut rows = Vec::new();
        let mut more = 0;
        for (kind, shown) in groups::distinct_filings(&site.filings) {
            if shown.is_empty()
                && !site.interrupted
                && matches!(kind, NumberKind::Icp | NumberKind::Police)
            {
                let none = self.say("没有", "none").to_owned();
                rows.push([self.word(&words::kind(kind)), none, String::new(), String::new()]);
            }
            let limit = if self.style.detail == Detail::Full { usize::MAX } else { FEW };
            more += shown.len().saturating_sub(limit);
            for (thing, pages) in shown.iter().take(limit) {
                rows.push(self.seen_row(kind, thing, *pages, site.pages_checked > 1));
            }
        }
        for line in align(&rows) {
            self.row_line(4, &line)?;
        }
        if more > 0 {
            let text = match self.style.lang {
                Lang::Zh => format!("另有 {more} 项（加 -v 全部列出）"),
                Lang::En => format!("and {more} more (-v lists all)"),
            };
            self.line(4, &text)?;
        }
        Ok(())
    }

    /// The findings that do not count, one a line.
    pub(super) fn accepted(&mut self, site: &SiteReport) -> io::Result<()> {
        for accepted in &site.accepted {
            let label = match accepted.by {
                AcceptedBy::Baseline => self.say("已知", "known"),
                AcceptedBy::Exempt => self.say("豁免", "exempt"),
            };
            let (rule, page) = (&accepted.finding.rule, escape::line(&accepted.finding.page));
            let reason = accepted.reason.as_deref().unwrap_or_default();
            let line = format!("{label} {}  {page}  {}", escape::line(rule), escape::line(reason));
            self.line(2, line.trim_end())?;
        }
        Ok(())
    }

    fn seen_row(
        &self,
        kind: NumberKind,
        thing: &DistinctFiling<'_>,
        pages: usize,
        many: bool,
    ) -> [String; 4] {
        let lang = self.style.lang;
        let text = cut(&escape::line(thing.text), WIDTH);
        let doubts = words::doubts(&thing.state, thing.visible, lang);
        let text = match (doubts.as_str(), lang) {
            ("", _) => text,
            (doubts, Lang::Zh) => format!("{text}（{doubts}）"),
            (doubts, Lang::En) => format!("{text} ({doubts})"),
        };
        let mut link = match (thing.link, kind) {
            (Some(link), _) => format!("→ {}", cut(&escape::line(link), WIDTH)),
            (None, NumberKind::Icp | NumberKind::Police) => {
                self.say("没有链接", "no link").to_owned()
            }
            (None, NumberKind::Licence | NumberKind::Other | NumberKind::Copyright) => {
                String::new()
            }
        };
        if let Some(badge) = thing.badge {
            link.push_str(if badge {
                self.say("，有图标", ", badge")
            } else {
                self.say("，没有图标", ", no badge")
            });
        }
        let pages = if many { words::pages(pages, lang) } else { String::new() };
        [self.word(&words::kind(kind)), text, link, pages]
    }

    /// The legal periods that run today.
    pub(super) fn clocks(&mut self, site: &SiteReport) -> io::Result<()> {
        let lang = self.style.lang;
        for clock in &site.clocks {
            let (name, basis) = (words::clock(&clock.clock), words::event(&clock.basis));
            let (name, basis) = (escape::line(name.get(lang)), escape::line(basis.get(lang)));
            let left = words::left(clock.days_left, lang);
            let due = escape::line(&clock.due);
            let text = match lang {
                Lang::Zh => format!("期限：{name}，{left}（{due} 截止，自{basis}起算）"),
                Lang::En => format!("clock: {name}: {left} (due {due}, counted from {basis})"),
            };
            self.line(2, &text)?;
        }
        Ok(())
    }

    /// Pages that could not be judged, that were left out, and whether the crawl was cut.
    pub(super) fn not_judged(&mut self, site: &SiteReport) -> io::Result<()> {
        let failed: Vec<&PageReport> =
            site.pages.iter().filter(|page| page.error.is_some()).collect();
        let limit = if self.style.detail == Detail::Full { usize::MAX } else { FEW_PAGES };
        if !failed.is_empty() {
            let pages = words::pages(failed.len(), self.style.lang);
            let label = self.say("未能判断：", "not judged: ");
            self.line(2, &format!("{label}{pages}"))?;
            for page in failed.iter().take(limit) {
                let error = escape::line(page.error.as_deref().unwrap_or_default());
                self.line(4, &format!("{}  {error}", escape::line(&page.url)))?;
            }
        }
        let mut by_reason: BTreeMap<&Extensible<SkipReason>, Vec<&str>> = BTreeMap::new();
        for page in &site.skipped {
            by_reason.entry(&page.why).or_default().push(&page.url);
        }
        for (why, urls) in by_reason {
            let pages = words::left_out(why, urls.len(), self.style.lang);
            let why = self.word(&words::skipped(why));
            let label = self.say("未检查：", "left out: ");
            self.line(2, &format!("{label}{pages}  {}", escape::line(&why)))?;
            for url in urls.iter().take(limit) {
                self.line(4, &escape::line(url))?;
            }
        }
        if let Some(text) = words::truncated(site) {
            self.line(2, text.get(self.style.lang))?;
        }
        Ok(())
    }
}
